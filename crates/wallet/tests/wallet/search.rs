//! Searching.

use kantis_wallet::{CardContent, Origin, Wallet};

use crate::support::{Home, only, searching, titled, titles};

fn filled(home: &Home) -> Wallet {
    let wallet = home.open();
    let cards = [
        CardContent {
            number: Some("6430 0123-4567".into()),
            ..titled("Kahvilä Paahto")
        },
        CardContent {
            issuer: Some("Ääkköset Oy".into()),
            ..titled("Kirjakauppa")
        },
        CardContent {
            note: "it's \"quoted\" OR not".into(),
            ..titled("Smørrebrød & Co")
        },
        CardContent {
            number: Some("ab-12cd".into()),
            ..titled("☕ 2×1")
        },
    ];
    for card in cards {
        only(&wallet.add(card, Origin::Manual).unwrap());
    }
    wallet
}

#[test]
fn words_find_by_their_beginnings_without_accents_and_case() {
    let home = Home::new();
    let wallet = filled(&home);
    let cafe = "Kahvilä Paahto";
    let cases: [(&str, &[&str]); 22] = [
        ("kahvi", &[cafe]),
        ("KAHVILA", &[cafe]),
        ("paah kahv", &[cafe]),
        ("kahvi kirja", &[]),
        ("ahvi", &[]),
        ("aakk", &["Kirjakauppa"]),
        ("ääkkö", &["Kirjakauppa"]),
        ("quoted", &["Smørrebrød & Co"]),
        ("\"quoted\"", &["Smørrebrød & Co"]),
        ("it's", &["Smørrebrød & Co"]),
        ("64300123", &[cafe]),
        ("6430 0123", &[cafe]),
        ("6430-0123-45", &[cafe]),
        ("3456", &[cafe]),
        ("4 5 6 7", &[cafe]),
        ("kahvi 345", &[cafe]),
        ("34", &[]),
        ("B12C", &["☕ 2×1"]),
        ("☕", &["☕ 2×1"]),
        ("NOT title:kahvi", &[]),
        ("kahvi*", &[cafe]),
        ("   ", &[cafe, "Kirjakauppa", "Smørrebrød & Co", "☕ 2×1"]),
    ];
    for (typed, expected) in cases {
        assert_eq!(titles(&wallet, &searching(typed)), expected, "{typed:?}");
    }
}

#[test]
fn whatever_is_typed_is_no_error() {
    let home = Home::new();
    let wallet = filled(&home);
    let long = "a ".repeat(5_000);
    for typed in [
        "\"", "'", "*", "a\"b", "(", "NEAR(", "a AND", "-", "^a", "{a b}:", "\0", "%", &long,
    ] {
        wallet.cards(&searching(typed)).unwrap();
    }
}

#[test]
fn the_index_follows_every_change() {
    let home = Home::new();
    let wallet = home.open();
    let id = only(&wallet.add(titled("Vanha"), Origin::Manual).unwrap());
    let found = |typed: &str| !titles(&wallet, &searching(typed)).is_empty();
    wallet.update(id, titled("Uusi")).unwrap();
    assert_eq!((found("vanha"), found("uusi")), (false, true));
    let group = wallet.group_create("Ruokakaupat").unwrap().id;
    wallet.group_members(group, &[id], true).unwrap();
    assert!(found("ruoka"));
    wallet.group_rename(group, "Marketit").unwrap();
    assert_eq!((found("ruoka"), found("market")), (false, true));
    wallet.undo(None).unwrap();
    assert_eq!((found("ruoka"), found("market")), (true, false));
    wallet.group_delete(group).unwrap();
    assert!(!found("ruoka"));
    wallet.delete(&[id]).unwrap();
    assert!(!found("uusi"));
    wallet.undo(None).unwrap();
    assert!(found("uusi"));
}
