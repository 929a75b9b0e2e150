//! Damaged files: a wallet is set aside and kept, a cache is made anew.

use std::fs;
use std::path::PathBuf;

use kantis_wallet::{CardQuery, OpenError, OpenNotice, WalletError};

use crate::support::{Home, add, titles};

type Break = fn(&mut Vec<u8>);

/// How a file can be broken.
const WAYS: [(&str, Break); 5] = [
    ("zero length", Vec::clear),
    ("a few bytes", |bytes| bytes.truncate(100)),
    ("cut in a page", |bytes| bytes.truncate(bytes.len() / 2 + 1)),
    ("all garbage", |bytes| {
        bytes.iter_mut().for_each(|byte| *byte = 0xa5)
    }),
    ("garbage at the start", |bytes| bytes[20..200].fill(0)),
];

fn damage(home: &Home, name: &str, break_it: Break) -> Vec<u8> {
    let path = home.file(name);
    let mut bytes = fs::read(&path).unwrap();
    break_it(&mut bytes);
    fs::write(path, &bytes).unwrap();
    bytes
}

fn set_aside(home: &Home) -> Vec<PathBuf> {
    let paths = fs::read_dir(home.dir())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.to_string_lossy().contains(".corrupt-"))
        .collect()
}

#[test]
fn a_damaged_wallet_is_set_aside_and_told_once() {
    for (way, break_it) in WAYS {
        let home = Home::new();
        add(&home.open(), "A");
        let broken = damage(&home, "wallet.db", break_it);
        let expected = home.file("wallet.db.corrupt-20260921T141320Z");
        let error = home.try_open().err();
        assert_eq!(
            error,
            Some(OpenError::Corrupt {
                set_aside: expected.clone()
            }),
            "{way}"
        );
        assert_eq!(fs::read(&expected).unwrap(), broken, "{way}");
        let wallet = home.open();
        assert_eq!(titles(&wallet, &CardQuery::default()).len(), 0, "{way}");
        add(&wallet, "B");
        drop(wallet);
        assert_eq!(titles(&home.open(), &CardQuery::default()), ["B"], "{way}");
        assert_eq!(fs::read(&expected).unwrap(), broken, "{way}");
    }
}

#[test]
fn two_damaged_wallets_of_one_second_are_both_kept() {
    let home = Home::new();
    for _ in 0..2 {
        add(&home.open(), "A");
        damage(&home, "wallet.db", Vec::clear);
        assert!(matches!(
            home.try_open().err(),
            Some(OpenError::Corrupt { .. })
        ));
    }
    assert_eq!(set_aside(&home).len(), 2);
}

#[test]
fn damage_met_on_the_way_is_found_at_the_next_opening() {
    let home = Home::new();
    let wallet = home.open();
    for number in 0..300 {
        add(&wallet, &format!("Kortti {number}"));
    }
    drop(wallet);
    // All pages but the first ones, which every opening reads.
    let path = home.file("wallet.db");
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page[100] ^= 0xff;
    }
    fs::write(&path, bytes).unwrap();
    let first = home.try_open();
    match first {
        Ok(opened) => {
            let met = opened.wallet.cards(&CardQuery::default());
            assert_eq!(met.err(), Some(WalletError::Corrupt));
            drop(opened);
            assert!(matches!(
                home.try_open().err(),
                Some(OpenError::Corrupt { .. })
            ));
        }
        Err(error) => assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}"),
    }
    assert_eq!(set_aside(&home).len(), 1);
    assert_eq!(home.open().cards(&CardQuery::default()).unwrap().total, 0);
}

#[test]
fn a_damaged_cache_is_made_anew_and_nothing_else_changes() {
    for (way, break_it) in WAYS {
        let home = Home::new();
        add(&home.open(), "A");
        damage(&home, "cache.db", break_it);
        let opened = home.try_open().unwrap();
        // An empty file is what a cache begins as.
        let notices: &[_] = if way == "zero length" {
            &[]
        } else {
            &[OpenNotice::CacheRebuilt]
        };
        assert_eq!(opened.notices, notices, "{way}");
        assert_eq!(
            titles(&opened.wallet, &CardQuery::default()),
            ["A"],
            "{way}"
        );
        drop(opened);
        assert_eq!(home.try_open().unwrap().notices, [], "{way}");
        assert!(set_aside(&home).is_empty(), "{way}");
    }
}

#[test]
fn a_cache_of_a_newer_kantis_is_made_anew() {
    let home = Home::new();
    drop(home.open());
    home.sql("cache.db")
        .execute_batch("PRAGMA user_version = 9")
        .unwrap();
    assert_eq!(home.try_open().unwrap().notices, [OpenNotice::CacheRebuilt]);
}

#[test]
fn a_wallet_whose_making_was_cut_short_is_just_new() {
    let home = Home::new();
    fs::create_dir_all(home.dir()).unwrap();
    fs::write(home.file("wallet.db"), b"").unwrap();
    add(&home.open(), "A");
    assert_eq!(titles(&home.open(), &CardQuery::default()), ["A"]);
}
