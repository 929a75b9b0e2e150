#!/usr/bin/env python3
"""Makes sample passes of issuers that do not exist, one for each style, unsigned, into a folder:
a store card in an older and a newer version, a coupon, an event ticket, a membership, a train
ticket, and a set of three tickets. Their dates follow the day they are made on (or --today), so
that something is always about to happen. Needs nothing but Python."""

import argparse
import datetime
import io
import pathlib

import drawing
from drawing import png
from packing import bundle, pack

COMMON = {"formatVersion": 1, "teamIdentifier": "EXAMPLE000"}


def picture(name, width, height, colour_at, samples=1):
    """One picture, at twice the points it is shown at."""
    return {f"{name}@2x.png": png(width * 2, height * 2, colour_at, samples)}


def code(form, message, alt=None):
    """A pass's code."""
    entry = {"format": f"PKBarcodeFormat{form}", "message": message, "messageEncoding": "iso-8859-1"}
    return [{**entry, "altText": alt} if alt else entry]


def on(ground, mark):
    """A mark on a ground of its own: an icon."""

    def at(x, y):
        red, green, blue, alpha = mark(x, y)
        return drawing.mix(ground, (red, green, blue), alpha / 255)

    return at


def store_card(points, tier, coins, offer):
    """Metsätori's card, as it is at one time."""
    return {
        **COMMON,
        "passTypeIdentifier": "pass.example.metsatori",
        "serialNumber": "MT-20417",
        "organizationName": "Metsätori",
        "description": "Metsätori loyalty card",
        "logoText": "Metsätori",
        "backgroundColor": "rgb(31, 90, 73)",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(196, 226, 212)",
        "barcodes": code("Code128", "2041790045512", "2 041790 045512"),
        "storeCard": {
            "headerFields": [
                {"key": "level", "label": "LEVEL", "value": tier, "changeMessage": "Welcome to %@."}
            ],
            "primaryFields": [
                {"key": "points", "label": "POINTS", "value": points, "changeMessage": "You now have %@ points."}
            ],
            "secondaryFields": [
                {"key": "member", "label": "MEMBER", "value": "Aino Esimerkki"},
                {
                    "key": "balance",
                    "label": "GIFT MONEY",
                    "value": coins,
                    "currencyCode": "EUR",
                    "textAlignment": "PKTextAlignmentRight",
                    "changeMessage": "Your gift money is %@.",
                },
            ],
            "auxiliaryFields": [
                {"key": "offer", "label": "OFFER FOR YOU", "value": offer, "changeMessage": "New for you: %@"}
            ],
            "backFields": [
                {"key": "how", "label": "How it works", "value": "One point for every euro. 500 points are 5 € of gift money."},
                {"key": "shop", "label": "Nearest shop", "value": "Esimerkkikatu 12, 00100 Helsinki", "dataDetectorTypes": ["PKDataDetectorTypeAddress"]},
                {"key": "help", "label": "Help", "value": "Call +358 9 123 4567, write to kanta@metsatori.example or see https://metsatori.example/kanta"},
            ],
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today())
    given = parser.parse_args()
    folder, today = given.folder, given.today
    folder.mkdir(parents=True, exist_ok=True)

    def at(days, time):
        return f"{today + datetime.timedelta(days=days)}T{time}:00+02:00"

    forest = {
        **picture("icon", 29, 29, on((31, 90, 73), drawing.pine_mark), 2),
        **picture("logo", 36, 36, drawing.pine_mark, 2),
        **picture("strip", 375, 123, drawing.forest),
    }
    pack(folder / "metsatori-1.pkpass", store_card(1980, "Silver", 7.5, "−20 % on oat drinks"), forest)
    pack(folder / "metsatori-2.pkpass", store_card(2140, "Gold", 12.5, "2× points on Tuesdays"), forest)

    pack(
        folder / "leipomo.pkpass",
        {
            **COMMON,
            "passTypeIdentifier": "pass.example.leipomo-viljo",
            "serialNumber": "LV-RUIS-7",
            "organizationName": "Leipomo Viljo",
            "description": "Leipomo Viljo, a coupon for rye bread",
            "logoText": "Leipomo Viljo",
            "backgroundColor": "rgb(246, 226, 184)",
            "foregroundColor": "rgb(66, 34, 16)",
            "labelColor": "rgb(122, 74, 32)",
            "expirationDate": at(9, "21:00"),
            "barcodes": code("QR", "VILJO:LV-RUIS-7", "LV-RUIS-7"),
            "coupon": {
                "primaryFields": [{"key": "offer", "label": "Every rye loaf", "value": "−20 %"}],
                "auxiliaryFields": [
                    {"key": "until", "label": "UNTIL", "value": at(9, "21:00"), "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleNone"},
                    {"key": "where", "label": "WHERE", "value": "All bakeries", "textAlignment": "PKTextAlignmentRight"},
                ],
                "backFields": [{"key": "terms", "label": "Small print", "value": "One coupon for each purchase. Not together with other discounts."}],
            },
        },
        {
            **picture("icon", 29, 29, on((246, 226, 184), drawing.ear_mark), 2),
            **picture("logo", 36, 36, drawing.ear_mark, 2),
            **picture("strip", 375, 144, drawing.loaf),
        },
    )

    night = {
        **picture("icon", 29, 29, on((38, 24, 84), drawing.wave_mark), 2),
        **picture("logo", 36, 36, drawing.wave_mark, 2),
        **picture("background", 180, 220, drawing.summer_night),
        **picture("thumbnail", 90, 90, drawing.drum, 2),
    }

    def ticket(number, seat, holder):
        return {
            **COMMON,
            "passTypeIdentifier": "pass.example.kesayo",
            "serialNumber": f"KY-55{number}",
            "groupingIdentifier": "kesayo",
            "organizationName": "Kesäyö",
            "description": "Kesäyö, a concert by the sea",
            "logoText": "Kesäyö",
            "backgroundColor": "rgb(38, 24, 84)",
            "foregroundColor": "rgb(255, 236, 210)",
            "labelColor": "rgb(226, 190, 220)",
            "relevantDate": at(0, "19:00"),
            "barcodes": code("Aztec", f"KESAYO/55{number}/{seat}", f"55 {number}"),
            "eventTicket": {
                "headerFields": [{"key": "gate", "label": "GATE", "value": "C"}],
                "primaryFields": [{"key": "event", "label": "TONIGHT BY THE SEA", "value": "Aallot & Varjot"}],
                "secondaryFields": [{"key": "place", "label": "PLACE", "value": "Uunisaari, Helsinki"}],
                "auxiliaryFields": [
                    {"key": "when", "label": "DOORS", "value": at(0, "19:00"), "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleShort"},
                    {"key": "row", "label": "ROW", "value": "7"},
                    {"key": "seat", "label": "SEAT", "value": seat},
                    {"key": "holder", "label": "HOLDER", "value": holder, "row": 1},
                ],
                "backFields": [{"key": "bring", "label": "Good to know", "value": "The island is reached by ferry from Merisatama, every ten minutes. https://kesayo.example/perille"}],
            },
        }

    pack(folder / "kesayo.pkpass", ticket("01", "19", "Aino Esimerkki"), night)
    tickets = {}
    for number, seat, holder in (("11", "4", "Aino Esimerkki"), ("12", "5", "Eino Esimerkki"), ("13", "6", "Ilta Esimerkki")):
        held = io.BytesIO()
        pack(held, ticket(number, seat, holder), night)
        tickets[f"ticket-{number}.pkpass"] = held.getvalue()
    bundle(folder / "kesayo-set.pkpasses", tickets)

    pack(
        folder / "pulssi.pkpass",
        {
            **COMMON,
            "passTypeIdentifier": "pass.example.pulssi",
            "serialNumber": "PU-0881",
            "organizationName": "Pulssi",
            "description": "Pulssi gym, membership",
            "logoText": "Pulssi",
            "backgroundColor": "rgb(122, 46, 74)",
            "foregroundColor": "rgb(255, 255, 255)",
            "labelColor": "rgb(244, 208, 222)",
            "sharingProhibited": True,
            "expirationDate": at(200, "12:00"),
            "barcodes": code("QR", "PULSSI-0881-AINO", "0881"),
            "generic": {
                "headerFields": [{"key": "visits", "label": "VISITS", "value": 12}],
                "primaryFields": [{"key": "name", "value": "Aino Esimerkki"}],
                "secondaryFields": [
                    {"key": "kind", "label": "MEMBERSHIP", "value": "All day"},
                    {"key": "number", "label": "NUMBER", "value": "0881"},
                ],
                "auxiliaryFields": [
                    {"key": "renews", "label": "RENEWS", "value": at(200, "12:00"), "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleNone"},
                    {"key": "home", "label": "HOME GYM", "value": "Pulssi Kallio"},
                ],
                "backFields": [{"key": "desk", "label": "Front desk", "value": "+358 9 765 4321"}],
            },
        },
        {
            **picture("icon", 29, 29, on((122, 46, 74), drawing.pulse_mark), 2),
            **picture("logo", 36, 36, drawing.pulse_mark, 2),
            **picture("thumbnail", 75, 90, drawing.member, 2),
        },
    )

    pack(
        folder / "raide.pkpass",
        {
            **COMMON,
            "passTypeIdentifier": "pass.example.raide",
            "serialNumber": "RA 27/4 Ö",
            "organizationName": "Raide",
            "description": "Raide, train from Helsinki to Tampere",
            "logoText": "Raide",
            "backgroundColor": "rgb(15, 107, 124)",
            "foregroundColor": "rgb(255, 255, 255)",
            "labelColor": "rgb(211, 236, 240)",
            "relevantDate": at(1, "10:06"),
            "expirationDate": at(1, "23:59"),
            "barcodes": code("PDF417", "RAIDE IC27 HKI-TPE 4/52 ESIMERKKI AINO", "IC 27 · 4 / 52"),
            "boardingPass": {
                "transitType": "PKTransitTypeTrain",
                "headerFields": [{"key": "train", "label": "TRAIN", "value": "IC 27"}],
                "primaryFields": [
                    {"key": "from", "label": "HELSINKI", "value": "10.06"},
                    {"key": "to", "label": "TAMPERE", "value": "11.49"},
                ],
                "secondaryFields": [
                    {"key": "passenger", "label": "PASSENGER", "value": "Aino Esimerkki"},
                    {"key": "track", "label": "TRACK", "value": "8", "textAlignment": "PKTextAlignmentRight", "changeMessage": "The train leaves from track %@."},
                ],
                "auxiliaryFields": [
                    {"key": "day", "label": "DAY", "value": at(1, "10:06"), "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleNone"},
                    {"key": "coach", "label": "COACH", "value": "4"},
                    {"key": "seat", "label": "SEAT", "value": "52", "textAlignment": "PKTextAlignmentRight"},
                ],
                "backFields": [{"key": "change", "label": "Change or cancel", "value": "https://raide.example/muuta, until the train leaves."}],
            },
        },
        {
            **picture("icon", 29, 29, on((15, 107, 124), drawing.train_mark), 2),
            **picture("logo", 36, 36, drawing.train_mark, 2),
            **picture("footer", 286, 15, drawing.rails, 2),
        },
    )


if __name__ == "__main__":
    main()
