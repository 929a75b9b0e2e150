//! The root key: as words, behind a passphrase, in its record.

use std::fs;

use kantis_wallet::key::recovery::{self, RecoveryError};
use kantis_wallet::key::{
    KeyRecord, PassphraseCost, PassphraseError, Protection, RecordError, RootKey,
};

use crate::support::{Home, key};

/// Cheap enough for tests; the product's default is in the library.
const COST: PassphraseCost = PassphraseCost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

fn record(home: &Home) -> KeyRecord {
    let ports = home.ports();
    KeyRecord::new(
        &home.key,
        None,
        ports.clock.as_ref(),
        ports.entropy.as_ref(),
    )
}

#[test]
fn the_words_are_those_of_bip_39() {
    // BIP 39's own test vectors (Trezor), 256 bits, English.
    let zeros = RootKey::from_slice(&[0; 32]).unwrap();
    let words = recovery::words(&zeros);
    assert_eq!(words.len(), 24);
    assert!(words[..23].iter().all(|word| *word == "abandon") && words[23] == "art");
    let sevens = RootKey::from_slice(&[0x7f; 32]).unwrap();
    assert_eq!(
        recovery::words(&sevens).join(" "),
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage \
         worth useful legal winner thank year wave sausage worth title",
    );
}

#[test]
fn words_are_read_in_any_case_and_spacing() {
    let key = key(42);
    let words = recovery::words(&key);
    let typed = format!("  {}\n", words.join(" ,\n\t").to_uppercase());
    assert!(recovery::parse(&typed) == Ok(key));
}

#[test]
fn wrong_words_are_named_by_their_place() {
    let mut words = recovery::words(&key(42));
    let parse = |words: &[&str]| recovery::parse(&words.join(" ")).unwrap_err();
    assert_eq!(parse(&words[..23]), RecoveryError::WordCount { found: 23 });
    assert_eq!(
        recovery::parse("").unwrap_err(),
        RecoveryError::WordCount { found: 0 }
    );
    let last = words[4];
    words[4] = "kahvila";
    let error = parse(&words);
    assert_eq!(error, RecoveryError::UnknownWord { position: 5 });
    assert!(!error.to_string().contains("kahvila"));
    words[4] = if last == "zoo" { "abandon" } else { "zoo" };
    assert_eq!(parse(&words), RecoveryError::Checksum);
}

#[test]
fn a_passphrase_gives_the_key_back_and_only_that_one_does() {
    let home = Home::new();
    let mut record = record(&home);
    assert_eq!(record.unlock("x"), Err(PassphraseError::None));
    let entropy = home.ports().entropy;
    record
        .set_passphrase(&home.key, "salasana ä", COST, entropy.as_ref())
        .unwrap();
    record.write(home.dir()).unwrap();
    let read = KeyRecord::read(home.dir()).unwrap().unwrap();
    assert_eq!(read.protection(), Some(Protection::Passphrase));
    assert!(read.unlock("salasana ä").unwrap() == home.key);
    for wrong in ["", "salasana", "Salasana ä", "salasana a"] {
        assert_eq!(read.unlock(wrong), Err(PassphraseError::Wrong), "{wrong}");
    }
    let stranger = record.set_passphrase(&key(8), "x", COST, entropy.as_ref());
    assert_eq!(stranger, Err(PassphraseError::Wrong));
}

#[test]
fn a_wrapped_key_moved_to_another_wallet_does_not_open() {
    let home = Home::new();
    let entropy = home.ports().entropy;
    let mut first = record(&home);
    first
        .set_passphrase(&home.key, "salasana", COST, entropy.as_ref())
        .unwrap();
    first.write(home.dir()).unwrap();
    let text = fs::read_to_string(home.file("key.json")).unwrap();
    fs::write(
        home.file("key.json"),
        text.replace(&first.name(), &record(&home).name()),
    )
    .unwrap();
    let moved = KeyRecord::read(home.dir()).unwrap().unwrap();
    assert_eq!(moved.unlock("salasana"), Err(PassphraseError::Wrong));
}

#[test]
fn a_record_that_asks_for_too_much_memory_is_refused() {
    let home = Home::new();
    let huge = PassphraseCost {
        memory_kib: 8 * 1024 * 1024,
        ..COST
    };
    let entropy = home.ports().entropy;
    let mut record = record(&home);
    let refused = record.set_passphrase(&home.key, "salasana", huge, entropy.as_ref());
    assert_eq!(refused, Err(PassphraseError::Malformed));
}

#[test]
fn the_default_cost_is_64_mib_three_times() {
    let expected = PassphraseCost {
        memory_kib: 65_536,
        passes: 3,
        lanes: 1,
    };
    assert_eq!(PassphraseCost::default(), expected);
}

#[test]
fn strange_records_are_told_apart() {
    let home = Home::new();
    assert!(KeyRecord::read(home.dir()).unwrap().is_none());
    record(&home).write(home.dir()).unwrap();
    for text in ["", "{", "[]", "{\"version\":1}", &"x".repeat(20_000)] {
        fs::write(home.file("key.json"), text).unwrap();
        assert_eq!(
            KeyRecord::read(home.dir()).unwrap_err(),
            RecordError::Malformed,
            "{text:.20}"
        );
    }
    fs::write(home.file("key.json"), "{\"version\":2}").unwrap();
    assert_eq!(
        KeyRecord::read(home.dir()).unwrap_err(),
        RecordError::Newer { found: 2 }
    );
}

#[test]
fn keys_are_not_printed() {
    let home = Home::new();
    let printed = format!("{:?} {:?}", key(0xab), record(&home));
    assert!(!printed.to_lowercase().contains("abab"), "{printed}");
    assert!(RootKey::from_slice(&[0; 31]).is_none());
    assert!(RootKey::from_slice(&[0; 33]).is_none());
}
