//! Forgetting what happened to cards that are gone for good.

use rusqlite::{Connection, params};

use crate::error::Result;

/// A deletion can be taken back for so long.
const UNDO_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Deletes lines, points and notices of cards that have been gone for longer than their deletion
/// can be taken back.
pub(crate) fn prune(connection: &Connection, now_millis: i64) -> Result<()> {
    // A tombstone's stamp begins with the milliseconds of its clock.
    let latest = now_millis.saturating_sub(UNDO_MILLIS) << 16;
    for table in ["activity", "balance_point", "notice"] {
        let sql = format!(
            "DELETE FROM {table} WHERE card IN
                 (SELECT id FROM tombstone WHERE kind = 'card' AND hlc < ?1)
                 AND card NOT IN (SELECT id FROM card)"
        );
        connection.prepare_cached(&sql)?.execute(params![latest])?;
    }
    Ok(())
}
