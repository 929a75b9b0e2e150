//! A wallet that opens, and every way in which it stays shut: each has its own code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;

use kantis_api::Code;
use serde_json::{Value, json};
use support::{Home, code, fails, ok, state};

#[test]
fn a_key_file_makes_and_opens_a_wallet() {
    let home = Home::new();
    let api = home.start();
    assert_eq!(state(&api), ("ready".to_owned(), None));
    ok(&api, "cardCreate", json!({ "title": "Kahvila" }));
    drop(api);
    let again = home.start();
    assert_eq!(
        ok(&again, "cards", json!({}))["cards"][0]["title"],
        "Kahvila"
    );
}

#[test]
fn each_trouble_with_a_key_file_has_its_own_code() {
    for (bytes, mode, why) in [
        (&[7; 31][..], 0o600, "length"),
        (&[7; 33][..], 0o600, "length"),
        (&[7; 32][..], 0o644, "mode"),
        (&[7; 32][..], 0o640, "mode"),
    ] {
        let home = Home::new();
        home.write_key(bytes, mode);
        let error = fails(&home.start(), "cards", json!({}));
        assert_eq!(
            (error.code, error.params["why"].as_str()),
            (Code::BadKeyFile, why)
        );
        assert!(
            !home.wallet().join("wallet.db").exists(),
            "{why}: nothing may be made"
        );
    }
    let home = Home::new();
    fs::remove_file(home.key()).unwrap();
    assert_eq!(
        fails(&home.start(), "cards", json!({})).params["why"],
        "missing"
    );
}

#[test]
fn another_key_is_the_wrong_key_and_changes_nothing() {
    let home = Home::new();
    ok(&home.start(), "cardCreate", json!({ "title": "Kahvila" }));
    let before = fs::read(home.wallet().join("wallet.db")).unwrap();
    home.write_key(&[8; 32], 0o600);
    assert_eq!(
        state(&home.start()),
        ("failed".to_owned(), Some("wrongKey".to_owned()))
    );
    assert_eq!(fs::read(home.wallet().join("wallet.db")).unwrap(), before);
    home.write_key(&[7; 32], 0o600);
    assert_eq!(state(&home.start()).0, "ready");
}

#[test]
fn a_wallet_without_its_key_record_says_that_the_key_is_missing() {
    let home = Home::new();
    drop(home.start());
    fs::remove_file(home.wallet().join("key.json")).unwrap();
    let api = home.start_without_keyring();
    assert_eq!(
        state(&api),
        ("locked".to_owned(), Some("missingKey".to_owned()))
    );
}

#[test]
fn a_damaged_wallet_is_set_aside_and_a_new_one_can_be_begun() {
    let home = Home::new();
    ok(&home.start(), "cardCreate", json!({ "title": "Kahvila" }));
    let file = home.wallet().join("wallet.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[..4096].fill(0x55);
    fs::write(&file, &bytes).unwrap();
    let api = home.start();
    let status = ok(&api, "walletStatus", Value::Null);
    assert_eq!(status["problem"]["code"], "walletCorrupt");
    let aside = status["problem"]["params"]["path"].as_str().unwrap();
    assert!(aside.starts_with("wallet.db.corrupt-"), "{aside}");
    assert_eq!(fs::read(home.wallet().join(aside)).unwrap(), bytes);
    assert_eq!(ok(&api, "walletRetry", Value::Null)["state"], "ready");
    assert_eq!(ok(&api, "cards", json!({}))["total"], 0);
}

#[test]
fn a_passphrase_makes_locks_and_opens_a_wallet() {
    let home = Home::new();
    let api = home.start_without_keyring();
    assert_eq!(state(&api).0, "new");
    assert_eq!(
        code(&api, "walletCreate", json!({ "passphrase": "short" })),
        Code::WeakPassphrase
    );
    ok(
        &api,
        "walletCreate",
        json!({ "passphrase": "kolme kissaa" }),
    );
    ok(&api, "cardCreate", json!({ "title": "Kahvila" }));
    drop(api);

    let api = home.start_without_keyring();
    assert_eq!(state(&api), ("locked".to_owned(), None));
    assert_eq!(code(&api, "cards", json!({})), Code::WalletLocked);
    let wrong = json!({ "passphrase": "neljä kissaa" });
    assert_eq!(code(&api, "walletUnlock", wrong), Code::WrongKey);
    ok(
        &api,
        "walletUnlock",
        json!({ "passphrase": "kolme kissaa" }),
    );
    assert_eq!(ok(&api, "cards", json!({}))["total"], 1);
}

#[test]
fn the_recovery_words_open_a_wallet_whose_passphrase_is_lost() {
    let home = Home::new();
    let api = home.start_without_keyring();
    ok(
        &api,
        "walletCreate",
        json!({ "passphrase": "kolme kissaa" }),
    );
    ok(&api, "cardCreate", json!({ "title": "Kahvila" }));
    let key = ok(&api, "recoveryKey", Value::Null);
    let words: Vec<&str> = key["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(words.len(), 24);
    assert!(key["qr"]["path"].as_str().unwrap().starts_with('M'));
    drop(api);

    let api = home.start_without_keyring();
    let too_few = json!({ "words": words[..23].join(" "), "passphrase": "uusi salasana" });
    assert_eq!(code(&api, "walletRecover", too_few), Code::BadRecoveryWords);
    let others = vec!["abandon"; 23].join(" ") + " art";
    let others = json!({ "words": others, "passphrase": "uusi salasana" });
    assert_eq!(code(&api, "walletRecover", others), Code::WrongKey);
    let right = json!({ "words": words.join("  ").to_uppercase(), "passphrase": "uusi salasana" });
    assert_eq!(ok(&api, "walletRecover", right)["state"], "ready");
    drop(api);

    let api = home.start_without_keyring();
    ok(
        &api,
        "walletUnlock",
        json!({ "passphrase": "uusi salasana" }),
    );
    assert_eq!(ok(&api, "cards", json!({}))["cards"][0]["title"], "Kahvila");
}
