//! How a reader sees a pass: languages, numbers, money, dates, links, barcodes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{Limits, Pass, PassView, Zone};
use support::{archive, store_card, unsigned};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn helsinki() -> Zone {
    Zone::of(&chrono_tz::Europe::Helsinki)
}

fn view_of(pass_json: &[u8], locale: &str) -> PassView {
    let pass = Pass::read(&unsigned(pass_json), &Limits::default()).unwrap();
    pass.view(locale, now(), helsinki())
}

/// How a field with these keys is shown in each locale. Spaces that do not break are written `_`.
fn check(field: &str, expected: &[(&str, &str)]) {
    let json = store_card(&format!(
        "\"storeCard\":{{\"primaryFields\":[{{\"key\":\"k\",{field}}}]}}"
    ));
    for (locale, display) in expected {
        let view = view_of(&json, locale);
        let shown = view.primary[0].display.replace(['\u{a0}', '\u{202f}'], "_");
        assert_eq!(shown, *display, "{field} in {locale}");
    }
}

#[test]
fn numbers() {
    check(
        "\"value\":2140",
        &[
            ("fi", "2_140"),
            ("sv", "2_140"),
            ("en", "2,140"),
            ("de", "2.140"),
        ],
    );
    check("\"value\":12.50", &[("fi", "12,50"), ("en-GB", "12.50")]);
    check("\"value\":-5", &[("fi", "−5"), ("en", "-5")]);
    check("\"value\":0", &[("fi", "0"), ("en", "0")]);
    // Years and card numbers are not sums.
    check("\"value\":2019", &[("fi", "2019"), ("en", "2019")]);
    check("\"value\":23403552810", &[("fi", "23403552810")]);
    check(
        "\"value\":2019,\"numberStyle\":\"PKNumberStyleDecimal\"",
        &[("fi", "2_019"), ("en", "2,019")],
    );
    check("\"value\":\"2140\"", &[("fi", "2140")]);
    check(
        "\"value\":\"2140\",\"numberStyle\":\"PKNumberStyleDecimal\"",
        &[("fi", "2_140")],
    );
    check(
        "\"value\":0.25,\"numberStyle\":\"PKNumberStylePercent\"",
        &[("fi", "25_%"), ("sv", "25_%"), ("en", "25%"), ("tr", "%25")],
    );
    check(
        "\"value\":0.125,\"numberStyle\":\"PKNumberStylePercent\"",
        &[("fi", "12,5_%")],
    );
    check(
        "\"value\":1234,\"numberStyle\":\"PKNumberStyleScientific\"",
        &[("fi", "1,234E3"), ("en", "1.234E3")],
    );
    check("\"value\":1e30000", &[("fi", "1e30000")]);
    check(
        "\"value\":99999999999999999999.123456789012345678",
        &[("en", "99,999,999,999,999,999,999.123456789012345678")],
    );
    check(
        "\"value\":\"text\",\"numberStyle\":\"PKNumberStyleDecimal\"",
        &[("fi", "text")],
    );
}

#[test]
fn money() {
    check(
        "\"value\":12.5,\"currencyCode\":\"EUR\"",
        &[
            ("fi", "12,50_€"),
            ("fi-FI", "12,50_€"),
            ("sv-FI", "12,50_€"),
            ("en", "€12.50"),
            ("en-GB", "€12.50"),
            ("de", "12,50_€"),
            ("de-AT", "€_12,50"),
            ("nl", "€_12,50"),
            ("fr", "12,50_€"),
            ("nonsense-locale-that-is-none", "€12.50"),
        ],
    );
    check(
        "\"value\":\"1234567.891\",\"currencyCode\":\"eur\"",
        &[("fi", "1_234_567,89_€")],
    );
    check(
        "\"value\":-3.5,\"currencyCode\":\"EUR\"",
        &[("fi", "−3,50_€"), ("en", "-€3.50")],
    );
    check(
        "\"value\":21.75,\"currencyCode\":\"USD\"",
        &[("fi", "21,75_$"), ("sv", "21,75_US$"), ("en-US", "$21.75")],
    );
    check(
        "\"value\":100,\"currencyCode\":\"SEK\"",
        &[
            ("sv", "100,00_kr"),
            ("fi", "100,00_SEK"),
            ("en", "SEK_100.00"),
        ],
    );
    check(
        "\"value\":1500,\"currencyCode\":\"JPY\"",
        &[("fi", "1_500_¥"), ("en", "¥1,500")],
    );
    check(
        "\"value\":1.5,\"currencyCode\":\"KWD\"",
        &[("fi", "1,500_KWD")],
    );
    check("\"value\":7,\"currencyCode\":\"PTS\"", &[("fi", "7_PTS")]);
    // Rounded half to even, never through floating point.
    check(
        "\"value\":0.125,\"currencyCode\":\"EUR\"",
        &[("fi", "0,12_€")],
    );
    check(
        "\"value\":1.005,\"currencyCode\":\"EUR\"",
        &[("fi", "1,00_€")],
    );
    check(
        "\"value\":-0.001,\"currencyCode\":\"EUR\"",
        &[("fi", "0,00_€"), ("en", "€0.00")],
    );
}

#[test]
fn dates() {
    let short = "\"value\":\"2026-11-30T18:30:00+02:00\",\"dateStyle\":\"PKDateStyleShort\"";
    check(
        short,
        &[
            ("fi", "30.11.2026"),
            ("sv", "2026-11-30"),
            ("en-GB", "30/11/2026"),
            ("en-US", "11/30/26"),
        ],
    );
    let medium = "\"value\":\"2026-11-30T18:30:00+02:00\",\"dateStyle\":\"PKDateStyleMedium\"";
    check(
        medium,
        &[
            ("fi", "30.11.2026"),
            ("sv", "30 nov. 2026"),
            ("en-GB", "30 Nov 2026"),
        ],
    );
    let long = "\"value\":\"2026-11-30T18:30:00+02:00\",\"dateStyle\":\"PKDateStyleLong\"";
    check(
        long,
        &[
            ("fi", "30. marraskuuta 2026"),
            ("sv", "30 november 2026"),
            ("en-US", "November 30, 2026"),
        ],
    );
    let full = "\"value\":\"2026-11-30\",\"dateStyle\":\"PKDateStyleFull\"";
    check(
        full,
        &[
            ("fi", "maanantai 30. marraskuuta 2026"),
            ("en-GB", "Monday, 30 November 2026"),
        ],
    );
    let both = "\"value\":\"2026-11-30T18:30:00+02:00\",\"dateStyle\":\"PKDateStyleShort\",\"timeStyle\":\"PKDateStyleShort\"";
    check(
        both,
        &[("fi", "30.11.2026 klo 18.30"), ("sv", "2026-11-30 18:30")],
    );
    let time = "\"value\":\"2026-11-30T18:30:00Z\",\"timeStyle\":\"PKDateStyleShort\"";
    check(
        time,
        &[("fi", "20.30"), ("sv", "20:30"), ("en-US", "8:30_PM")],
    );
    let own_clock = "\"value\":\"2026-11-30T18:30:00-08:00\",\"timeStyle\":\"PKDateStyleShort\",\"ignoresTimeZone\":true";
    check(own_clock, &[("fi", "18.30")]);
    let floating = "\"value\":\"2026-11-30T18:30\",\"timeStyle\":\"PKDateStyleShort\"";
    check(floating, &[("fi", "18.30")]);
    check(
        "\"value\":\"2026-11-30\",\"timeStyle\":\"PKDateStyleShort\"",
        &[("fi", "30.11.2026")],
    );
    // Without a style a date is text; a bad one always is.
    check("\"value\":\"2026-11-30\"", &[("fi", "2026-11-30")]);
    check(
        "\"value\":\"soon\",\"dateStyle\":\"PKDateStyleShort\"",
        &[("fi", "soon")],
    );
}

#[test]
fn a_date_is_shown_on_the_clock_of_its_own_season() {
    let shown = |value: &str, now: &str| {
        let json = store_card(&format!(
            "\"storeCard\":{{\"primaryFields\":[{{\"key\":\"k\",\"value\":\"{value}\",\
             \"dateStyle\":\"PKDateStyleShort\",\"timeStyle\":\"PKDateStyleShort\"}}]}}"
        ));
        let pass = Pass::read(&unsigned(&json), &Limits::default()).unwrap();
        let view = pass.view("fi", now.parse().unwrap(), helsinki());
        view.primary[0].display.clone()
    };
    for now in ["2026-07-15T12:00:00Z", "2026-11-22T12:00:00Z"] {
        for (value, expected) in [
            ("2026-07-01T15:30:00Z", "1.7.2026 klo 18.30"),
            ("2026-11-30T16:30:00Z", "30.11.2026 klo 18.30"),
            // Half past midnight, which is the evening before on winter's clock.
            ("2026-07-01T21:30:00Z", "2.7.2026 klo 0.30"),
            ("2026-11-30T21:30:00Z", "30.11.2026 klo 23.30"),
            // On both sides of the change.
            ("2026-10-25T00:59:00Z", "25.10.2026 klo 3.59"),
            ("2026-10-25T01:00:00Z", "25.10.2026 klo 3.00"),
        ] {
            assert_eq!(shown(value, now), expected, "{value} read at {now}");
        }
    }
}

#[test]
fn a_pass_ends_on_the_clock_of_its_last_day() {
    let ended = |expires: &str, now: &str| {
        let json = store_card(&format!(
            "\"expirationDate\":\"{expires}\",\"storeCard\":{{}}"
        ));
        let pass = Pass::read(&unsigned(&json), &Limits::default()).unwrap();
        pass.view("fi", now.parse().unwrap(), helsinki()).expired
    };
    for (expires, last, over) in [
        ("2026-07-31", "2026-07-31T20:59:59Z", "2026-07-31T21:00:00Z"),
        ("2026-11-30", "2026-11-30T21:59:59Z", "2026-11-30T22:00:00Z"),
        (
            "2026-07-31T12:00",
            "2026-07-31T08:59:59Z",
            "2026-07-31T09:00:00Z",
        ),
    ] {
        assert!(!ended(expires, last), "{expires} at {last}");
        assert!(ended(expires, over), "{expires} at {over}");
    }
}

#[test]
fn relative_days() {
    let relative = |day: &str| {
        format!(
            "\"value\":\"{day}T10:00:00+02:00\",\"dateStyle\":\"PKDateStyleShort\",\"isRelative\":true"
        )
    };
    check(
        &relative("2026-11-21"),
        &[
            ("fi", "tänään"),
            ("sv", "i dag"),
            ("en", "today"),
            ("hu", "2026. 11. 21."),
        ],
    );
    check(
        &relative("2026-11-22"),
        &[("fi", "huomenna"), ("en-GB", "tomorrow")],
    );
    check(
        &relative("2026-11-20"),
        &[("fi", "eilen"), ("de", "gestern")],
    );
    check(&relative("2026-11-25"), &[("fi", "25.11.2026")]);
}

#[test]
fn links_are_kept_and_other_markup_goes() {
    let json = store_card(
        "\"storeCard\":{\"backFields\":[{\"key\":\"a\",\"value\":\"plain\",\"attributedValue\":\
         \"<b>See</b> <a href='https://example.com/a?b=1&amp;c=2'>our site</a> \
         <a href='javascript:x'>bad</a>\"},{\"key\":\"b\",\"value\":\"<b>raw</b>\",\
         \"dataDetectorTypes\":[\"PKDataDetectorTypeLink\"]},\
         {\"key\":\"c\",\"value\":\"x\",\"dataDetectorTypes\":[]}]}",
    );
    let view = view_of(&json, "fi");
    let [a, b, c] = view.back.as_slice() else {
        panic!("three fields")
    };
    assert_eq!(a.value, "plain");
    assert_eq!(a.display, "See our site bad");
    assert_eq!(a.links.len(), 1);
    assert_eq!(
        (a.links[0].text.as_str(), a.links[0].href.as_str()),
        ("our site", "https://example.com/a?b=1&c=2")
    );
    assert_eq!(a.data_detectors.len(), 4);
    assert_eq!(b.display, "<b>raw</b>");
    assert_eq!(
        b.data_detectors
            .iter()
            .map(|d| d.name())
            .collect::<Vec<_>>(),
        ["link"]
    );
    assert!(c.data_detectors.is_empty());
}

#[test]
fn every_section_keeps_all_its_fields_in_order() {
    let field = |key: &str| {
        format!(
            "{{\"key\":\"{key}\",\"label\":\"L\",\"value\":\"V\",\"textAlignment\":\"PKTextAlignmentRight\",\"row\":1,\"changeMessage\":\"now %@\"}}"
        )
    };
    let section = |name: &str, count: usize| {
        let fields: Vec<String> = (0..count).map(|n| field(&format!("{name}{n}"))).collect();
        format!("\"{name}\":[{}]", fields.join(","))
    };
    let sections = [
        section("backFields", 3),
        section("headerFields", 5),
        section("primaryFields", 3),
        section("secondaryFields", 6),
        section("auxiliaryFields", 7),
        section("additionalInfoFields", 2),
    ];
    for style in [
        "boardingPass",
        "coupon",
        "eventTicket",
        "generic",
        "storeCard",
    ] {
        let json = store_card(&format!(
            "\"{style}\":{{\"transitType\":\"PKTransitTypeTrain\",{}}}",
            sections.join(",")
        ));
        let view = view_of(&json, "fi");
        assert_eq!(view.style.name(), style);
        assert_eq!(view.transit_type.as_deref(), Some("train"));
        let counts = [
            &view.header,
            &view.primary,
            &view.secondary,
            &view.auxiliary,
            &view.back,
            &view.additional,
        ];
        assert_eq!(counts.map(Vec::len), [5, 3, 6, 7, 3, 2]);
        assert_eq!(view.fields().count(), 26);
        let last = view.fields().last().unwrap();
        assert_eq!(
            (last.section.name(), last.key.as_str()),
            ("additional", "additionalInfoFields1")
        );
        assert_eq!((last.align.name(), last.row), ("right", 1));
        assert_eq!(last.change_message.as_deref(), Some("now %@"));
    }
}

#[test]
fn texts_are_localised_as_wholes() {
    let json = store_card(
        "\"logoText\":\"logo\",\"storeCard\":{\"primaryFields\":[{\"key\":\"k\",\"label\":\"points\",\
         \"value\":\"tier\",\"changeMessage\":\"change\"},{\"key\":\"n\",\"label\":\"x points\",\"value\":12}]},\
         \"barcodes\":[{\"format\":\"PKBarcodeFormatQR\",\"message\":\"points\",\"altText\":\"alt\"}],\
         \"locations\":[{\"latitude\":1,\"longitude\":2,\"relevantText\":\"near\"}]",
    );
    let strings = "\"logo\"=\"Logo!\";\"points\" = \"Pisteet\";\"tier\" = \"Kulta\";\"change\" = \"Nyt %@\";\
                   \"alt\" = \"Alla\";\"near\" = \"Lähellä\";\"Kahvila\" = \"Kahvila Oy\";\"12\" = \"no\";";
    let utf16: Vec<u8> = format!("\u{feff}{strings}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let file = archive(&[("pass.json", &json), ("fi_FI.lproj/pass.strings", &utf16)]);
    let pass = Pass::read(&file, &Limits::default()).unwrap();
    assert_eq!(pass.locales(), ["fi-FI"]);
    let view = pass.view("fi", now(), helsinki());
    assert_eq!(view.logo_text.as_deref(), Some("Logo!"));
    assert_eq!(view.organization_name.as_deref(), Some("Kahvila Oy"));
    let field = &view.primary[0];
    assert_eq!(field.label.as_deref(), Some("Pisteet"));
    assert_eq!(
        (field.value.as_str(), field.display.as_str()),
        ("Kulta", "Kulta")
    );
    assert_eq!(field.change_message.as_deref(), Some("Nyt %@"));
    assert_eq!(view.primary[1].label.as_deref(), Some("x points"));
    assert_eq!(view.primary[1].display, "12");
    assert_eq!(view.barcodes[0].alt_text.as_deref(), Some("Alla"));
    assert_eq!(view.barcodes[0].message, "points");
    assert_eq!(view.locations[0].relevant_text.as_deref(), Some("Lähellä"));
}

#[test]
fn barcodes_come_in_the_issuers_order() {
    let symbols = |more: &str| {
        let view = view_of(&store_card(&format!("\"storeCard\":{{}},{more}")), "fi");
        view.barcodes
            .iter()
            .map(|code| (code.symbology, code.payload.clone()))
            .collect::<Vec<_>>()
    };
    let both = "\"barcodes\":[{\"format\":\"PKBarcodeFormatEAN13\",\"message\":6412345678908},\
                {\"format\":\"PKBarcodeFormatQR\",\"message\":\"ä\",\"messageEncoding\":\"utf-8\"}],\
                \"barcode\":{\"format\":\"PKBarcodeFormatAztec\",\"message\":\"x\"}";
    assert_eq!(
        symbols(both),
        [
            (Some("EAN_13"), b"6412345678908".to_vec()),
            (Some("QR_CODE"), "ä".as_bytes().to_vec())
        ]
    );
    let legacy = "\"barcodes\":[{\"format\":\"New\",\"message\":\"y\"}],\
                  \"barcode\":{\"type\":\"PKBarcodeFormatCode128\",\"message\":\"ä\"}";
    assert_eq!(
        symbols(legacy),
        [(None, b"y".to_vec()), (Some("CODE_128"), b"\xe4".to_vec())]
    );
    let names = [
        ("PKBarcodeFormatPDF417", "PDF_417"),
        ("PKBarcodeFormatAztec", "AZTEC"),
        ("PKBarcodeFormatCode39", "CODE_39"),
        ("PKBarcodeFormatCode93", "CODE_93"),
        ("PKBarcodeFormatCodabar", "CODABAR"),
        ("PKBarcodeFormatI2of5", "ITF"),
        ("PKBarcodeFormatITF", "ITF"),
        ("QR", "QR_CODE"),
    ];
    for (format, symbology) in names {
        let one = format!("\"barcode\":{{\"format\":\"{format}\",\"message\":\"1\"}}");
        assert_eq!(symbols(&one)[0].0, Some(symbology));
    }
    let unfit = "\"barcode\":{\"format\":\"PKBarcodeFormatQR\",\"message\":\"€\",\"messageEncoding\":\"iso-8859-1\"}";
    assert_eq!(symbols(unfit)[0].1, "€".as_bytes());
    let unknown = "\"barcode\":{\"format\":\"PKBarcodeFormatQR\",\"message\":\"ä\",\"messageEncoding\":\"klingon\"}";
    assert_eq!(symbols(unknown)[0].1, "ä".as_bytes());
}

#[test]
fn expiry_is_judged_where_the_reader_is() {
    let expired = |date: &str| {
        view_of(
            &store_card(&format!("\"storeCard\":{{}},\"expirationDate\":\"{date}\"")),
            "fi",
        )
        .expired
    };
    assert!(expired("2026-11-21T11:59:00Z"));
    assert!(!expired("2026-11-21T12:01:00Z"));
    assert!(!expired("2026-11-21"));
    assert!(expired("2026-11-20"));
    assert!(expired("2026-11-21T13:59"));
    assert!(!expired("2026-11-21T14:01"));
}

#[test]
fn colours_keep_what_was_written() {
    let view = view_of(
        &store_card(
            "\"storeCard\":{},\"foregroundColor\":\"#fff\",\"backgroundColor\":\"rgb(55, 117, 50)\"",
        ),
        "fi",
    );
    assert_eq!(view.background.unwrap().rgb.unwrap().hex(), "#377532");
    assert_eq!(view.foreground.as_ref().unwrap().issued, "#fff");
    assert_eq!(view.label, view.foreground);
    assert_eq!(view.strip, None);
}

#[test]
fn what_a_field_means_to_machines_is_passed_on() {
    let json = store_card(
        "\"maxDistance\":250,\"storeCard\":{\"primaryFields\":[\
         {\"key\":\"a\",\"value\":12.5,\"currencyCode\":\"eur\",\
          \"semantics\":{\"balance\":{\"amount\":\"12.50\",\"currencyCode\":\"EUR\"}}},\
         {\"key\":\"b\",\"value\":\"12\",\"numberStyle\":\"PKNumberStyleDecimal\"},\
         {\"key\":\"c\",\"value\":\"12\"},\
         {\"key\":\"d\",\"value\":\"a dozen\",\"currencyCode\":\"EUR\"}]}",
    );
    let view = view_of(&json, "en");
    let numbers: Vec<bool> = view.primary.iter().map(|field| field.is_number).collect();
    assert_eq!(numbers, [true, true, false, false]);
    let field = &view.primary[0];
    assert_eq!(field.currency_code.as_deref(), Some("EUR"));
    let semantics = field.semantics.as_ref().unwrap();
    assert_eq!(semantics["balance"]["amount"], "12.50");
    assert_eq!(view.max_distance, Some(250.0));
}

#[test]
fn what_leads_somewhere_on_the_back_is_a_link_unless_the_issuer_says_no() {
    let links = |section: &str, field: &str| {
        let json = store_card(&format!(
            "\"storeCard\":{{\"{section}\":[{{\"key\":\"k\",{field}}}]}}"
        ));
        let view = view_of(&json, "fi");
        let links = view.fields().next().unwrap().links.clone();
        links.into_iter().map(|link| link.href).collect::<Vec<_>>()
    };
    let value = "\"value\":\"www.kahvila.example, 09 123 4567\"";
    let both = ["https://www.kahvila.example", "tel:091234567"];
    assert_eq!(links("backFields", value), both);
    assert!(links("primaryFields", value).is_empty());
    let chosen = |types: &str| {
        links(
            "backFields",
            &format!("{value},\"dataDetectorTypes\":{types}"),
        )
    };
    assert!(chosen("[]").is_empty());
    assert_eq!(chosen("[\"PKDataDetectorTypePhoneNumber\"]"), both[1..]);
    let attributed =
        "\"attributedValue\":\"<a href='https://own.example'>www.kahvila.example</a>\"";
    assert_eq!(
        links("backFields", &format!("{value},{attributed}")),
        ["https://own.example"]
    );
}

#[test]
fn amounts_and_days_outside_of_fields() {
    use kantis_pass::{format_date, format_money, format_number};
    let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], "_");
    assert_eq!(plain(format_number("fi", 2140, 0)), "2_140");
    assert_eq!(plain(format_number("en", -21405, 1)), "-2,140.5");
    assert_eq!(plain(format_money("fi-FI", 2175, 2, "EUR")), "21,75_€");
    assert_eq!(plain(format_money("en-US", 5, 0, "USD")), "$5.00");
    assert_eq!(plain(format_money("sv", 2175, 3, "???")), "2,175_???");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    assert_eq!(format_date("fi", day), "31.12.2026");
    assert_eq!(format_date("en-US", day), "Dec 31, 2026");
    assert_eq!(format_date("nonsense tag", day), "Dec 31, 2026");
}
