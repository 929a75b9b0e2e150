//! One SQLCipher connection: its key and its pragmas.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::hex;
use crate::key::RootKey;

/// How long a writer waits for another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// Statements kept prepared.
const STATEMENTS: usize = 64;

/// Which database; each has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    /// What the shopper owns.
    Wallet,
    /// What shops can send again.
    Cache,
}

impl Database {
    /// The file's name.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Wallet => "wallet.db",
            Self::Cache => "cache.db",
        }
    }

    fn purpose(self) -> &'static [u8] {
        match self {
            Self::Wallet => b"kantis wallet.db v1",
            Self::Cache => b"kantis cache.db v1",
        }
    }

    /// Its key.
    pub(crate) fn key(self, root: &RootKey) -> DatabaseKey {
        root.derive(&[self.purpose()])
    }
}

/// The key of one database.
pub(crate) type DatabaseKey = Zeroizing<[u8; 32]>;

/// Opens a database with its key and reads its first page, so that a key or file that is wrong
/// shows at once. Writes nothing.
pub(crate) fn open(
    path: &Path,
    database: Database,
    root: &RootKey,
) -> rusqlite::Result<Connection> {
    open_with(path, &database.key(root))
}

/// The same, with the database's own key.
pub(crate) fn open_with(path: &Path, key: &DatabaseKey) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // SQLCipher would write to standard error by itself; its errors come back as results too.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let digits = Zeroizing::new(hex::encode(key.as_slice()));
    // A raw key: 64 hex digits skip SQLCipher's own key derivation. cipher_memory_security stays
    // off: it wipes and locks every page in memory at several times the cost of a read, while
    // the UI beside it holds the same cards in the clear.
    connection.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *digits)))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Leaves a database that is not ours to change exactly as it is when the connection closes.
pub(crate) fn keep_untouched(connection: &Connection) -> rusqlite::Result<bool> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
}

/// Settings of every connection that stays open.
pub(crate) fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // FULL: after a power cut no card that was confirmed is missing. With WAL that is one sync a
    // commit, and commits here are single taps.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA journal_size_limit = 4194304;",
    )
}

/// Settings of the cache's connection.
pub(crate) fn configure_cache(connection: &Connection) -> rusqlite::Result<()> {
    configure(connection)?;
    // What is lost of it is asked for again: no commit waits for the disk.
    connection.execute_batch("PRAGMA synchronous = NORMAL")
}

/// A connection that only reads, beside the writer.
pub(crate) fn configure_reader(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )
}
