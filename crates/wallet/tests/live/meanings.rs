//! The shopper's word about fields, and reading passes anew.

use chrono::TimeDelta;
use kantis_pass::{Limits, Pass};
use kantis_wallet::ports::{Clock as _, Stop};
use kantis_wallet::{
    CardId, FieldMeaning, FoundBy, Language, Settings, Wallet, WalletError, field_senses,
};

use crate::issuer::{card_of, loyalty, pass, told, zipped};
use crate::support::{Home, add};

fn body(balance: &str) -> String {
    format!(
        r#""headerFields":[{{"key":"x","label":"Balance","value":{balance}}}],
           "secondaryFields":[{{"key":"points","label":"Points","value":7}}]"#
    )
}

fn found(wallet: &Wallet, card: CardId) -> String {
    told(&loyalty(wallet, card))
}

#[test]
fn a_correction_is_remembered_for_the_issuer() {
    let home = Home::new();
    let wallet = home.open();
    let first = card_of(&wallet, &pass("storeCard", "1", &body("127"), ""));
    let second = card_of(&wallet, &pass("storeCard", "2", &body("30"), ""));
    assert_eq!(found(&wallet, first), "7 points");

    let changed = wallet
        .set_field_meaning(first, "x", Some(FieldMeaning::Points))
        .unwrap();
    assert_eq!(changed, [first, second]);
    assert_eq!(found(&wallet, first), "127 points, 7 points");
    assert_eq!(found(&wallet, second), "30 points, 7 points");
    let by: Vec<FoundBy> = loyalty(&wallet, first)
        .balances
        .iter()
        .map(|found| found.by)
        .collect();
    assert_eq!(by, [FoundBy::Shopper, FoundBy::Rule]);

    // Also on passes that come later, and after a restart.
    wallet
        .set_field_meaning(first, "points", Some(FieldMeaning::Nothing))
        .unwrap();
    drop(wallet);
    let wallet = home.open();
    let third = card_of(&wallet, &pass("storeCard", "3", &body("5"), ""));
    assert_eq!(found(&wallet, third), "5 points");
    let said = wallet.field_meanings(third).unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(said["x"], FieldMeaning::Points);

    // And can be taken back.
    home.clock.forward(TimeDelta::minutes(1));
    let changed = wallet.set_field_meaning(second, "x", None).unwrap();
    assert_eq!(changed.len(), 3);
    assert_eq!(found(&wallet, first), "-");
    assert_eq!(wallet.set_field_meaning(second, "x", None).unwrap(), []);
    assert_eq!(wallet.field_meanings(first).unwrap().len(), 1);

    // Each word has its stamp, the one that was taken back, too.
    let sql = home.sql("wallet.db");
    let stamped: i64 = sql
        .query_row(
            "SELECT count(*) FROM field_meaning WHERE hlc > 0 AND device = ?1",
            [wallet.device().0.as_bytes()],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stamped, 2);
}

#[test]
fn each_meaning_can_be_given_and_a_value_that_does_not_fit_stays_a_field() {
    let home = Home::new();
    let wallet = home.open();
    let fields = r#""headerFields":[{"key":"x","label":"?","value":"VALUE"},
        {"key":"eur","label":"Fee","value":1,"currencyCode":"EUR"}]"#;
    for (serial, (value, meaning, expected)) in [
        ("about 1.250 in all", FieldMeaning::Points, "1250 points"),
        ("12,50", FieldMeaning::Money, "12.50 EUR"),
        ("$12.50", FieldMeaning::Money, "12.50 USD"),
        ("3/8", FieldMeaning::Stamps, "stamps 3/8"),
        ("Ystävä", FieldMeaning::Tier, "tier Ystävä"),
        ("Kahvi 1 €", FieldMeaning::Offer, "offer 'Kahvi 1 €'"),
        ("none", FieldMeaning::Points, "-"),
        ("8/3", FieldMeaning::Stamps, "-"),
        ("https://x.example", FieldMeaning::Offer, "-"),
        ("soon", FieldMeaning::Expiry, "-"),
        ("127 points", FieldMeaning::Nothing, "-"),
    ]
    .into_iter()
    .enumerate()
    {
        // Each from an issuer of its own.
        let json = format!(
            r#"{{"formatVersion":1,"passTypeIdentifier":"pass.{serial}","serialNumber":"1",
                "teamIdentifier":"T","organizationName":"A","description":"A",
                "storeCard":{{{}}}}}"#,
            fields.replace("VALUE", value)
        );
        let card = card_of(&wallet, &zipped(&[("pass.json", json.as_bytes())]));
        wallet
            .set_field_meaning(card, "eur", Some(FieldMeaning::Nothing))
            .unwrap();
        wallet.set_field_meaning(card, "x", Some(meaning)).unwrap();
        assert_eq!(found(&wallet, card), expected, "{value} as {meaning:?}");
    }
}

#[test]
fn a_home_made_pass_without_a_type_has_its_own_words() {
    let home = Home::new();
    let wallet = home.open();
    let file = |serial: &str, value: u32| {
        let json = format!(
            r#"{{"formatVersion":1,"serialNumber":"{serial}","organizationName":"A","description":"{serial}",
                "barcodes":[{{"format":"PKBarcodeFormatQR","message":"{serial}"}}],
                "storeCard":{{"headerFields":[{{"label":"Balance","value":{value}}}]}}}}"#
        );
        zipped(&[("pass.json", json.as_bytes())])
    };
    let one = card_of(&wallet, &file("1", 12));
    let two = card_of(&wallet, &file("2", 12));
    let changed = wallet
        .set_field_meaning(one, "header/0", Some(FieldMeaning::Points))
        .unwrap();
    assert_eq!(changed, [one]);
    assert_eq!(found(&wallet, one), "12 points");
    assert_eq!(found(&wallet, two), "-");
}

#[test]
fn the_shoppers_word_counts_for_what_an_undo_brings_back() {
    let home = Home::new();
    let wallet = home.open();
    let deleted = card_of(&wallet, &pass("storeCard", "1", &body("127"), ""));
    let renewed = card_of(&wallet, &pass("storeCard", "2", &body("30"), ""));
    home.clock.forward(TimeDelta::minutes(1));
    let deletion = wallet.delete(&[deleted]).unwrap().step;
    card_of(&wallet, &pass("storeCard", "2", &body("40"), ""));
    wallet
        .set_field_meaning(renewed, "x", Some(FieldMeaning::Points))
        .unwrap();
    wallet.undo(None).unwrap();
    assert_eq!(found(&wallet, renewed), "30 points, 7 points");
    wallet.undo(deletion).unwrap();
    assert_eq!(found(&wallet, deleted), "127 points, 7 points");
}

#[test]
fn a_card_without_a_pass_has_no_fields_to_explain() {
    let home = Home::new();
    let wallet = home.open();
    let card = add(&wallet, "A");
    let refused = wallet.set_field_meaning(card, "x", Some(FieldMeaning::Points));
    assert!(matches!(refused, Err(WalletError::NotFound)));
    assert!(matches!(
        wallet.field_meanings(card),
        Err(WalletError::NotFound)
    ));
}

#[test]
fn each_field_says_what_it_means_and_who_says_so() {
    let file = pass(
        "storeCard",
        "1",
        r#""headerFields":[{"key":"a","label":"Points","value":1},{"key":"b","label":"?","value":2},
            {"key":"c","label":"?","value":3,"semantics":{"balance":{"amount":"3","currencyCode":"EUR"}}}]"#,
        "",
    );
    let pass = Pass::read(&file, &Limits::default()).unwrap();
    let clock = Home::new().clock;
    let view = pass.view("en", clock.now(), clock.zone());
    let said = [("b".to_owned(), FieldMeaning::Tier)].into();
    let senses: Vec<_> = field_senses(&pass, &view, &said)
        .into_iter()
        .map(|sense| (sense.field, sense.meaning, sense.by))
        .collect();
    assert_eq!(
        senses,
        [
            ("a".into(), Some(FieldMeaning::Points), FoundBy::Rule),
            ("b".into(), Some(FieldMeaning::Tier), FoundBy::Shopper),
            ("c".into(), Some(FieldMeaning::Money), FoundBy::Semantics),
        ]
    );
}

#[test]
fn passes_are_read_anew_when_the_rules_or_the_language_change_and_only_then() {
    let home = Home::new();
    let wallet = home.open();
    let json = br#"{"formatVersion":1,"passTypeIdentifier":"pass.x","serialNumber":"1","teamIdentifier":"T",
        "organizationName":"A","description":"A","storeCard":{"headerFields":[
        {"key":"p","label":"Points","value":1250}]}}"#;
    let file = zipped(&[
        ("pass.json", json),
        ("en.lproj/pass.strings", b""),
        (
            "fi.lproj/pass.strings",
            "\"Points\" = \"Pisteet\";".as_bytes(),
        ),
    ]);
    let card = card_of(&wallet, &file);
    assert_eq!(
        wallet.refresh_derived(&Stop::default()).unwrap(),
        [],
        "the import has read it"
    );

    let settings = Settings {
        language: Language::Fi,
        ..Settings::default()
    };
    wallet.set_settings(&settings).unwrap();
    let stopped = Stop::default();
    stopped.set();
    assert_eq!(wallet.refresh_derived(&stopped).unwrap(), []);
    let label = || {
        let pass = wallet.card(card).unwrap().pass.unwrap();
        pass.loyalty.balances[0].label.clone()
    };
    assert_eq!(label().as_deref(), Some("Points"), "it was stopped");
    assert_eq!(wallet.refresh_derived(&Stop::default()).unwrap(), [card]);
    assert_eq!(wallet.refresh_derived(&Stop::default()).unwrap(), []);
    let pass = wallet.card(card).unwrap().pass.unwrap();
    assert_eq!(pass.loyalty.balances[0].label.as_deref(), Some("Pisteet"));
    assert_eq!(pass.headline.unwrap().display, "1\u{a0}250");

    // As an older Kantis leaves a wallet.
    let sql = home.sql("wallet.db");
    sql.execute_batch(
        "UPDATE pass SET loyalty = '{}'; DELETE FROM meta WHERE name = 'passesReadBy';
         DELETE FROM balance_point;",
    )
    .unwrap();
    assert_eq!(found(&wallet, card), "-");
    assert_eq!(wallet.refresh_derived(&Stop::default()).unwrap(), [card]);
    assert_eq!(found(&wallet, card), "1250 points");
    assert_eq!(wallet.balance_history(card).unwrap()[0].points.len(), 1);
}
