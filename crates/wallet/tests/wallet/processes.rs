//! Several processes with one wallet, and processes that die. The children are this very test
//! binary, told by the environment what to do.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kantis_wallet::{CardQuery, WalletError};

use crate::support::{Home, add};

const DIR: &str = "KANTIS_TEST_DIR";
const SEED: &str = "KANTIS_TEST_SEED";

fn child(test: &str, home: &Home, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("processes::{test}"),
            "--ignored",
            "--nocapture",
        ])
        .env(DIR, home.dir())
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn child_home() -> Home {
    let dir = PathBuf::from(std::env::var_os(DIR).unwrap());
    Home::at(dir, std::env::var(SEED).unwrap().parse().unwrap())
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn child_adds_fifty_cards() {
    let home = child_home();
    let wallet = home.open();
    for number in 0..50 {
        add(&wallet, &number.to_string());
    }
}

#[test]
fn processes_that_write_at_once_all_succeed() {
    let home = Home::new();
    // None is there yet: they also make the wallet at once. The key is the same, as it comes from
    // the same store.
    std::fs::create_dir_all(home.dir()).unwrap();
    let children: Vec<_> = (2..5)
        .map(|n| child("child_adds_fifty_cards", &home, n))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let listing = home.open().cards(&CardQuery::default()).unwrap();
    assert_eq!(listing.total, 150);
}

#[test]
#[ignore = "run by another test, as a process of its own"]
#[allow(clippy::print_stdout)]
fn child_writes_until_it_is_killed() {
    let home = child_home();
    let wallet = home.open();
    for number in 0.. {
        add(&wallet, &format!("Kortti {number}"));
        println!("\nconfirmed {}", number + 1);
    }
}

#[test]
fn a_killed_process_loses_nothing_that_was_confirmed() {
    let home = Home::new();
    for (round, wanted) in [3, 17, 40].into_iter().enumerate() {
        let before = home.open().cards(&CardQuery::default()).unwrap().total;
        let seed = 100 + u64::try_from(round).unwrap();
        let mut child = child("child_writes_until_it_is_killed", &home, seed);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let mut confirmed = 0;
        while confirmed < wanted {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0);
            if let Some(count) = line.trim().strip_prefix("confirmed ") {
                confirmed = count.parse().unwrap();
            }
        }
        // SIGKILL, in the middle of whatever it writes now.
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        let _ = output.read_to_string(&mut rest);
        for count in rest
            .lines()
            .filter_map(|line| line.strip_prefix("confirmed "))
        {
            confirmed = count.parse().unwrap_or(confirmed);
        }
        let wallet = home.open();
        let total = wallet.cards(&CardQuery::default()).unwrap().total - before;
        assert!(
            total == confirmed || total == confirmed + 1,
            "{total} of {confirmed}"
        );
        drop(wallet);
        let sql = home.sql("wallet.db");
        for check in ["PRAGMA integrity_check", "PRAGMA cipher_integrity_check"] {
            let mut statement = sql.prepare(check).unwrap();
            let found = statement
                .query_map([], |row| row.get::<_, String>(0))
                .unwrap();
            let found: Vec<_> = found
                .map(Result::unwrap)
                .filter(|line| line != "ok")
                .collect();
            assert!(found.is_empty(), "{check}: {found:?}");
        }
    }
}

#[test]
fn a_writer_that_never_ends_makes_others_busy_and_not_wrong() {
    let home = Home::new();
    let wallet = home.open();
    add(&wallet, "A");
    let other = home.sql("wallet.db");
    other.busy_timeout(Duration::ZERO).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = wallet.add(crate::support::titled("B"), kantis_wallet::Origin::Manual);
    assert_eq!(refused, Err(WalletError::Busy));
    // Reading goes on meanwhile.
    assert_eq!(wallet.cards(&CardQuery::default()).unwrap().total, 1);
    other.execute_batch("COMMIT").unwrap();
    add(&wallet, "B");
}
