//! Bringing a backup back.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{SqliteStore, lock};
use crate::store::StoreError;

/// Why a backup was not brought back. What is in the folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Something has the database open.
    #[error("the shop is open")]
    Open,
    /// The copy is no whole database.
    #[error("the copy is damaged")]
    Damaged,
    /// The copy or the database cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file system.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

impl From<rusqlite::Error> for RestoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl SqliteStore {
    /// Puts a copy of a database in the place of a shop's. What was there is set aside; its path, if
    /// there was any.
    ///
    /// Wallets may know states of after the copy was made, and the same numbers will mean other
    /// changes: the database gets a new epoch, so that every wallet reads everything anew.
    ///
    /// # Errors
    /// When the shop is open, the copy is not whole, or the files cannot be written.
    pub fn restore(copy: &Path, database: &Path) -> Result<Option<PathBuf>, RestoreError> {
        let new = database.with_extension("new");
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let whole = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let verdict: String = whole.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(RestoreError::Damaged);
        }
        whole.execute("VACUUM INTO ?1", [new.to_string_lossy()])?;
        drop(whole);
        let store = Self::open(&new)?;
        lock(&store.writer).execute("UPDATE change_clock SET epoch = abs(random() >> 11)", [])?;
        store.settle()?;
        drop(store);

        let aside = if database.exists() {
            let old = Connection::open(database)?;
            // Gathers everything in the one file, which only works while nobody else has it open.
            old.query_row("PRAGMA journal_mode = delete", [], |row| {
                row.get::<_, String>(0)
            })
            .map_err(|_| RestoreError::Open)?;
            drop(old);
            let aside = database.with_extension("before-restore.db");
            std::fs::rename(database, &aside)?;
            Some(aside)
        } else {
            None
        };
        std::fs::rename(&new, database)?;
        Ok(aside)
    }
}
