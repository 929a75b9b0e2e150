//! Opening: what is made, what is refused, what is left alone.

use std::fs;

use kantis_wallet::key::KeyRecord;
use kantis_wallet::{CardQuery, OpenError, Wallet};

use crate::support::{Home, add, key, open_database, titles};

fn database(home: &Home) -> Vec<u8> {
    fs::read(home.file("wallet.db")).unwrap()
}

#[test]
fn a_wallet_is_made_where_there_is_none() {
    let home = Home::new();
    assert!(!Wallet::exists(home.dir()));
    let opened = home.try_open().unwrap();
    assert_eq!(opened.notices, []);
    assert!(Wallet::exists(home.dir()));
    assert!(home.file("cache.db").exists());
}

#[test]
#[cfg(unix)]
fn folder_and_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let _wallet = home.open();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.dir()), 0o700);
    let files: Vec<_> = fs::read_dir(home.dir())
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{file:?}");
    }
}

#[test]
fn the_device_stays_the_same() {
    let home = Home::new();
    let device = home.open().device();
    assert_eq!(home.open().device(), device);
    assert_ne!(
        Home::at(home.dir().join("other"), 99).open().device(),
        device
    );
}

#[test]
fn the_schema_is_the_one_that_was_committed() {
    let home = Home::new();
    drop(home.open());
    let connection = home.sql("wallet.db");
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'card_text_%'
             ORDER BY name",
        )
        .unwrap();
    let sql = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let sql: String = sql.map(|one| format!("{};\n\n", one.unwrap())).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/v3.sql");
    if std::env::var_os("KANTIS_WRITE_SCHEMA").is_some() {
        fs::write(path, &sql).unwrap();
    }
    assert_eq!(sql, fs::read_to_string(path).unwrap());
    let version: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 3);
}

#[test]
fn the_two_databases_have_keys_of_their_own() {
    let home = Home::new();
    drop(home.open());
    let count = |file: &str, purpose: &str| {
        open_database(&home.file(file), &home.key, purpose).query_row(
            "SELECT count(*) FROM sqlite_schema",
            [],
            |row| row.get::<_, u32>(0),
        )
    };
    assert!(count("wallet.db", "kantis wallet.db v1").is_ok());
    assert!(count("cache.db", "kantis cache.db v1").is_ok());
    assert!(count("cache.db", "kantis wallet.db v1").is_err());
    assert!(count("wallet.db", "kantis cache.db v1").is_err());
}

#[test]
fn another_key_is_refused_and_touches_nothing() {
    let home = Home::new();
    add(&home.open(), "A");
    let before = database(&home);
    let other = Wallet::open(home.dir(), &key(8), home.ports());
    assert_eq!(other.err(), Some(OpenError::WrongKey));
    assert_eq!(database(&home), before);
    assert_eq!(titles(&home.open(), &CardQuery::default()), ["A"]);
}

#[test]
fn without_its_record_the_wallet_itself_tells_whether_the_key_fits() {
    let home = Home::new();
    add(&home.open(), "A");
    for record in [None, Some("{ torn")] {
        fs::remove_file(home.file("key.json")).unwrap();
        if let Some(text) = record {
            fs::write(home.file("key.json"), text).unwrap();
        }
        let before = database(&home);
        let other = Wallet::open(home.dir(), &key(8), home.ports());
        assert_eq!(other.err(), Some(OpenError::WrongKey));
        assert_eq!(database(&home), before);
        assert_eq!(titles(&home.open(), &CardQuery::default()), ["A"]);
        assert!(
            KeyRecord::read(home.dir())
                .unwrap()
                .unwrap()
                .matches(&home.key)
        );
    }
}

#[test]
fn a_newer_wallet_is_refused_and_left_as_it_is() {
    let home = Home::new();
    add(&home.open(), "A");
    home.sql("wallet.db")
        .execute_batch("PRAGMA user_version = 7")
        .unwrap();
    let before = database(&home);
    let newer = OpenError::Newer { found: 7, known: 3 };
    assert_eq!(home.try_open().err(), Some(newer));
    assert_eq!(database(&home), before);
    home.sql("wallet.db")
        .execute_batch("PRAGMA user_version = 3")
        .unwrap();
    assert_eq!(titles(&home.open(), &CardQuery::default()), ["A"]);
}

#[test]
fn a_newer_wallet_keeps_what_is_still_in_its_log() {
    let home = Home::new();
    drop(home.open());
    let newer = home.sql("wallet.db");
    newer
        .execute_batch("PRAGMA user_version = 7; CREATE TABLE future (x)")
        .unwrap();
    // As a newer Kantis leaves it when it dies: changes in the log, nobody there.
    let left = Home::at(home.dir().join("left"), 1);
    fs::create_dir(left.dir()).unwrap();
    let files = ["wallet.db", "wallet.db-wal", "key.json"];
    for file in files {
        fs::copy(home.file(file), left.file(file)).unwrap();
    }
    assert_eq!(
        left.try_open().err(),
        Some(OpenError::Newer { found: 7, known: 3 })
    );
    for file in files {
        assert!(
            fs::read(home.file(file)).unwrap() == fs::read(left.file(file)).unwrap(),
            "{file}"
        );
    }
}

#[test]
fn a_current_wallet_opens_while_another_process_writes() {
    let home = Home::new();
    drop(home.open());
    let other = home.sql("wallet.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(home.try_open().is_ok());
}

#[test]
fn commits_of_others_are_told_once_and_own_ones_never() {
    let home = Home::new();
    let (wallet, other) = (home.open(), home.open());
    assert!(!wallet.foreign_commit().unwrap());
    add(&wallet, "A");
    assert!(!wallet.foreign_commit().unwrap());
    add(&other, "B");
    assert!(wallet.foreign_commit().unwrap());
    assert!(!wallet.foreign_commit().unwrap());
    assert_eq!(titles(&wallet, &CardQuery::default()), ["A", "B"]);
}
