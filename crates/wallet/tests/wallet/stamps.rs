//! Stamps and tombstones: what another device needs to merge. Read from the database itself,
//! because nothing else shows them yet.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kantis_barcode::Symbology;
use kantis_wallet::{CardContent, CardId, CustomField, Origin, Settings, Theme};
use rusqlite::Connection;
use uuid::Uuid;

use crate::support::{Home, add, only, symbol, titled};

type FieldStamps = BTreeMap<String, (i64, Uuid)>;

fn card_stamps(sql: &Connection, id: CardId) -> (i64, Uuid, FieldStamps) {
    sql.query_row(
        "SELECT hlc, device, field_stamps FROM card WHERE id = ?1",
        [id.0.as_bytes()],
        |row| {
            let device = Uuid::from_bytes(row.get(1)?);
            let stamps: String = row.get(2)?;
            Ok((row.get(0)?, device, serde_json::from_str(&stamps).unwrap()))
        },
    )
    .unwrap()
}

fn tombstones(sql: &Connection) -> Vec<(String, i64)> {
    let mut statement = sql
        .prepare("SELECT kind, hlc FROM tombstone ORDER BY hlc")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_new_card_has_one_stamp_of_the_clock_and_the_device() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let (stamp, device, fields) = card_stamps(&home.sql("wallet.db"), id);
    assert_eq!(stamp >> 16, 1_790_000_000_000);
    assert_eq!(device, wallet.device().0);
    assert!(fields.is_empty());
}

#[test]
fn only_fields_that_differ_get_a_new_stamp() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let sql = home.sql("wallet.db");
    let (first, ..) = card_stamps(&sql, id);
    home.clock.forward(TimeDelta::seconds(1));
    wallet
        .update(
            id,
            CardContent {
                note: "n".into(),
                ..titled("A")
            },
        )
        .unwrap();
    home.clock.forward(TimeDelta::seconds(1));
    wallet.favourite(&[id], true).unwrap();
    wallet.set_checkout_size(id, 60).unwrap();
    let (base, _, fields) = card_stamps(&sql, id);
    assert_eq!(base, first);
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(names, ["checkoutSize", "favourite", "note"]);
    assert_eq!((fields["note"].0 >> 16) - (first >> 16), 1_000);
    assert!(fields["favourite"].0 > fields["note"].0);
    assert_eq!(fields["note"].1, wallet.device().0);
}

#[test]
fn stamps_go_on_when_the_clock_jumps_back_and_after_a_restart() {
    let home = Home::new();
    let wallet = home.open();
    let first = card_stamps(&home.sql("wallet.db"), add(&wallet, "A")).0;
    home.clock.forward(TimeDelta::days(-400));
    let second = card_stamps(&home.sql("wallet.db"), add(&wallet, "B")).0;
    drop(wallet);
    let third = card_stamps(&home.sql("wallet.db"), add(&home.open(), "C")).0;
    assert!(first < second && second < third);
    assert!(
        third - first < 1 << 16,
        "the counter goes on, the milliseconds stand"
    );
}

#[test]
fn codes_and_fields_have_stamps_of_their_own_and_leave_tombstones() {
    let home = Home::new();
    let wallet = home.open();
    let content = CardContent {
        symbols: vec![
            symbol(Symbology::QrCode, "1"),
            symbol(Symbology::QrCode, "2"),
        ],
        fields: vec![
            CustomField {
                label: "a".into(),
                value: "1".into(),
            },
            CustomField {
                label: "b".into(),
                value: "2".into(),
            },
        ],
        ..titled("A")
    };
    let id = only(&wallet.add(content, Origin::Manual).unwrap());
    let sql = home.sql("wallet.db");
    let stamps = |table: &str| -> Vec<i64> {
        let query = format!("SELECT hlc FROM {table} ORDER BY position");
        let mut statement = sql.prepare(&query).unwrap();
        statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let (symbols, fields) = (stamps("symbol"), stamps("custom_field"));

    let mut content = wallet.card(id).unwrap().content;
    content.symbols[1].symbol.payload = b"3".to_vec();
    content.fields[0].value = "9".into();
    wallet.update(id, content.clone()).unwrap();
    let after = stamps("symbol");
    assert!(after[0] == symbols[0] && after[1] > symbols[1]);
    let after = stamps("custom_field");
    assert!(after[0] > fields[0] && after[1] == fields[1]);
    assert!(tombstones(&sql).is_empty());

    content.symbols.remove(0);
    content.fields.remove(1);
    wallet.update(id, content).unwrap();
    let kinds: Vec<_> = tombstones(&sql).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["custom_field", "symbol"]);
    wallet.undo(None).unwrap();
    assert!(tombstones(&sql).is_empty());
}

#[test]
fn a_card_that_leaves_a_group_leaves_its_membership_as_absent() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let group = wallet.group_create("Ruoka").unwrap().id;
    let sql = home.sql("wallet.db");
    let membership = || -> (bool, i64) {
        let query = "SELECT present, hlc FROM membership";
        sql.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    };
    wallet.group_members(group, &[id], true).unwrap();
    let (present, stamp) = membership();
    assert!(present);
    wallet.group_members(group, &[id], false).unwrap();
    let (present, later) = membership();
    assert!(!present && later > stamp);
}

#[test]
fn a_delete_leaves_a_tombstone_and_its_undo_a_newer_card() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let group = wallet.group_create("Ruoka").unwrap().id;
    let sql = home.sql("wallet.db");
    wallet.delete(&[id]).unwrap();
    let left = tombstones(&sql);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0, "card");
    wallet.undo(None).unwrap();
    assert!(tombstones(&sql).is_empty());
    assert!(card_stamps(&sql, id).0 > left[0].1);
    wallet.group_delete(group).unwrap();
    assert_eq!(tombstones(&sql)[0].0, "group");
}

#[test]
fn uses_are_counted_by_device() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    wallet.used(id).unwrap();
    wallet.used(id).unwrap();
    let sql = home.sql("wallet.db");
    // What a merge with another device would bring.
    sql.execute_batch(
        "INSERT INTO card_usage (card, device, count, last_at) SELECT num, zeroblob(16), 5, 1 FROM card",
    )
    .unwrap();
    wallet.used(id).unwrap();
    assert_eq!(wallet.card(id).unwrap().use_count, 8);
}

#[test]
fn each_setting_has_its_stamp() {
    let home = Home::new();
    let wallet = home.open();
    wallet
        .set_settings(&Settings {
            locale: "fi".into(),
            ..Settings::default()
        })
        .unwrap();
    let settings = Settings {
        locale: "fi".into(),
        theme: Theme::Dark,
        ..Settings::default()
    };
    wallet.set_settings(&settings).unwrap();
    let sql = home.sql("wallet.db");
    let mut statement = sql
        .prepare("SELECT name, hlc FROM setting ORDER BY hlc")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let rows: Vec<(String, i64)> = rows.map(Result::unwrap).collect();
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["locale", "theme"]);
    assert!(rows[0].1 < rows[1].1);
}
