//! Opening a wallet folder: telling apart everything that can be wrong, and losing nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, ErrorCode};

use super::connection::{self, Database};
use super::migrations::{self, Schema, Steps};
use super::{Ports, Wallet, device, files};
use crate::error::WalletError;
use crate::key::{KeyRecord, RecordError, RootKey};

/// An open wallet and what a person should hear about its opening.
pub struct Opened {
    /// The wallet.
    pub wallet: Wallet,
    /// What happened.
    pub notices: Vec<OpenNotice>,
}

/// Something that happened while opening and needs no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenNotice {
    /// `cache.db` was damaged and has been made anew.
    CacheRebuilt,
    /// The wallet was written by an older Kantis and has been brought up to date.
    Upgraded {
        /// The version it had.
        from: u32,
        /// The version it has.
        to: u32,
    },
}

/// Why a wallet did not open. Each needs other advice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// This key belongs to another wallet. Nothing was touched.
    #[error("the key does not open this wallet")]
    WrongKey,
    /// The wallet was damaged and has been set aside; the next opening makes a new one.
    #[error("the wallet was damaged and is kept as {}", set_aside.display())]
    Corrupt {
        /// Where it is now.
        set_aside: PathBuf,
    },
    /// A newer Kantis wrote the wallet. Nothing was touched.
    #[error("the wallet has version {found}, this Kantis knows {known}")]
    Newer {
        /// The wallet's version.
        found: u32,
        /// The latest version that we know.
        known: u32,
    },
    /// The folder or file cannot be written.
    #[error("the wallet's folder cannot be written")]
    ReadOnly,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Another process kept the wallet locked for longer than we wait.
    #[error("another process is writing")]
    Busy,
    /// The operating system refused.
    #[error("input or output failed: {kind}")]
    Io {
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// A bug.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<WalletError> for OpenError {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Busy => Self::Busy,
            WalletError::DiskFull => Self::DiskFull,
            WalletError::ReadOnly => Self::ReadOnly,
            WalletError::Io {
                kind: io::ErrorKind::PermissionDenied,
            } => Self::ReadOnly,
            WalletError::Io { kind } => Self::Io { kind },
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        WalletError::from(error).into()
    }
}

impl Wallet {
    /// Whether a wallet is, or was, in this folder: its key is needed, not a new one.
    pub fn exists(dir: &Path) -> bool {
        let record = matches!(KeyRecord::read(dir), Ok(Some(_)));
        record || dir.join(Database::Wallet.file()).exists()
    }

    /// Opens the wallet in a folder; makes folder and databases when there are none.
    ///
    /// # Errors
    /// One [`OpenError`] for each thing that is wrong. A damaged wallet is set aside once and
    /// reported; the next call starts a new one.
    pub fn open(dir: &Path, key: &RootKey, ports: Ports) -> Result<Opened, OpenError> {
        open_with(dir, key, ports, migrations::WALLET)
    }
}

fn open_with(
    dir: &Path,
    key: &RootKey,
    ports: Ports,
    steps: Steps<'_>,
) -> Result<Opened, OpenError> {
    files::make_private_dir(dir)?;
    probe_writable(dir)?;
    // One opening at a time: two processes that make the same wallet at once would each write a
    // first page with a salt of its own, and the loser would take the other's for damage.
    let _turn = files::turn(&dir.join("open.lock"))?;
    let record = match KeyRecord::read(dir) {
        Ok(record) => record,
        // Without a readable record the database itself has to tell whether the key fits.
        Err(RecordError::Malformed) => None,
        Err(RecordError::Newer { found }) => return Err(OpenError::Newer { found, known: 1 }),
        Err(RecordError::Io { kind }) => return Err(OpenError::Io { kind }),
    };
    if record.as_ref().is_some_and(|record| !record.matches(key)) {
        return Err(OpenError::WrongKey);
    }

    let path = dir.join(Database::Wallet.file());
    let established = record.as_ref().is_some_and(|record| record.established);
    let damaged = |error: &rusqlite::Error| {
        // With no record to check the key against, an unreadable file may be a wrong key.
        if record.is_some() {
            is_damage(error)
        } else {
            false
        }
    };
    let set_aside = || {
        let set_aside = files::set_aside(&path, ports.clock.now())?;
        files::forget_suspicion(&path)?;
        Err(OpenError::Corrupt { set_aside })
    };

    let lost = established && path.exists() && fs::metadata(&path)?.len() == 0;
    if lost {
        return set_aside();
    }
    let fresh = !path.exists();
    files::make_private_file(&path)?;
    let attempt = || {
        let connection = connection::open(&path, Database::Wallet, key)?;
        check_suspicion(&path, &connection)?;
        let version = migrations::version(&connection)?;
        Ok((connection, version))
    };
    // What looks like damage is looked at twice before anything is moved.
    let opened = attempt().or_else(|error| {
        if is_damage(&error) {
            attempt()
        } else {
            Err(error)
        }
    });
    let (mut writer, version) = match opened {
        Ok(opened) => opened,
        Err(error) if damaged(&error) => return set_aside(),
        Err(error) if record.is_none() && is_damage(&error) => return Err(OpenError::WrongKey),
        Err(error) => return Err(refused(dir, error)),
    };
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if version > known {
        connection::keep_untouched(&writer).map_err(|error| refused(dir, error))?;
        return Err(OpenError::Newer {
            found: version,
            known,
        });
    }
    if version == 0 && established && !fresh {
        drop(writer);
        return set_aside();
    }
    if writer
        .is_readonly("main")
        .map_err(|error| refused(dir, error))?
    {
        return Err(OpenError::ReadOnly);
    }

    let prepared = prepare(&mut writer, steps, &ports);
    let (schema, device) = match prepared {
        Ok(prepared) => prepared,
        Err(WalletError::Corrupt) => {
            drop(writer);
            return set_aside();
        }
        Err(error) => return Err(error.into()),
    };
    let mut notices = Vec::new();
    match schema {
        Schema::Raised { from, to } if from > 0 => notices.push(OpenNotice::Upgraded { from, to }),
        Schema::Newer { found, known } => return Err(OpenError::Newer { found, known }),
        Schema::Raised { .. } | Schema::Current => {}
    }
    if !established {
        let mut record = record.unwrap_or_else(|| {
            KeyRecord::new(key, None, ports.clock.as_ref(), ports.entropy.as_ref())
        });
        record.established = true;
        record.write(dir)?;
    }
    let (cache, found) = open_cache(dir, key)?;
    if found == Found::Damaged {
        notices.push(OpenNotice::CacheRebuilt);
    }

    let reader = connection::open(&path, Database::Wallet, key)
        .and_then(|reader| connection::configure_reader(&reader).map(|()| reader))
        .map_err(|error| refused(dir, error))?;
    let seen = super::data_version(&writer).map_err(|error| refused(dir, error))?;
    let wallet = Wallet {
        path,
        writer: Mutex::new(writer),
        reader: Mutex::new(reader),
        cache: Mutex::new(cache),
        cache_key: Database::Cache.key(key),
        cache_lost: AtomicBool::new(found != Found::Whole),
        seen: Mutex::new(seen),
        changes: Arc::default(),
        cache_changes: std::sync::atomic::AtomicU64::default(),
        waits_for_disk: AtomicBool::new(true),
        ports,
        device,
    };
    Ok(Opened { wallet, notices })
}

/// Brings a database that we may write up to date.
fn prepare(
    writer: &mut Connection,
    steps: Steps<'_>,
    ports: &Ports,
) -> Result<(Schema, crate::domain::DeviceId), WalletError> {
    connection::configure(writer)?;
    let schema = migrations::raise(writer, steps)?;
    if let Schema::Newer { .. } = schema {
        connection::keep_untouched(writer)?;
    }
    let device = device::of(writer, ports)?;
    Ok((schema, device))
}

/// What an opening found of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// It is as it was left.
    Whole,
    /// There was none.
    Nothing,
    /// It was damaged, or newer than we know, and has been made anew.
    Damaged,
}

/// Opens the cache, making it anew when it is damaged or newer than we know.
///
/// It may be large, so it is not read whole: every page carries a checksum, and damage is dealt
/// with where it is met (`Wallet::on_cache`).
fn open_cache(dir: &Path, key: &RootKey) -> Result<(Connection, Found), OpenError> {
    let path = dir.join(Database::Cache.file());
    let had_content = fs::metadata(&path).is_ok_and(|metadata| metadata.len() > 0);
    if !files::is_suspect(&path) {
        match try_cache(&path, key) {
            Ok((_, Schema::Newer { .. })) => {}
            Ok((cache, _)) if had_content => return Ok((cache, Found::Whole)),
            Ok((cache, _)) => return Ok((cache, Found::Nothing)),
            Err(error) if is_damage(&error) => {}
            Err(error) => return Err(refused(dir, error)),
        }
    }
    files::delete_database(&path)?;
    files::forget_suspicion(&path)?;
    let (cache, _) = try_cache(&path, key).map_err(|error| refused(dir, error))?;
    let found = if had_content {
        Found::Damaged
    } else {
        Found::Nothing
    };
    Ok((cache, found))
}

fn try_cache(path: &Path, key: &RootKey) -> rusqlite::Result<(Connection, Schema)> {
    files::make_private_file(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
    let mut cache = connection::open(path, Database::Cache, key)?;
    connection::configure_cache(&cache)?;
    let schema = migrations::raise(&mut cache, migrations::CACHE)?;
    Ok((cache, schema))
}

/// After an operation met damage, the next opening reads the whole file before trusting it.
fn check_suspicion(path: &Path, connection: &Connection) -> rusqlite::Result<()> {
    if !files::is_suspect(path) {
        return Ok(());
    }
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        let damage = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(damage, None));
    }
    files::forget_suspicion(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))
}

/// Whether an error means that the file's content is broken. Nothing transient may count: a
/// healthy wallet would be set aside.
fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Puts a name to what SQLite reports as "cannot open".
fn refused(dir: &Path, error: rusqlite::Error) -> OpenError {
    if let Err(error) = probe_writable(dir) {
        return error;
    }
    WalletError::from(error).into()
}

/// Whether files can be made in the folder: WAL needs that, even for reading.
fn probe_writable(dir: &Path) -> Result<(), OpenError> {
    let probe = dir.join(format!(".probe-{}", std::process::id()));
    let probed = fs::write(&probe, b"?").and_then(|()| fs::remove_file(&probe));
    if probed.is_err() {
        // It may have been made and not filled.
        let _ = fs::remove_file(&probe);
    }
    Ok(probed?)
}
