#!/usr/bin/env python3
"""Makes kahvila.pkpass: an unsigned store card of a café that does not exist, in English and
Finnish. Needs nothing but Python; the same file comes out every time."""

import pathlib

from drawing import CLEAR, png
from packing import pack

HERE = pathlib.Path(__file__).resolve().parent
BROWN, CREAM = (92, 46, 36, 255), (250, 240, 226, 255)


def in_cup(x, y):
    """Whether a point of the unit square is part of a cup with its handle and saucer."""
    bowl = 0.24 <= y <= 0.66 and abs(x - 0.44) <= 0.24 - max(0, y - 0.46) * 0.6
    ring = ((x - 0.69) ** 2 + (y - 0.40) ** 2) ** 0.5
    handle = 0.08 <= ring <= 0.13 and x >= 0.67
    saucer = 0.72 <= y <= 0.77 and abs(x - 0.46) <= 0.34
    return bowl or handle or saucer


def icon(x, y):
    """The cup on a brown plate with round corners."""
    dx, dy = max(abs(x - 0.5) - 0.28, 0), max(abs(y - 0.5) - 0.28, 0)
    if (dx * dx + dy * dy) ** 0.5 > 0.22:
        return CLEAR
    return CREAM if in_cup(x, y) else BROWN


def logo(x, y):
    """The cup alone, to stand on the pass's own colour."""
    return CREAM if in_cup(x, y) else CLEAR


def strip(x, y):
    """Ten cups in a row for ten coffees, the first seven filled."""
    number = int(x * 10)
    inside = in_cup(x * 10 - number, (y - 0.5) * 3.075 + 0.5)
    if not inside:
        return (110, 62, 48, 255)
    return CREAM if number < 7 else (140, 96, 80, 255)


PASS = {
    "formatVersion": 1,
    "passTypeIdentifier": "pass.example.kahvila-pihlaja",
    "serialNumber": "KP-000417",
    "teamIdentifier": "EXAMPLE000",
    "organizationName": "Kahvila Pihlaja",
    "description": "card_description",
    "logoText": "Kahvila Pihlaja",
    "backgroundColor": "rgb(92, 46, 36)",
    "foregroundColor": "rgb(250, 240, 226)",
    "labelColor": "rgb(226, 190, 160)",
    "expirationDate": "2027-12-31T23:59:59+02:00",
    "barcodes": [
        {
            "format": "PKBarcodeFormatQR",
            "message": "PIHLAJA:KP-000417",
            "messageEncoding": "iso-8859-1",
            "altText": "KP-000417",
        },
        {
            "format": "PKBarcodeFormatCode128",
            "message": "KP000417",
            "messageEncoding": "iso-8859-1",
        },
    ],
    "storeCard": {
        "headerFields": [{"key": "stamps", "label": "stamps_label", "value": "7/10"}],
        "secondaryFields": [
            {"key": "next", "label": "next_label", "value": "next_value"},
            {
                "key": "balance",
                "label": "balance_label",
                "value": 6.4,
                "currencyCode": "EUR",
                "textAlignment": "PKTextAlignmentRight",
            },
        ],
        "auxiliaryFields": [
            {"key": "member", "label": "member_label", "value": "Aino Esimerkki"},
            {
                "key": "since",
                "label": "since_label",
                "value": "2024-03-08T09:00+02:00",
                "dateStyle": "PKDateStyleMedium",
                "timeStyle": "PKDateStyleNone",
            },
        ],
        "backFields": [
            {"key": "terms", "label": "terms_label", "value": "terms_value"},
            {"key": "address", "label": "address_label", "value": "Esimerkkikatu 1, 00100 Helsinki"},
            {"key": "web", "label": "web_label", "value": "https://kahvila-pihlaja.example/"},
        ],
    },
}

WORDS = {
    "en": {
        "card_description": "Stamp card of Kahvila Pihlaja",
        "stamps_label": "STAMPS",
        "next_label": "NEXT",
        "next_value": "3 more for a free coffee",
        "balance_label": "BALANCE",
        "member_label": "MEMBER",
        "since_label": "SINCE",
        "terms_label": "How it works",
        "terms_value": "One stamp for every coffee. Ten stamps make one coffee of any size.",
        "address_label": "Where",
        "web_label": "On the web",
    },
    "fi": {
        "card_description": "Kahvila Pihlajan leimakortti",
        "stamps_label": "LEIMAT",
        "next_label": "SEURAAVA",
        "next_value": "3 leimaa ilmaiseen kahviin",
        "balance_label": "SALDO",
        "member_label": "JÄSEN",
        "since_label": "ALKAEN",
        "terms_label": "Näin se toimii",
        "terms_value": "Jokaisesta kahvista saa leiman. Kymmenellä leimalla saa yhden kahvin.",
        "address_label": "Missä",
        "web_label": "Verkossa",
    },
}


def main():
    pictures = {}
    for scale, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
        pictures[f"icon{suffix}.png"] = png(29 * scale, 29 * scale, icon)
        pictures[f"logo{suffix}.png"] = png(50 * scale, 50 * scale, logo)
    for scale, suffix in ((1, ""), (2, "@2x")):
        pictures[f"strip{suffix}.png"] = png(375 * scale, 123 * scale, strip)
    pack(HERE / "kahvila.pkpass", PASS, pictures, WORDS)


if __name__ == "__main__":
    main()
