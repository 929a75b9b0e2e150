//! A wallet of the first version is raised with all that is in it.

use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{OpenNotice, SourceState};
use sha2::{Digest as _, Sha256};

use crate::service::Services;
use crate::support::Home;
use crate::world::{Process, card};

const FIRST: &str = include_str!("../../src/store/migrations/wallet/0001.sql");

/// All that defines the tables.
fn schema(home: &Home) -> Vec<String> {
    let sql = home.sql("wallet.db");
    let mut statement = sql
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A wallet as the first Kantis wrote it: a card with a pass, and an edit that can be undone.
fn first_version(home: &Home, file: &[u8]) -> uuid::Uuid {
    std::fs::create_dir_all(home.dir()).unwrap();
    let sql = home.sql("wallet.db");
    sql.execute_batch(FIRST).unwrap();
    sql.pragma_update(None, "user_version", 1).unwrap();
    let id = uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
    let device = uuid::Uuid::from_u128(2);
    let digest = Sha256::digest(file).to_vec();
    sql.execute(
        "INSERT INTO card (id, title, note, rank, origin, added_at, edited_at, revision, hlc, device)
         VALUES (?1, 'Oma', 'Muista', 'a', 'pass', 1789000000000, 1789000000000, 20, 20, ?2)",
        (id.as_bytes().to_vec(), device.as_bytes().to_vec()),
    )
    .unwrap();
    sql.execute(
        "INSERT INTO card_text (rowid, title, note) VALUES (1, 'Oma', 'Muista')",
        [],
    )
    .unwrap();
    sql.execute(
        "INSERT INTO blob (id, mime, bytes) VALUES (?1, 'application/vnd.apple.pkpass', ?2)",
        (&digest, file),
    )
    .unwrap();
    sql.execute(
        "INSERT INTO pass (card, type, serial, original, provenance, headline, logo, hlc, device)
         VALUES (1, 'pass.org.example.store', 'S1', ?1, 'unsigned', '10', 1, 20, ?2)",
        (&digest, device.as_bytes().to_vec()),
    )
    .unwrap();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let before = format!(
        r#"{{"title":"Kahvila","issuer":"","holder":"","number":"","note":"","colour":null,
        "valid_from":null,"valid_until":null,"balance":null,"favourite":false,"archived":false,
        "front":null,"back":null,"icon":null,"checkout_size":100,"rank":"a","origin":"pass",
        "added_at":1789000000000,"edited_at":1789000000000,"revision":10,"symbols":[],"fields":[],
        "groups":[],"pass":{{"kind":"pass.org.example.store","serial":"S1","original":"{hex}",
        "provenance":"unsigned","expires_at":null,"voided":false,"headline_label":null,
        "headline":"10","logo":true}},"usage":[],"uses":[]}}"#
    );
    sql.execute(
        "INSERT INTO step (id, kind, at, hlc) VALUES (?1, 'edit', 1789000000000, 20)",
        [uuid::Uuid::from_u128(3).as_bytes().to_vec()],
    )
    .unwrap();
    sql.execute(
        "INSERT INTO step_item (step, subject, id, before) VALUES (1, 'card', ?1, ?2)",
        (id.as_bytes().to_vec(), before),
    )
    .unwrap();
    sql.execute(
        "INSERT INTO step_blob (step, blob) VALUES (1, ?1)",
        [&digest],
    )
    .unwrap();
    id
}

#[test]
fn a_wallet_of_the_first_version_becomes_one_of_the_second() {
    let old = Home::new();
    let file = card("S1", 10).unsigned();
    let id = kantis_wallet::CardId(first_version(&old, &file));
    let opened = old.try_open().unwrap();
    assert!(
        opened
            .notices
            .contains(&OpenNotice::Upgraded { from: 1, to: 3 })
    );
    let fresh = Home::new();
    drop(fresh.open());
    assert_eq!(schema(&old), schema(&fresh));

    let stored = opened.wallet.card(id).unwrap();
    assert_eq!(stored.content.title, "Oma");
    assert!(!stored.muted && !stored.updates_off);
    let pass = stored.pass.unwrap();
    assert_eq!(pass.as_of, stored.added_at);
    assert_eq!(pass.set, None);
    drop(opened);

    // And what it is now capable of works with what it had.
    let services = std::sync::Arc::new(Services::default());
    let process = Process::new(&old, &services);
    assert_eq!(process.state(id), SourceState::New);
    let newer = card("S1", 11).unsigned();
    services.say(
        "S1",
        [crate::service::Answer::Pass(newer.clone(), "Monday")],
    );
    assert_eq!(process.outcome(id), RefreshOutcome::Updated);
    let undone = process.wallet.undo(None).unwrap();
    assert_eq!((undone.restored, undone.kept), (1, 0));
    assert_eq!(process.wallet.card(id).unwrap().content.title, "Kahvila");
    assert_eq!(process.wallet.original(id).unwrap(), newer);
    assert_eq!(process.points(id), "11");
}
