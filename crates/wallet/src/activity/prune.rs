//! Forgetting what happened to cards that are gone for good.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::error::Result;
use crate::hlc::Hlc;

/// A deletion can be taken back for so long.
const UNDO: TimeDelta = TimeDelta::days(30);
/// What is kept of a card here.
const TABLES: [&str; 5] = [
    "activity",
    "balance_point",
    "notice",
    "kept_receipt",
    "warranty",
];

/// Deletes lines, points and notices of cards that have been gone for longer than their deletion
/// can be taken back.
pub(crate) fn prune(connection: &Connection, now: DateTime<Utc>) -> Result<()> {
    for table in TABLES {
        let sql = format!("DELETE FROM {table} WHERE {}", old(table));
        connection.prepare_cached(&sql)?.execute([latest(now)])?;
    }
    Ok(())
}

/// Whether there is something to delete.
pub(crate) fn has_old(connection: &Connection, now: DateTime<Utc>) -> Result<bool> {
    for table in TABLES {
        let sql = format!("SELECT 1 FROM {table} WHERE {}", old(table));
        if connection.prepare_cached(&sql)?.exists([latest(now)])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn old(table: &str) -> String {
    format!(
        "{table}.card NOT IN (SELECT id FROM card) AND {table}.card IN
             (SELECT id FROM tombstone WHERE kind = 'card' AND hlc < ?1)"
    )
}

/// Tombstones with an earlier stamp are old.
fn latest(now: DateTime<Utc>) -> i64 {
    Hlc::default().after(now - UNDO).0
}
