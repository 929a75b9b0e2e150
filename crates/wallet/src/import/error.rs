//! Why an import as a whole cannot go on.

use std::error::Error;
use std::fmt;

use super::reason::ImportReason;
use crate::WalletError;

/// Why an import as a whole cannot go on. `source` is the file's name.
///
/// What is wrong with one card, or with one file of several, is a row of the preview instead, so
/// that it never loses the others. Only what a person can answer at once ends a preview.
#[derive(Debug)]
pub enum ImportError {
    /// A file of a known kind that cannot be read.
    Unreadable {
        /// The file's name.
        source: String,
        /// Entry or line.
        place: String,
        /// One English sentence.
        text: String,
    },
    /// An archive is protected and no password was given.
    PasswordNeeded {
        /// The file's name.
        source: String,
    },
    /// The password that was given does not open the archive.
    PasswordWrong {
        /// The file's name.
        source: String,
    },
    /// The person stopped it. Nothing was written.
    Cancelled,
    /// The wallet could not be read or written. Nothing was written.
    Wallet(WalletError),
}

// By hand: `source` is a file here, and a derived error would take it for the error's cause.
impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { text, .. } => f.write_str(text),
            Self::PasswordNeeded { source } => write!(f, "{source} needs a password"),
            Self::PasswordWrong { source } => write!(f, "the password does not open {source}"),
            Self::Cancelled => f.write_str("the import was cancelled"),
            Self::Wallet(error) => error.fmt(f),
        }
    }
}

impl Error for ImportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Wallet(error) => error.source(),
            _ => None,
        }
    }
}

impl From<WalletError> for ImportError {
    fn from(error: WalletError) -> Self {
        Self::Wallet(error)
    }
}

/// What ends the reading of a file.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file cannot be read.
    File(ImportReason),
    /// It is protected and no password was given.
    PasswordNeeded,
    /// The password is not the right one.
    PasswordWrong,
    /// The person stopped it.
    Cancelled,
}

impl From<ImportReason> for Stop {
    fn from(reason: ImportReason) -> Self {
        Self::File(reason)
    }
}
