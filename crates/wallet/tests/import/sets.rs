//! Passes of one file belong together, and stay together.

use kantis_wallet::{PassSet, Wallet};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::make::{archive, archive_with, card, counts, import};
use crate::support::Home;

/// An unsigned pass of an issuer.
pub(crate) fn pass(serial: &str, points: u32) -> Vec<u8> {
    archive(&[("pass.json", json(serial, points).as_bytes())])
}

fn json(serial: &str, points: u32) -> String {
    format!(
        r#"{{"formatVersion":1,"passTypeIdentifier":"pass.org.example","serialNumber":"{serial}",
        "teamIdentifier":"T","organizationName":"Example","description":"d","logoText":"Card {serial}",
        "storeCard":{{"headerFields":[{{"key":"points","label":"Points","value":{points}}}]}}}}"#
    )
}

/// A `.pkpasses` file.
pub(crate) fn bundle(passes: &[(&str, &[u8])]) -> Vec<u8> {
    let named: Vec<(String, &[u8])> = passes
        .iter()
        .map(|(name, bytes)| (format!("{name}.pkpass"), *bytes))
        .collect();
    let entries: Vec<(&str, &[u8])> = named
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    archive(&entries)
}

fn set(wallet: &Wallet, serial: &str) -> Option<PassSet> {
    card(wallet, &format!("Card {serial}")).pass.unwrap().set
}

#[test]
fn passes_of_one_file_are_a_set_in_its_order() {
    let home = Home::new();
    let wallet = home.open();
    let file = bundle(&[
        ("1", &pass("b", 1)),
        ("2", &pass("a", 1)),
        ("3", b"no pass"),
    ]);
    let report = import(&wallet, "family.pkpasses", &file);
    assert_eq!(counts(&report), [2, 0, 0, 1]);
    let (a, b) = (set(&wallet, "a").unwrap(), set(&wallet, "b").unwrap());
    assert_eq!(a.id, b.id);
    assert_eq!((b.position, a.position), (0, 1));
    let cards = ["b", "a"].map(|serial| card(&wallet, &format!("Card {serial}")).id);
    assert_eq!(wallet.set_cards(a.id).unwrap(), cards);
    // Once more: the same set, nothing to do.
    let again = import(&wallet, "another name", &file);
    assert_eq!(counts(&again), [0, 2, 0, 1]);
    assert!(again.step.is_none());
    // A pass or a bundle of one is no set, and leaves the set alone.
    let one = bundle(&[("1", &pass("c", 1))]);
    import(&wallet, "one.pkpasses", &one);
    assert_eq!(set(&wallet, "c"), None);
    assert_eq!(
        counts(&import(&wallet, "a.pkpass", &pass("a", 2))),
        [0, 0, 1, 0]
    );
    assert_eq!(set(&wallet, "a"), Some(a));
}

#[test]
fn a_later_file_with_more_passes_is_the_same_set() {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "alone", &pass("b", 1));
    import(
        &wallet,
        "1",
        &bundle(&[("1", &pass("a", 1)), ("2", &pass("b", 1))]),
    );
    let first = set(&wallet, "a").unwrap();
    assert_eq!(
        set(&wallet, "b").unwrap().id,
        first.id,
        "one that was there alone joins it"
    );
    let more = bundle(&[
        ("1", &pass("a", 5)),
        ("2", &pass("c", 1)),
        ("3", &pass("b", 1)),
    ]);
    assert_eq!(counts(&import(&wallet, "2", &more)), [1, 1, 1, 0]);
    let positions = ["a", "b", "c"].map(|serial| {
        let set = set(&wallet, serial).unwrap();
        assert_eq!(set.id, first.id, "{serial}");
        set.position
    });
    assert_eq!(positions, [0, 2, 1]);
    // Another family is another set.
    let other = bundle(&[("1", &pass("x", 1)), ("2", &pass("y", 1))]);
    import(&wallet, "3", &other);
    assert_ne!(set(&wallet, "x").unwrap().id, first.id);
}

#[test]
fn taking_an_import_back_takes_its_set_back() {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "alone", &pass("b", 1));
    let report = import(
        &wallet,
        "1",
        &bundle(&[("1", &pass("a", 1)), ("2", &pass("b", 1))]),
    );
    wallet.undo(report.step).unwrap();
    assert_eq!(set(&wallet, "b"), None);
}

#[test]
fn a_pass_that_is_packed_anew_is_the_same() {
    let home = Home::new();
    let wallet = home.open();
    let deflated = pass("a", 1);
    import(&wallet, "1", &deflated);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let stored = archive_with(&[("pass.json", json("a", 1).as_bytes())], options);
    assert_ne!(deflated, stored);
    assert_eq!(counts(&import(&wallet, "2", &stored)), [0, 1, 0, 0]);
    let id = card(&wallet, "Card a").id;
    assert_eq!(wallet.original(id).unwrap(), deflated);
    let other = archive_with(&[("pass.json", json("a", 2).as_bytes())], options);
    assert_eq!(counts(&import(&wallet, "3", &other)), [0, 0, 1, 0]);
}
