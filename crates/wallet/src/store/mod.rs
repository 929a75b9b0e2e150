//! The encrypted store: an open wallet.
//!
//! Two SQLCipher databases, split by source: `wallet.db` holds what the shopper entered, imported
//! or keeps; `cache.db` what a shop can send again. One connection writes, one reads beside it.

pub(crate) mod blob;
mod cache;
pub(crate) mod connection;
pub(crate) mod convert;
pub(crate) mod device;
pub(crate) mod files;
pub(crate) mod journal;
pub(crate) mod load;
pub(crate) mod migrations;
mod open;
pub(crate) mod row;
pub(crate) mod text;
pub(crate) mod write;
pub(crate) mod write_children;
pub(crate) mod writer;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use connection::{Database, DatabaseKey};

pub use blob::Blob;
pub use open::{OpenError, OpenNotice, Opened};

use crate::domain::DeviceId;
use crate::error::{Result, WalletError};
use crate::ports::{Clock, Entropy};

/// What an open wallet needs from the world.
#[derive(Clone)]
pub struct Ports {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes random bytes.
    pub entropy: Arc<dyn Entropy>,
}

/// See [`Wallet::generation`] and [`Wallet::cache_generation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation {
    foreign: i64,
    ours: u64,
}

/// An open wallet. Any number of threads may use it; writes go one after the other.
pub struct Wallet {
    path: PathBuf,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    cache: Mutex<Connection>,
    /// What this process committed to it, and how often it was made anew.
    cache_changes: AtomicU64,
    cache_key: DatabaseKey,
    /// What shops sent is gone: they are to be asked for everything.
    cache_lost: AtomicBool,
    /// `PRAGMA data_version` as last seen.
    seen: Mutex<i64>,
    /// How often this process has committed, save with [`Wallet::followed_writer`]. Shared with work
    /// that outlives a borrow.
    pub(crate) changes: Arc<AtomicU64>,
    /// Whether the writing connection waits for the disk at a commit, as it does when it is opened.
    waits_for_disk: AtomicBool,
    pub(crate) ports: Ports,
    device: DeviceId,
}

impl Wallet {
    /// This device.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Whether another process has committed since this was last asked. Cheap: reads one page.
    /// While this process is writing it answers `false` and tells later.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn foreign_commit(&self) -> Result<bool> {
        let Ok(writer) = self.writer.try_lock() else {
            return Ok(false);
        };
        let now = data_version(&writer)?;
        let mut seen = lock(&self.seen);
        Ok(std::mem::replace(&mut *seen, now) != now)
    }

    /// A number that changes whenever anybody, this process too, commits. Cheap: reads one page.
    pub(crate) fn seen_version(&self) -> Result<i64> {
        self.watched(data_version(&lock(&self.reader)).map_err(WalletError::from))
    }

    /// Changes whenever anybody commits, save who used [`Wallet::followed_writer`]. What was read
    /// after it, and follows what those kept, is true for as long as it stays. Cheap, and never waits
    /// for a writer: `None` while there is one.
    pub(crate) fn generation(&self) -> Result<Option<Generation>> {
        let Ok(writer) = self.writer.try_lock() else {
            return Ok(None);
        };
        let foreign = self.watched(data_version(&writer).map_err(WalletError::from))?;
        let ours = self.changes.load(Ordering::Acquire);
        Ok(Some(Generation { foreign, ours }))
    }

    /// Reads in one snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let reader = lock(&self.reader);
        let snapshot = reader.unchecked_transaction().map_err(WalletError::from);
        self.watched(snapshot.and_then(|snapshot| work(&snapshot)))
    }

    /// Reads in one snapshot, on the writing connection when nobody uses it: that one keeps its
    /// pages in the clear when this process commits, while the reader has to decrypt them all anew.
    /// For work that commits and reads in turns; never waits for a writer.
    pub(crate) fn read_warm<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let Ok(writer) = self.writer.try_lock() else {
            return self.read(work);
        };
        let snapshot = writer.unchecked_transaction().map_err(WalletError::from);
        self.watched(snapshot.and_then(|snapshot| work(&snapshot)))
    }

    /// The writing connection.
    pub(crate) fn lock_writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// Works on `cache.db`, which reads and writes in turns; who has it may use `wallet.db` besides,
    /// and nobody who uses that one waits for this. One that turns out to be damaged is
    /// made anew, and the work done again on what is empty then.
    pub(crate) fn on_cache<T>(
        &self,
        mut work: impl FnMut(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        let mut cache = lock(&self.cache);
        match work(&mut cache) {
            Err(WalletError::Corrupt) => {
                self.cache_lost.store(true, Ordering::Relaxed);
                self.cache_changed();
                let path = self.path.with_file_name(Database::Cache.file());
                // SQLCipher does nothing more on a connection that met damage.
                *cache = cache::renewed(&path, &self.cache_key).map_err(|_| {
                    // The next opening deletes the file.
                    files::mark_suspect(&path);
                    WalletError::Corrupt
                })?;
                work(&mut cache)
            }
            done => done,
        }
    }

    /// Changes whenever anybody commits to `cache.db`. What was read after it is true for as long as
    /// it stays.
    pub(crate) fn cache_generation(&self) -> Result<Generation> {
        self.on_cache(|cache| {
            Ok(Generation {
                foreign: data_version(cache)?,
                ours: self.cache_changes.load(Ordering::Acquire),
            })
        })
    }

    /// This process has changed `cache.db`. While it has the connection.
    pub(crate) fn cache_changed(&self) {
        self.cache_changes.fetch_add(1, Ordering::Release);
    }

    /// Whether what shops sent was lost since [`Wallet::set_cache_lost`] said otherwise.
    pub(crate) fn cache_is_lost(&self) -> bool {
        self.cache_lost.load(Ordering::Relaxed)
    }

    /// Says whether shops are still to be asked for everything.
    pub(crate) fn set_cache_lost(&self, lost: bool) {
        self.cache_lost.store(lost, Ordering::Relaxed);
    }

    /// Notes damage, so that the next opening looks closer.
    pub(crate) fn watched<T>(&self, result: Result<T>) -> Result<T> {
        if matches!(result, Err(WalletError::Corrupt)) {
            files::mark_suspect(&self.path);
        }
        result
    }
}

/// A panic elsewhere leaves no half-written state behind: transactions roll back when dropped.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that changes when another connection commits.
fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}
