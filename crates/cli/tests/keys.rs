//! What opens a wallet, and what keeps it shut.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{Kantis, ran};

/// The error of a command that must fail with 1.
fn error(kantis: &Kantis, change: impl FnOnce(&mut std::process::Command)) -> serde_json::Value {
    let mut command = kantis.command();
    command.args(["cards", "--json"]);
    change(&mut command);
    let ran = ran(&mut command).ends(1);
    assert!(ran.out.is_empty(), "{ran:?}");
    serde_json::from_str::<serde_json::Value>(&ran.err).unwrap()["error"].clone()
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let kantis = Kantis::new();
    fs::set_permissions(kantis.path("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let error = error(&kantis, |_| {});
    assert_eq!(error["code"], "badKeyFile");
    assert!(
        error["text"].as_str().unwrap().contains("chmod 600"),
        "{error}"
    );
}

#[test]
fn a_key_file_of_another_length_is_refused() {
    let kantis = Kantis::new();
    fs::write(kantis.path("key"), [7; 31]).unwrap();
    assert_eq!(error(&kantis, |_| {})["code"], "badKeyFile");
}

#[test]
fn another_key_does_not_open_the_wallet_and_changes_nothing() {
    let kantis = Kantis::new();
    kantis.add(&["--title", "Mine"]);
    let other = kantis.file("other", &[9; 32]);
    fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).unwrap();
    let error = error(&kantis, |command| {
        command.env("KANTIS_KEY_FILE", &other);
    });
    assert_eq!(error["code"], "wrongKey");
    assert_eq!(kantis.titles(&[]), ["Mine"]);
}

#[test]
fn without_keyring_a_passphrase_keeps_the_wallet() {
    let kantis = Kantis::new();
    let secret = kantis.file("secret", b"correct horse battery\nnot this line\n");
    // Nobody to ask: said, not waited for.
    let nobody = || {
        error(&kantis, |command| {
            command.env_remove("KANTIS_KEY_FILE");
        })
    };
    assert_eq!(nobody()["code"], "passphraseNeeded");
    let wrong = kantis.file("wrong", b"incorrect horse\n");
    let with = |file: &std::path::Path, args: &[&str]| {
        let mut command = kantis.command();
        command
            .env_remove("KANTIS_KEY_FILE")
            .arg("--passphrase-file")
            .arg(file)
            .args(args);
        ran(&mut command)
    };
    with(&secret, &["card", "add", "--title", "Kept"]).ends(0);
    let listed = with(&secret, &["cards", "--json"]).ends(0).json();
    assert_eq!(listed["cards"][0]["title"], "Kept");
    let refused = with(&wrong, &["cards", "--json"]).ends(1);
    assert!(refused.err.contains("wrongKey"), "{refused:?}");
    assert_eq!(nobody()["code"], "passphraseNeeded");
}

#[test]
fn status_says_where_the_key_is() {
    let kantis = Kantis::new();
    let status = kantis.json(&["status"]);
    assert_eq!(status["state"], "ready");
    assert_eq!(status["protection"], "keyFile");
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
}
