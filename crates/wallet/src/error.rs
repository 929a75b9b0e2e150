//! What can go wrong with an open wallet. No text here holds anything of a card.

use std::io;

use kantis_barcode::CannotCarry;
use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::domain::InvalidCard;

/// A result of the wallet.
pub type Result<T, E = WalletError> = std::result::Result<T, E>;

/// Why the wallet did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// There is no record with this id.
    #[error("no such record")]
    NotFound,
    /// A value that cannot be kept.
    #[error(transparent)]
    Invalid(#[from] InvalidCard),
    /// The symbology cannot carry the payload.
    #[error(transparent)]
    CannotCarry(#[from] CannotCarry),
    /// The card belongs to another connected shop.
    #[error("the card belongs to another shop")]
    Connected,
    /// There is no step to take back.
    #[error("nothing to undo")]
    NothingToUndo,
    /// A picture that cannot be used.
    #[error("the picture cannot be used: {why}")]
    BadPicture {
        /// `tooLarge` (bytes), `tooManyPixels`, `unknownKind`, `broken`.
        why: &'static str,
    },
    /// The issuer asks that the pass is not shared.
    #[error("the issuer asks that the pass is not shared")]
    SharingProhibited,
    /// The card has no original file.
    #[error("the card has no original file")]
    NoOriginal,
    /// Another process kept the wallet locked for longer than we wait.
    #[error("another process is writing")]
    Busy,
    /// The disk is full; nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// The wallet's file cannot be written.
    #[error("the wallet cannot be written")]
    ReadOnly,
    /// The wallet's file is damaged; the next opening checks it and sets it aside.
    #[error("the wallet's file is damaged")]
    Corrupt,
    /// The operating system refused.
    #[error("input or output failed: {kind}")]
    Io {
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// A bug: something that cannot be, was.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for WalletError {
    fn from(error: rusqlite::Error) -> Self {
        let code = match &error {
            rusqlite::Error::SqliteFailure(code, _) => *code,
            rusqlite::Error::SqlInputError { error, .. } => *error,
            rusqlite::Error::QueryReturnedNoRows => return Self::NotFound,
            // The other variants name columns and types; their values stay out.
            rusqlite::Error::InvalidColumnType(column, name, kind) => {
                return Self::Internal(format!("column {column} {name} is {kind}"));
            }
            rusqlite::Error::FromSqlConversionFailure(column, kind, _) => {
                return Self::Internal(format!("column {column} of {kind} has a strange value"));
            }
            _ => return Self::Internal("SQLite binding".to_owned()),
        };
        match code.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt,
            // Space for the WAL index is taken before anything is written to it.
            ErrorCode::SystemIoFailure if code.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
                Self::DiskFull
            }
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Self::Io {
                kind: io::ErrorKind::Other,
            },
            ErrorCode::PermissionDenied => Self::Io {
                kind: io::ErrorKind::PermissionDenied,
            },
            _ => Self::Internal(format!("SQLite code {}", code.extended_code)),
        }
    }
}

impl From<io::Error> for WalletError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            kind => Self::Io { kind },
        }
    }
}

impl From<serde_json::Error> for WalletError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("JSON at column {}", error.column()))
    }
}
