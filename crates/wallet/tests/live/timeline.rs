//! What changed: lines of the timeline, and curves of balances.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use kantis_wallet::{
    ActivityQuery, Balance, BalanceChange, CardContent, CardId, Happening, Topic, Unit, Wallet,
};
use proptest::prelude::*;

use crate::issuer::{card_of, pass, shown};
use crate::shop::{Shop, points};
use crate::support::Home;

fn balance(amount: i64) -> Balance {
    Balance {
        amount,
        scale: 0,
        unit: Unit::Points,
    }
}

#[test]
fn what_an_issuer_changed_is_in_the_timeline_with_its_words() {
    let shop = Shop::new();
    let card = shop.bring(
        "1",
        r#""headerFields":[{"key":"points","label":"Pisteet","value":1120,"changeMessage":"Sinulla on nyt %@ pistettä"}],
           "secondaryFields":[{"key":"shop","label":"Kauppa","value":"Kallio"},{"key":"gone","label":"Vanha","value":"x"}],
           "auxiliaryFields":[{"key":"offer","label":"Tarjous","value":"Ilmainen kahvi","changeMessage":"Uutta: %@"}]"#,
        r#""expirationDate":"2030-06-30T21:59:59Z","barcodes":[{"format":"PKBarcodeFormatQR","message":"1"}],"#,
    );
    assert_eq!(shop.happened(card), [], "a new card is no news");
    let content = CardContent {
        note: "mine".into(),
        ..shop.wallet.card(card).unwrap().content
    };
    shop.wallet.update(card, content).unwrap();
    shop.issue(
        card,
        "1",
        r#""headerFields":[{"key":"points","label":"Pisteet","value":1250,"changeMessage":"Sinulla on nyt %@ pistettä"}],
           "secondaryFields":[{"key":"shop","label":"Kauppa","value":"Töölö"},{"key":"new","label":"Uusi","value":"y"}],
           "auxiliaryFields":[{"key":"offer","label":"Tarjous","value":"-20 % pullista","changeMessage":"Uutta: %@"}]"#,
        r#""expirationDate":"2031-06-30T21:59:59Z","voided":true,"barcodes":[{"format":"PKBarcodeFormatQR","message":"2"}],"#,
    );
    let field =
        |field: &str, label: &str, before: Option<&str>, after: Option<&str>| Happening::Field {
            field: field.into(),
            label: Some(label.into()),
            before: before.map(Into::into),
            after: after.map(Into::into),
            message: None,
            balance: None,
        };
    let day = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        shop.happened(card),
        [
            Happening::Field {
                field: "points".into(),
                label: Some("Pisteet".into()),
                before: Some("1,120".into()),
                after: Some("1,250".into()),
                message: Some("Sinulla on nyt 1,250 pistettä".into()),
                balance: Some(BalanceChange {
                    before: Some(balance(1120)),
                    after: balance(1250)
                }),
            },
            field("shop", "Kauppa", Some("Kallio"), Some("Töölö")),
            field("new", "Uusi", None, Some("y")),
            field("gone", "Vanha", Some("x"), None),
            Happening::OfferCame {
                title: "-20 % pullista".into(),
                message: Some("Uutta: -20 % pullista".into()),
                until: None,
            },
            Happening::OfferWent {
                title: "Ilmainen kahvi".into()
            },
            Happening::Code,
            Happening::Voided { on: true },
            Happening::Validity {
                before: day("2030-06-30"),
                after: day("2031-06-30")
            },
        ]
    );
    assert_eq!(shop.wallet.card(card).unwrap().content.note, "mine");
}

#[test]
fn what_a_person_brings_in_is_noted_and_no_news() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    shop.home.clock.forward(TimeDelta::minutes(1));
    assert_eq!(shop.bring("1", &points(20), ""), card);
    assert_eq!(shop.happened(card).len(), 1);
    shop.tell();
    assert_eq!(shop.heard(), []);
}

#[test]
fn the_words_of_an_issuer_are_in_the_readers_language() {
    let home = Home::new();
    let wallet = home.open();
    let strings = "\"Points\" = \"Pisteet\";\n\"You have %@\" = \"Sinulla on %@\";";
    let version = |points: u32| {
        let json = format!(
            r#"{{"formatVersion":1,"passTypeIdentifier":"pass.x","serialNumber":"1","teamIdentifier":"T",
                "organizationName":"A","description":"A","storeCard":{{"headerFields":[
                {{"key":"p","label":"Points","value":{points},"changeMessage":"You have %@"}}]}}}}"#
        );
        crate::issuer::zipped(&[
            ("pass.json", json.as_bytes()),
            ("en.lproj/pass.strings", b""),
            ("fi.lproj/pass.strings", strings.as_bytes()),
        ])
    };
    let settings = kantis_wallet::Settings {
        locale: "fi-FI".into(),
        ..kantis_wallet::Settings::default()
    };
    wallet.set_settings(&settings).unwrap();
    let card = card_of(&wallet, &version(1));
    home.clock.forward(TimeDelta::minutes(1));
    card_of(&wallet, &version(2500));
    let query = ActivityQuery {
        card: Some(card),
        limit: 10,
        ..ActivityQuery::default()
    };
    let lines = wallet.activity(&query).unwrap();
    let Happening::Field { label, message, .. } = &lines[0].what else {
        panic!()
    };
    assert_eq!(label.as_deref(), Some("Pisteet"));
    assert_eq!(message.as_deref(), Some("Sinulla on 2\u{a0}500"));
}

fn field_of(shop: &str) -> String {
    format!(r#""secondaryFields":[{{"key":"shop","label":"Myymälä","value":"{shop}"}}]"#)
}

fn found(wallet: &Wallet, query: &ActivityQuery) -> Vec<String> {
    let lines = wallet.activity(query).unwrap();
    lines
        .into_iter()
        .map(|line| match line.what {
            Happening::Field { after, .. } => after.unwrap_or_default(),
            other => other.topic().name().to_owned(),
        })
        .collect()
}

#[test]
fn the_timeline_is_read_page_by_page_filtered_and_searched() {
    let home = Home::new();
    let wallet = home.open();
    let version = |serial: &str, shop: &str, points: u32| {
        let body = format!(
            r#""headerFields":[{{"key":"p","label":"Points","value":{points}}}],{}"#,
            field_of(shop)
        );
        pass("storeCard", serial, &body, "")
    };
    let card = card_of(&wallet, &version("1", "Kallio", 0));
    let other = card_of(&wallet, &version("2", "Kallio", 0));
    let renamed = CardContent {
        title: "Äidin kortti".into(),
        ..wallet.card(other).unwrap().content
    };
    wallet.update(other, renamed).unwrap();
    for (at, (serial, shop)) in [("1", "Töölö"), ("2", "Sörnäinen"), ("1", "Käpylä 2")]
        .into_iter()
        .enumerate()
    {
        home.clock.forward(TimeDelta::minutes(1));
        card_of(
            &wallet,
            &version(serial, shop, u32::try_from(at).unwrap() + 5),
        );
    }
    let all = ActivityQuery {
        limit: 200,
        ..ActivityQuery::default()
    };
    let everything = found(&wallet, &all);
    assert_eq!(
        everything,
        ["Käpylä 2", "7", "Sörnäinen", "6", "Töölö", "5"]
    );

    let mut pages = Vec::new();
    let mut query = ActivityQuery {
        limit: 2,
        ..ActivityQuery::default()
    };
    loop {
        let page = wallet.activity(&query).unwrap();
        assert!(page.len() <= 2);
        pages.extend(found(&wallet, &query));
        match page.last() {
            Some(last) => query.before = Some(last.key),
            None => break,
        }
    }
    assert_eq!(pages, everything);

    let topics = |topics: &[Topic]| ActivityQuery {
        topics: topics.iter().copied().collect::<BTreeSet<_>>(),
        ..all.clone()
    };
    assert_eq!(found(&wallet, &topics(&[Topic::Balance])), ["7", "6", "5"]);
    assert_eq!(
        found(&wallet, &topics(&[Topic::Changes])),
        ["Käpylä 2", "Sörnäinen", "Töölö"]
    );
    assert_eq!(
        found(&wallet, &topics(&[Topic::Offers])),
        Vec::<String>::new()
    );
    let of_card = ActivityQuery {
        card: Some(card),
        ..all.clone()
    };
    assert_eq!(found(&wallet, &of_card), ["Käpylä 2", "7", "Töölö", "5"]);

    for (words, expected) in [
        ("TOOLO", vec!["Käpylä 2", "Töölö"]),
        ("kapy 2", vec!["Käpylä 2"]),
        ("myymala", vec!["Käpylä 2", "Sörnäinen", "Töölö"]),
        ("aidin", vec!["Sörnäinen", "6"]),
        ("aidin sorn", vec!["Sörnäinen"]),
        ("ällö", vec![]),
        ("\" OR 1", vec![]),
        ("  ", vec!["Käpylä 2", "7", "Sörnäinen", "6", "Töölö", "5"]),
    ] {
        let query = ActivityQuery {
            search: words.into(),
            ..all.clone()
        };
        assert_eq!(found(&wallet, &query), expected, "{words}");
    }
}

#[test]
fn lines_go_with_their_card_and_come_back_with_it() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    shop.issue(card, "1", &points(20), "");
    let all = ActivityQuery {
        limit: 10,
        ..ActivityQuery::default()
    };
    assert_eq!(shop.wallet.activity(&all).unwrap().len(), 1);
    shop.wallet.delete(&[card]).unwrap();
    assert_eq!(shop.wallet.activity(&all).unwrap(), []);
    shop.tell();
    shop.wallet.undo(None).unwrap();
    assert_eq!(shop.wallet.activity(&all).unwrap().len(), 1);
    assert_eq!(
        shop.wallet.balance_history(card).unwrap()[0].points.len(),
        2
    );

    shop.wallet.delete(&[card]).unwrap();
    let rows = || -> i64 {
        let sql = "SELECT (SELECT count(*) FROM activity) + (SELECT count(*) FROM balance_point)
                       + (SELECT count(*) FROM notice)";
        shop.home
            .sql("wallet.db")
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    };
    shop.home.clock.forward(TimeDelta::days(29));
    shop.tell();
    assert_eq!(rows(), 4);
    shop.home.clock.forward(TimeDelta::days(2));
    shop.tell();
    assert_eq!(rows(), 0);
}

fn curve(wallet: &Wallet, card: CardId) -> Vec<String> {
    let curves = wallet.balance_history(card).unwrap();
    assert!(curves.len() <= 1);
    let points = curves.into_iter().flat_map(|curve| curve.points);
    points.map(|point| shown(&point.balance)).collect()
}

#[test]
fn a_curve_begins_with_the_card_and_keeps_each_observation_once() {
    let shop = Shop::new();
    let card = shop.bring("1", &points(10), "");
    assert_eq!(curve(&shop.wallet, card), ["10 points"]);
    shop.issue(card, "1", &points(30), "");
    shop.issue(card, "1", &points(30), r#""voided":true,"#);
    shop.issue(card, "1", &points(20), "");
    assert_eq!(
        curve(&shop.wallet, card),
        ["10 points", "30 points", "20 points"]
    );
    let label = shop.wallet.balance_history(card).unwrap()[0].label.clone();
    assert_eq!(label.as_deref(), Some("Pisteet"));
}

#[test]
fn a_long_curve_is_thinned_out_between_its_ends() {
    let home = Home::new();
    let wallet = home.open();
    let card = card_of(&wallet, &pass("storeCard", "1", &points(0), ""));
    let sql = home.sql("wallet.db");
    let from = 1_700_000_000_000_i64;
    sql.execute("DELETE FROM balance_point", []).unwrap();
    for at in 0..1_700_i64 {
        sql.execute(
            "INSERT INTO balance_point VALUES (?1, 'points', ?2, NULL, ?3, 0, 'points')",
            (card.0.as_bytes(), from + at, at),
        )
        .unwrap();
    }
    let points = wallet.balance_history(card).unwrap().remove(0).points;
    assert_eq!(points.len(), 500);
    let amounts: Vec<i64> = points.iter().map(|point| point.balance.amount).collect();
    assert_eq!((amounts[0], amounts[499]), (0, 1_699));
    assert!(
        amounts
            .windows(2)
            .all(|pair| (3..=4).contains(&(pair[1] - pair[0])))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whichever versions a wallet happens to fetch, its curve ends where the shop's does, and no
    /// change is told twice.
    #[test]
    fn any_split_of_versions_ends_the_same(
        versions in prop::collection::vec((0_u32..5, any::<bool>()), 1..8),
    ) {
        let shop = Shop::new();
        let card = shop.bring("1", &points(100), "");
        let mut last = 100;
        let mut told = 0;
        let count = versions.len();
        for (at, (amount, fetched)) in versions.into_iter().enumerate() {
            if !fetched && at + 1 < count || amount == last {
                continue;
            }
            shop.issue(card, "1", &points(amount), "");
            last = amount;
            told += 1;
            shop.tell();
            shop.tell();
        }
        prop_assert_eq!(shop.heard().len(), told);
        let end = curve(&shop.wallet, card).pop();
        prop_assert_eq!(end, Some(format!("{last} points")));
    }
}
