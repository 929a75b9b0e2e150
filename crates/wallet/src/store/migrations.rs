//! Schema versions: all pending steps and the new version in one transaction, or none of them.
//!
//! A step that was released is never changed; a new one is added. `PRAGMA user_version` counts
//! the steps that were taken.

use rusqlite::{Connection, TransactionBehavior};

/// The steps of one database, oldest first.
pub(crate) type Steps<'a> = &'a [&'a str];

/// Steps of `wallet.db`.
pub(crate) const WALLET: Steps<'static> = &[include_str!("migrations/wallet/0001.sql")];
/// Steps of `cache.db`.
pub(crate) const CACHE: Steps<'static> = &[include_str!("migrations/cache/0001.sql")];

/// What became of a database's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// It was up to date; nothing was locked or written.
    Current,
    /// It was raised.
    Raised { from: u32, to: u32 },
    /// It has more steps than we know; nothing was written.
    Newer { found: u32, known: u32 },
}

/// The number of steps that were taken.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Takes all pending steps.
pub(crate) fn raise(connection: &mut Connection, steps: Steps<'_>) -> rusqlite::Result<Schema> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if version(connection)? == known {
        return Ok(Schema::Current);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have opened the same wallet just now.
    let from = version(&transaction)?;
    if from > known {
        return Ok(Schema::Newer { found: from, known });
    }
    let taken = usize::try_from(from).unwrap_or(usize::MAX);
    for step in steps.iter().skip(taken) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(if from == known {
        Schema::Current
    } else {
        Schema::Raised { from, to: known }
    })
}
