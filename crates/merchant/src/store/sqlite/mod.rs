//! The store in one SQLite file: one writer, several readers, write-ahead log.
//!
//! `synchronous = FULL`: a purchase that was answered survives a power cut. Every statement is
//! prepared once a connection. Ids are 16-byte blobs, instants are milliseconds since 1970, dates
//! are text.

mod campaigns;
mod changes;
mod claims;
mod codes;
mod consents;
mod convert;
mod grants;
mod idempotency;
mod mail;
mod members;
mod offers;
mod points;
mod push;
mod restore;
mod rights;
mod sales;
mod schema;
mod stamps;
mod tiers;
mod tills;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use restore::RestoreError;

use super::{Store, StoreError, Touched, Tx};

/// Readers that are kept for the next request.
const IDLE_READERS: usize = 8;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;

/// A shop's database in a file.
pub struct SqliteStore {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

/// A transaction on it.
pub struct SqliteTx<'a> {
    store: &'a SqliteStore,
    lease: Option<Lease<'a>>,
    touched: Touched,
}

enum Lease<'a> {
    Writer(MutexGuard<'a, Connection>),
    Reader(Connection),
}

impl SqliteStore {
    /// Opens the database, or makes it, and brings it to the newest schema.
    ///
    /// # Errors
    /// When the file cannot be opened or is of a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut writer = connect(path, OpenFlags::default())?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        writer.pragma_update(None, "synchronous", "full")?;
        // What is deleted is overwritten where its page is written anyway: who leaves has left.
        writer.pragma_update(None, "secure_delete", "fast")?;
        schema::bring_up(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Opens a database that may be thrown away when its making ends badly: nothing waits for the
    /// disk until [`SqliteStore::settle`].
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_in_haste(path: &Path) -> Result<Self, StoreError> {
        let store = Self::open(path)?;
        {
            let writer = lock(&store.writer);
            writer.pragma_update(None, "synchronous", "off")?;
            // In KiB, below zero by SQLite's custom.
            writer.pragma_update(None, "cache_size", -65_536)?;
        }
        Ok(store)
    }

    /// Brings everything into the one file and onto the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(&self) -> Result<(), StoreError> {
        let writer = lock(&self.writer);
        writer.pragma_update(None, "synchronous", "full")?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Tells each statement that the writer begins: as it is written, and with its values. Values are
    /// people's data: for measuring, never for a shop that is open.
    ///
    /// # Errors
    /// When SQLite does not tell.
    #[cfg(feature = "trace")]
    pub fn trace(
        &self,
        mut told: impl FnMut(&str, &str) + Send + 'static,
    ) -> Result<(), StoreError> {
        use rusqlite::trace::{TraceEvent, TraceEventCodes};
        lock(&self.writer).trace_v2(
            TraceEventCodes::SQLITE_TRACE_STMT,
            Some(move |event: TraceEvent<'_>| {
                if let TraceEvent::Stmt(statement, sql) = event
                    && let Some(values) = statement.expanded_sql()
                {
                    told(sql, &values);
                }
            }),
        )?;
        Ok(())
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = lock(&self.readers).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect(
                &self.path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            ),
        }
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A statement keeps its plan whatever its values are: otherwise those that use a partial index
    // are planned again each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// A panic in another thread leaves nothing half done here: its transaction was rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store for SqliteStore {
    fn read(&self) -> Result<Box<dyn Tx + '_>, StoreError> {
        let connection = self.reader()?;
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Box::new(SqliteTx {
            store: self,
            lease: Some(Lease::Reader(connection)),
            touched: Touched::default(),
        }))
    }

    fn write(&self) -> Result<Box<dyn Tx + '_>, StoreError> {
        let connection = lock(&self.writer);
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Box::new(SqliteTx {
            store: self,
            lease: Some(Lease::Writer(connection)),
            touched: Touched::default(),
        }))
    }
}

impl SqliteTx<'_> {
    /// The connection, for the subjects in this folder.
    fn connection(&self) -> Result<&Connection, StoreError> {
        match &self.lease {
            Some(Lease::Writer(connection)) => Ok(connection),
            Some(Lease::Reader(connection)) => Ok(connection),
            None => Err(StoreError::Database("the transaction is over".into())),
        }
    }
}

impl Tx for SqliteTx<'_> {
    fn commit(mut self: Box<Self>) -> Result<Touched, StoreError> {
        self.connection()?.prepare_cached("COMMIT")?.execute([])?;
        self.end();
        Ok(std::mem::take(&mut self.touched))
    }
}

impl SqliteTx<'_> {
    /// Gives the connection back.
    fn end(&mut self) {
        if let Some(Lease::Reader(connection)) = self.lease.take() {
            let mut idle = lock(&self.store.readers);
            if idle.len() < IDLE_READERS {
                idle.push(connection);
            }
        }
    }
}

impl Drop for SqliteTx<'_> {
    fn drop(&mut self) {
        let Ok(connection) = self.connection() else {
            return;
        };
        // A connection whose transaction cannot be taken back is not used again.
        if connection.execute_batch("ROLLBACK").is_ok() {
            self.end();
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Box::new(error))
    }
}
