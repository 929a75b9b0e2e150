//! The root key in a real keyring: gnome-keyring on a session bus of its own.
//!
//! Needs Debian's dbus and gnome-keyring; where they are not, a note is printed and nothing tested.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use kantis_api::{Api, HostConfig};
use serde_json::{Value, json};
use support::{ok, state};

/// Where the child finds its wallet.
const WALLET: &str = "KANTIS_TEST_WALLET";

/// Unlocks a new keyring and runs one ignored test of this file inside.
const INSIDE: &str = r#"
printf kantis | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"$0" --exact --ignored --nocapture "$1"
"#;

#[test]
fn a_keyring_keeps_the_key_between_two_starts() {
    let home = tempfile::tempdir().unwrap();
    let there = |program: &str| {
        Command::new("which")
            .arg(program)
            .output()
            .unwrap()
            .status
            .success()
    };
    if !there("dbus-run-session") || !there("gnome-keyring-daemon") {
        eprintln!("skipped: no dbus-run-session or gnome-keyring-daemon");
        return;
    }
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let done = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", INSIDE])
        .arg(std::env::current_exe().unwrap())
        .arg("inside_a_session_with_a_keyring")
        .envs([("HOME", home.path()), ("XDG_RUNTIME_DIR", home.path())])
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env(WALLET, home.path().join("wallet"))
        .env_remove("KANTIS_KEY_FILE")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "run by the test above, inside its session"]
fn inside_a_session_with_a_keyring() {
    let wallet: PathBuf = std::env::var_os(WALLET).unwrap().into();
    let start = |wallet: &Path| Api::start(HostConfig::system(wallet.to_owned()));
    let api = start(&wallet);
    assert_eq!(
        ok(&api, "walletStatus", Value::Null)["protection"],
        "keyring"
    );
    ok(&api, "cardCreate", json!({ "title": "Kahvila" }));
    let words = ok(&api, "recoveryKey", Value::Null)["words"].clone();
    drop(api);
    let again = start(&wallet);
    assert_eq!(
        ok(&again, "cards", json!({}))["cards"][0]["title"],
        "Kahvila"
    );
    drop(again);

    // Another wallet's name finds no key in the same keyring; the words put it there again.
    let record = wallet.join("key.json");
    std::fs::remove_file(record).unwrap();
    let lost = start(&wallet);
    assert_eq!(
        state(&lost),
        ("locked".to_owned(), Some("missingKey".to_owned()))
    );
    let words: Vec<_> = words
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    ok(&lost, "walletRecover", json!({ "words": words.join(" ") }));
    drop(lost);
    let found = start(&wallet);
    assert_eq!(
        ok(&found, "walletStatus", Value::Null)["protection"],
        "keyring"
    );
    assert_eq!(ok(&found, "cards", json!({}))["total"], 1);
}
