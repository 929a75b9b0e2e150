//! What is found on passes: fields as issuers write them, in many languages, and fields that look
//! alike and are something else.

use std::path::PathBuf;

use crate::issuer::{bring, card_of, loyalty, pass, told, zipped};
use crate::support::Home;

/// Style and section, the field, and what it is.
const FIELDS: &[(&str, &str, &str)] = &[
    // Points.
    (
        "storeCard.header",
        r#""key":"points","label":"POINTS","value":127"#,
        "127 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Points","value":"127""#,
        "127 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Pisteet","value":"2 140""#,
        "2140 points",
    ),
    (
        "storeCard.primary",
        r#""key":"p","label":"Bonuspisteet","value":"2\u00a0140 pistettä""#,
        "2140 points",
    ),
    (
        "storeCard.primary",
        r#""key":"p","label":"Pistesaldo","value":1250"#,
        "1250 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Poängsaldo","value":"1 250 poäng""#,
        "1250 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Treuepunkte","value":"1.250""#,
        "1250 points",
    ),
    (
        "storeCard.secondary",
        r#""key":"p","label":"Punktestand","value":"12.500 Punkte""#,
        "12500 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Vos points","value":"1\u202f250""#,
        "1250 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Mis puntos","value":"1.250""#,
        "1250 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Saldo punti","value":"350""#,
        "350 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Spaarpunten","value":350"#,
        "350 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Bonuspoeng","value":350"#,
        "350 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Medlemspoint","value":350"#,
        "350 points",
    ),
    (
        "storeCard.header",
        r#""key":"p","label":"Punkty","value":"1 350""#,
        "1350 points",
    ),
    (
        "storeCard.header",
        r#""key":"loyaltyPoints","label":"Balance","value":12.5"#,
        "12.5 points",
    ),
    (
        "storeCard.header",
        r#""key":"bal","label":"Balance","value":"127 pts""#,
        "127 points",
    ),
    (
        "storeCard.back",
        r#""key":"b","label":"Your balance","value":"You have 127 points!""#,
        "127 points",
    ),
    (
        "storeCard.primary",
        r#""key":"points","label":"Points","value":"127/500""#,
        "127 points",
    ),
    (
        "storeCard.header",
        r#""key":"s","label":"Stars","value":125"#,
        "125 Stars",
    ),
    (
        "storeCard.header",
        r#""key":"s","label":"Balance","value":"12 500 miles""#,
        "12500 miles",
    ),
    (
        "generic.primary",
        r#""key":"points","label":"Points","value":3"#,
        "3 points",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":"-20""#,
        "-20 points",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":0"#,
        "0 points",
    ),
    // Numbers that are no points to spend.
    (
        "storeCard.header",
        r#""key":"next","label":"Points to next reward","value":73"#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"next","label":"Seuraavaan tasoon puuttuu pisteitä","value":73"#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"next","label":"Fehlende Punkte","value":73"#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"n","label":"Prochain palier: points manquants","value":73"#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Points earned this month","value":73"#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Status points","value":730"#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Points de vente","value":73"#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"x","label":"Meeting point","value":7"#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"terms","label":"Points terms","value":"1 point for each 2 € you spend.""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":"see app""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":"0870 423 9975""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":"30.11.2026""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":"""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"m","label":"Appointments","value":3"#,
        "-",
    ),
    (
        "boardingPass.header",
        r#""key":"points","label":"Points","value":127"#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"phone","label":"Phone","value":"+358 40 123 4567""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"member","label":"Member number","value":"600 123 456""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"x","label":"Balance","value":127"#,
        "-",
    ),
    // Money.
    (
        "storeCard.primary",
        r#""key":"balance","label":"remaining balance","value":21.75,"currencyCode":"USD""#,
        "21.75 USD",
    ),
    (
        "storeCard.header",
        r#""key":"balance","label":"Solde","value":0,"currencyCode":"EUR""#,
        "0.00 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Saldo","value":"1.250,50 €""#,
        "1250.50 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Balance","value":"£1,250.50""#,
        "1250.50 GBP",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Guthaben","value":"12,5 EUR""#,
        "12.50 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Guthaben","value":"1.250 €""#,
        "1250.00 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Tilgodehavende","value":"250 kr""#,
        "250.00 kr",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Saldo","value":"250 SEK""#,
        "250.00 SEK",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Saldo","value":"120,00 zł""#,
        "120.00 PLN",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Kertynyt bonus","value":"12,50 €""#,
        "12.50 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Balance","value":"1.250","currencyCode":"KWD""#,
        "1.250 KWD",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Balance","value":1250,"currencyCode":"JPY""#,
        "1250 JPY",
    ),
    (
        "storeCard.header",
        r#""key":"b","label":"Balance","value":"34.56","currencyCode":"USD""#,
        "34.56 USD",
    ),
    (
        "storeCard.primary",
        r#""key":"v","label":"Card","value":50,"currencyCode":"EUR""#,
        "50.00 EUR",
    ),
    (
        "storeCard.back",
        r#""key":"x","label":"Card","value":50,"currencyCode":"EUR""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"x","label":"Total spend this year","value":850,"currencyCode":"EUR""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"You have saved","value":85,"currencyCode":"EUR""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Ostot yhteensä","value":"850,00 €""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Joining fee","value":"10 €""#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"x","label":"Points value","value":"1,27 €""#,
        "-",
    ),
    // Stamps.
    (
        "storeCard.primary",
        r#""key":"s","label":"Stamps","value":"5/10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Stamps","value":"5 of 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Stempel","value":"5 von 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Stämplar","value":"5 av 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Tampons","value":"5 sur 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Sellos","value":"5 de 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Timbri","value":"5 su 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Stempels","value":"5 van 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Stempler","value":"5 af 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Pieczątki","value":"5 z 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Leimat","value":"5 / 10""#,
        "stamps 5/10",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Kahvit","value":"0/9""#,
        "stamps 0/9",
    ),
    (
        "storeCard.secondary",
        r#""key":"s","label":"Card","value":"5 of 10 stamps""#,
        "stamps 5/10",
    ),
    (
        "storeCard.primary",
        r#""key":"s","label":"Your card","value":"3/8""#,
        "stamps 3/8",
    ),
    (
        "storeCard.primary",
        r#""key":"s","label":"Stamps (of 10)","value":4"#,
        "stamps 4/10",
    ),
    (
        "storeCard.primary",
        r#""key":"s","label":"","value":"●●●○○""#,
        "stamps 3/5",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Member number","value":"5/10""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Valid thru","value":"05/26""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Card","value":"05/26""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Rating","value":"4/5""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Stamps","value":"12/10""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"x","label":"Card","value":"5/10""#,
        "-",
    ),
    (
        "eventTicket.primary",
        r#""key":"x","label":"Seats","value":"5/10""#,
        "-",
    ),
    (
        "storeCard.primary",
        r#""key":"x","label":"Stamps","value":"1/2/3""#,
        "-",
    ),
    // Tiers.
    (
        "storeCard.secondary",
        r#""key":"t","label":"Tier","value":"Gold""#,
        "tier Gold",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Taso","value":"Kulta""#,
        "tier Kulta",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Nivå","value":"Guld""#,
        "tier Guld",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Stufe","value":"Silber""#,
        "tier Silber",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Niveau","value":"Argent""#,
        "tier Argent",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Nivel","value":"Oro""#,
        "tier Oro",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Livello","value":"Platino""#,
        "tier Platino",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Poziom","value":"Złoty""#,
        "tier Złoty",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Status","value":"Gold member""#,
        "tier Gold member",
    ),
    (
        "storeCard.secondary",
        r#""key":"memberLevel","label":"","value":"Coffee Lover""#,
        "tier Coffee Lover",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Status","value":"Active""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Level","value":"Active""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Next tier","value":"Gold""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Seuraava taso","value":"Kulta""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"name","label":"Member","value":"Germaine Dupont""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"t","label":"Member since","value":"2019""#,
        "-",
    ),
    // Offers in a field.
    (
        "storeCard.auxiliary",
        r#""key":"deal","label":"Deal of the Day","value":"Lemons""#,
        "offer 'Lemons'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Tarjous","value":"-20 % leivoksista""#,
        "offer 200‰ '-20 % leivoksista'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Angebot","value":"Kaffee gratis""#,
        "offer gift 'Kaffee gratis'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Rabatt","value":"10 %""#,
        "offer 100‰ '10 % Rabatt'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Offre","value":"Points doublés""#,
        "offer ×20 'Points doublés'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Gutschein","value":10,"currencyCode":"EUR""#,
        "offer 10.00 EUR '€10.00 Gutschein'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Offer","value":"Gluten-free bread""#,
        "offer 'Gluten-free bread'",
    ),
    (
        "storeCard.auxiliary",
        r#""key":"o","label":"Offer","value":"2x espresso 4,90 €""#,
        "offer '2x espresso 4,90 €'",
    ),
    (
        "storeCard.secondary",
        r#""key":"voucher_offers","label":"Offre(s) du moment","value":"0 (Tap sur •••)""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"o","label":"Offers","value":3"#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"o","label":"Offers","value":"3 offers""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"o","label":"Offers","value":"None""#,
        "-",
    ),
    (
        "storeCard.secondary",
        r#""key":"o","label":"Tarjoukset","value":"Ei tarjouksia""#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"o","label":"Offers","value":"https://shop.example/offers""#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"o","label":"Offer terms","value":"Not with other offers.""#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"o","label":"Voucher code","value":"SUMMER""#,
        "-",
    ),
    (
        "storeCard.back",
        r#""key":"voucher_fidelity","label":"Avantage fidélité","value":"""#,
        "-",
    ),
    // Semantics.
    (
        "storeCard.header",
        r#""key":"x","label":"?","value":"ask us","semantics":{"balance":{"amount":"21.75","currencyCode":"USD"}}"#,
        "21.75 USD",
    ),
    (
        "storeCard.header",
        r#""key":"points","label":"Points","value":5,"semantics":{"balance":{"amount":7,"currencyCode":"eur"}}"#,
        "7.00 EUR",
    ),
    (
        "storeCard.header",
        r#""key":"x","label":"?","value":"5","semantics":{"balance":{"amount":"much","currencyCode":"USD"}}"#,
        "-",
    ),
    (
        "storeCard.header",
        r#""key":"x","label":"?","value":"5","semantics":{"balance":"5"}"#,
        "-",
    ),
    (
        "boardingPass.header",
        r#""key":"x","label":"?","value":"G","semantics":{"priorityStatus":"Gold"}"#,
        "tier Gold",
    ),
];

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
    for (at, (place, field, expected)) in FIELDS.iter().enumerate() {
        let card = card_of(&wallet, &one_field(place, field, &at.to_string()));
        let found = told(&loyalty(&wallet, card));
        if found != *expected {
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
