//! Schema versions: all pending steps and the new version in one transaction, or none of them.
//!
//! A step that was released is never changed; a new one is added. `PRAGMA user_version` counts
//! the steps that were taken.

use rusqlite::{Connection, TransactionBehavior};

/// The steps of one database, oldest first.
pub(crate) type Steps<'a> = &'a [&'a str];

/// Steps of `wallet.db`.
pub(crate) const WALLET: Steps<'static> = &[
    include_str!("migrations/wallet/0001.sql"),
    include_str!("migrations/wallet/0002.sql"),
    include_str!("migrations/wallet/0003.sql"),
];
/// Steps of `cache.db`.
pub(crate) const CACHE: Steps<'static> = &[
    include_str!("migrations/cache/0001.sql"),
    include_str!("migrations/cache/0002.sql"),
    include_str!("migrations/cache/0003.sql"),
];

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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(dir: &tempfile::TempDir) -> (std::path::PathBuf, Connection) {
        let path = dir.path().join("test.db");
        let connection = Connection::open(&path).unwrap();
        (path, connection)
    }

    #[test]
    fn steps_are_taken_once_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let (_, mut connection) = file(&dir);
        let steps = [
            "CREATE TABLE a (x)",
            "INSERT INTO a VALUES (1)",
            "INSERT INTO a VALUES (2)",
        ];
        let first = raise(&mut connection, &steps[..2]).unwrap();
        assert_eq!(first, Schema::Raised { from: 0, to: 2 });
        assert_eq!(
            raise(&mut connection, &steps[..2]).unwrap(),
            Schema::Current
        );
        assert_eq!(
            raise(&mut connection, &steps).unwrap(),
            Schema::Raised { from: 2, to: 3 }
        );
        let sum: i64 = connection
            .query_row("SELECT sum(x) FROM a", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sum, 3);
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let (path, mut connection) = file(&dir);
        raise(&mut connection, &["CREATE TABLE a (x)"]).unwrap();
        let before = std::fs::read(&path).unwrap();
        let steps = [
            "CREATE TABLE a (x)",
            "CREATE TABLE b (x)",
            "INSERT INTO nowhere VALUES (1)",
        ];
        assert!(raise(&mut connection, &steps).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        drop(connection);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_newer_file_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let (path, mut connection) = file(&dir);
        connection
            .execute_batch("CREATE TABLE a (x); PRAGMA user_version = 5")
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        let newer = raise(&mut connection, &["CREATE TABLE a (x)"]).unwrap();
        assert_eq!(newer, Schema::Newer { found: 5, known: 1 });
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
