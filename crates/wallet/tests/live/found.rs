//! What is found on passes: fields as issuers write them, in many languages, and fields that look
//! alike and are something else.

use std::path::PathBuf;

use crate::issuer::{bring, card_of, loyalty, pass, told, zipped};
use crate::support::Home;

/// Style and section, the field, and what it is.
fn fields() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = include_str!("fields.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (place, rest) = line.split_once(" | ").unwrap();
            let (field, expected) = rest.split_once(" | ").unwrap();
            (place, field, expected)
        })
        .collect()
}

fn one_field(place: &str, field: &str, serial: &str) -> Vec<u8> {
    let (style, section) = place.split_once('.').unwrap();
    pass(
        style,
        serial,
        &format!(r#""{section}Fields":[{{{field}}}]"#),
        "",
    )
}

#[test]
fn fields_are_what_their_issuer_means_and_nothing_is_guessed_wildly() {
    let home = Home::new();
    let wallet = home.open();
    let mut wrong = Vec::new();
    for (at, (place, field, expected)) in fields().into_iter().enumerate() {
        let card = card_of(&wallet, &one_field(place, field, &at.to_string()));
        let found = told(&loyalty(&wallet, card));
        if found != expected {
            wrong.push(format!(
                "{place} {field}\n  expected {expected}\n  found    {found}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fields_that_belong_together_make_one_record() {
    let home = Home::new();
    let wallet = home.open();
    let cases = [
        (
            r#""headerFields":[{"key":"p","label":"Points","value":1250}],
               "backFields":[{"key":"e","label":"Points expire","value":"30.11.2026"},
                             {"key":"n","label":"Expiring points","value":250}]"#,
            "1250 points (250 points ends 2026-11-30)",
        ),
        (
            r#""headerFields":[{"key":"p","label":"Pisteet","value":1250}],
               "backFields":[{"key":"e","label":"Vanhenevat pisteet","value":"250 pistettä vanhenee 30.11.2026"}]"#,
            "1250 points (250 points ends 2026-11-30)",
        ),
        (
            r#""headerFields":[{"key":"p","label":"Punkte","value":1250}],
               "backFields":[{"key":"e","label":"Punkte verfallen am","value":"2026-11-30T23:59:00+01:00","dateStyle":"PKDateStyleShort"}]"#,
            "1250 points (part ends 2026-11-30)",
        ),
        // The end of the card is not that of its points.
        (
            r#""headerFields":[{"key":"p","label":"Points","value":1250}],
               "backFields":[{"key":"e","label":"Valid until","value":"30.11.2026"}]"#,
            "1250 points",
        ),
        // An end without a day is none.
        (
            r#""headerFields":[{"key":"p","label":"Points","value":1250}],
               "backFields":[{"key":"n","label":"Expiring points","value":250}]"#,
            "1250 points",
        ),
        (
            r#""headerFields":[{"key":"b","label":"Saldo","value":"12,50 €"},{"key":"p","label":"Pisteet","value":7}],
               "backFields":[{"key":"e","label":"Saldo vanhenee","value":"2026-12-31"}]"#,
            "12.50 EUR (part ends 2026-12-31), 7 points",
        ),
        (
            r#""headerFields":[{"key":"b","label":"Saldo","value":"12,50 €"},{"key":"p","label":"Pisteet","value":7}],
               "backFields":[{"key":"e","label":"Pisteet vanhenevat","value":"2026-12-31"}]"#,
            "12.50 EUR, 7 points (part ends 2026-12-31)",
        ),
        (
            r#""headerFields":[{"key":"b","label":"Saldo","value":"12,50 €"},{"key":"p","label":"Poäng","value":7}],
               "backFields":[{"key":"e","label":"Poängen går ut","value":"31.12.2026"}]"#,
            "12.50 EUR, 7 points (part ends 2026-12-31)",
        ),
        (
            r#""primaryFields":[{"key":"s","label":"Stämplar","value":"9 av 10"}],
               "secondaryFields":[{"key":"r","label":"Belöning","value":"En kaka"},{"key":"t","label":"Nivå","value":"Guld"}]"#,
            "stamps 9/10 for En kaka, tier Guld",
        ),
        (
            r#""primaryFields":[{"key":"s","label":"Stamps","value":"9/10"}],
               "secondaryFields":[{"key":"r","label":"Reward","value":"A cake"},{"key":"t","label":"Tier","value":"Gold"}]"#,
            "stamps 9/10 for A cake, tier Gold",
        ),
        // The first guess of a tier stays.
        (
            r#""secondaryFields":[{"key":"t","label":"Tier","value":"Gold"},{"key":"u","label":"Level","value":"Silver"}]"#,
            "tier Gold",
        ),
    ];
    for (serial, (body, expected)) in cases.iter().enumerate() {
        let file = pass("storeCard", &format!("many {serial}"), body, "");
        let card = card_of(&wallet, &file);
        assert_eq!(told(&loyalty(&wallet, card)), *expected, "{body}");
    }
}

#[test]
fn a_coupon_is_an_offer() {
    let home = Home::new();
    let wallet = home.open();
    let ends = r#""expirationDate":"2030-06-30T23:59:00+03:00","#;
    let cases = [
        (
            r#""primaryFields":[{"key":"o","label":"Any dog food","value":"20% off"}]"#,
            ends,
            "offer 200‰ '20% off' until 2030-06-30",
        ),
        (
            r#""primaryFields":[{"key":"o","label":"alennus","value":"-20 %"}]"#,
            "",
            "offer 200‰ '-20 % alennus'",
        ),
        (
            r#""primaryFields":[{"key":"o","label":"points","value":"2x"}]"#,
            "",
            "offer ×20 '2x points'",
        ),
        (
            r#""primaryFields":[{"key":"o","value":"€30"}]"#,
            "",
            "offer 30.00 EUR '€30'",
        ),
        (
            r#""primaryFields":[{"key":"o","label":"Rabatt","value":5,"currencyCode":"EUR"}]"#,
            "",
            "offer 5.00 EUR '€5.00 Rabatt'",
        ),
        (
            r#""primaryFields":[{"key":"o","value":"Ilmainen kahvi"}]"#,
            "",
            "offer gift 'Ilmainen kahvi'",
        ),
        (
            r#""primaryFields":[{"key":"o","value":"500 bonus points"}]"#,
            "",
            "offer 500 points '500 bonus points'",
        ),
        (
            r#""primaryFields":[{"key":"o","value":"Pizza 7,90 €"}]"#,
            "",
            "offer 'Pizza 7,90 €'",
        ),
        (
            r#""headerFields":[{"key":"o","value":"Kahvi ja pulla"}]"#,
            "",
            "offer 'Kahvi ja pulla'",
        ),
        (
            r#""backFields":[{"key":"u","label":"Voimassa","value":"30.6.2030"}]"#,
            "",
            "offer 'Kanta-asiakaskortti' until 2030-06-30",
        ),
        (
            r#""backFields":[{"key":"u","label":"Gäller t.o.m.","value":"30.6.2030"}]"#,
            "",
            "offer 'Kanta-asiakaskortti' until 2030-06-30",
        ),
        (
            r#""primaryFields":[{"key":"o","label":"Discount","value":0.25,"numberStyle":"PKNumberStylePercent"}]"#,
            "",
            "offer 250‰ '25% Discount'",
        ),
    ];
    for (serial, (body, more, expected)) in cases.iter().enumerate() {
        let card = card_of(&wallet, &pass("coupon", &serial.to_string(), body, more));
        assert_eq!(told(&loyalty(&wallet, card)), *expected, "{body}");
    }
}

#[test]
fn offers_of_all_cards_are_listed_until_they_end() {
    let home = Home::new();
    let wallet = home.open();
    let now = kantis_wallet::ports::Clock::now(home.clock.as_ref());
    let day = |days: i64| {
        (now + chrono::TimeDelta::days(days))
            .format("%Y-%m-%d")
            .to_string()
    };
    let coupon = |serial: &str, title: &str, more: &str| {
        let body = format!(r#""primaryFields":[{{"key":"o","value":"{title}"}}]"#);
        card_of(&wallet, &pass("coupon", serial, &body, more))
    };
    let ends = |days: i64| format!(r#""expirationDate":"{}","#, day(days));
    coupon("1", "No end", "");
    coupon("2", "Later", &ends(20));
    coupon("3", "Today", &ends(0));
    coupon("4", "Yesterday", &ends(-1));
    coupon("5", "Void", r#""voided":true,"#);
    let archived = coupon("6", "Archived", "");
    wallet.archive(&[archived], true).unwrap();
    let field = r#""auxiliaryFields":[{"key":"d","label":"Deal","value":"Lemons"}]"#;
    card_of(&wallet, &pass("storeCard", "7", field, ""));
    let titles: Vec<String> = wallet
        .offers()
        .unwrap()
        .into_iter()
        .map(|offer| offer.offer.value.title)
        .collect();
    assert_eq!(titles[..2], ["Today", "Later"]);
    let mut rest = titles[2..].to_vec();
    rest.sort();
    assert_eq!(rest, ["Lemons", "No end"]);
}

#[test]
fn made_up_passes_are_read_within_bounds() {
    let home = Home::new();
    let wallet = home.open();
    let many: Vec<String> = (0..2_000)
        .map(|at| format!(r#"{{"key":"points{at}","label":"Points","value":{at}}}"#))
        .collect();
    let long = format!(
        r#"{{"key":"offer","label":"Offer","value":"{}"}}"#,
        "ä1 ".repeat(20_000)
    );
    let body = format!(r#""headerFields":[{},{long}]"#, many.join(","));
    let card = card_of(&wallet, &pass("storeCard", "many", &body, ""));
    let found = loyalty(&wallet, card);
    assert_eq!(found.balances.len(), 20);
    assert!(found.offers.is_empty());
}

#[test]
fn a_field_without_a_key_has_a_name_by_its_place() {
    let home = Home::new();
    let wallet = home.open();
    let json = br#"{"formatVersion":1,"serialNumber":"x","organizationName":"A","description":"A",
        "storeCard":{"headerFields":[{"label":"Points","value":12}],
        "primaryFields":[{"key":"b","label":"Points","value":1},{"key":"b","label":"Points","value":2}]}}"#;
    let ids = bring(&wallet, &zipped(&[("pass.json", json)]));
    let fields: Vec<String> = loyalty(&wallet, ids[0])
        .balances
        .into_iter()
        .map(|found| found.field)
        .collect();
    assert_eq!(fields, ["header/0", "b", "primary/1"]);
}

#[test]
fn real_passes_say_what_they_say() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    let folder = std::env::var_os("KANTIS_FIXTURES").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("no fixtures at {}: skipped", folder.display());
        return;
    }
    for (name, expected) in [
        ("coffee_club.pkpass", "127 points"),
        ("StoreCard.pkpass", "21.75 USD, offer 'Lemons'"),
        ("loyalty_signed_expired.pkpass", "0.00 EUR"),
        ("loyalty_unsigned.pkpass", "12 points, 34.56 USD"),
        ("localised.pkpass", "-"),
        ("update_before.pkpass", "-"),
        ("update_after.pkpass", "-"),
    ] {
        let bytes = std::fs::read(folder.join("passes").join(name)).unwrap();
        let home = Home::new();
        let wallet = home.open();
        let card = card_of(&wallet, &bytes);
        assert_eq!(told(&loyalty(&wallet, card)), expected, "{name}");
    }
}
