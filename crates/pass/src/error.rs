//! Why a file could not be read as a pass.

use thiserror::Error;

/// A reason that stops the reading of a whole file. What concerns one field, picture or language
/// only is a [`crate::Warning`] instead.
///
/// The texts name entries of the archive and numbers, never what the pass says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PassError {
    /// The file holds more bytes than allowed.
    #[error("the file is {size} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes in the file.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// No zip directory was found: another kind of file, or one cut short.
    #[error("not a complete zip file: {reason}")]
    NotZip {
        /// What was missing.
        reason: &'static str,
    },
    /// The zip directory or an entry contradicts itself.
    #[error("damaged zip at {entry}: {reason}")]
    Damaged {
        /// Entry, or `directory`.
        entry: String,
        /// What is wrong there.
        reason: &'static str,
    },
    /// More entries than allowed.
    #[error("{count} entries in the archive; at most {limit} are read")]
    TooManyEntries {
        /// Entries found.
        count: u64,
        /// Entries allowed.
        limit: usize,
    },
    /// A name that could reach outside the archive.
    #[error("unsafe entry name {entry}")]
    UnsafeName {
        /// The name, control characters escaped and shortened.
        entry: String,
    },
    /// The same name twice: which of the two was signed and which is shown could differ.
    #[error("entry {entry} occurs twice")]
    DuplicateName {
        /// The name.
        entry: String,
    },
    /// One entry grows beyond the limit.
    #[error("entry {entry} holds more than {limit} bytes")]
    EntryTooLarge {
        /// Entry name.
        entry: String,
        /// Bytes allowed.
        limit: usize,
    },
    /// All entries together grow beyond the limit.
    #[error("the archive unpacks to more than {limit} bytes (at {entry})")]
    ArchiveTooLarge {
        /// Entry at which it happened.
        entry: String,
        /// Bytes allowed.
        limit: usize,
    },
    /// Encrypted entries are not part of the format.
    #[error("entry {entry} is encrypted")]
    Encrypted {
        /// Entry name.
        entry: String,
    },
    /// Only stored and deflated entries are read.
    #[error("entry {entry} is compressed with method {method}")]
    Compression {
        /// Entry name.
        entry: String,
        /// Method number of the zip format.
        method: u16,
    },
    /// No `pass.json` at the root of the archive.
    #[error("no pass.json in the archive")]
    NoPassJson,
    /// A bundle without a single pass.
    #[error("no passes in the bundle")]
    EmptyBundle,
    /// More passes in a bundle than allowed.
    #[error("{count} passes in the bundle; at most {limit} are read")]
    TooManyPasses {
        /// Passes found.
        count: usize,
        /// Passes allowed.
        limit: usize,
    },
    /// JSON that could not be read even leniently.
    #[error("{entry}: {problem} at byte {offset}")]
    Json {
        /// Entry name.
        entry: String,
        /// What is wrong.
        problem: &'static str,
        /// Bytes from the start of the text.
        offset: usize,
    },
    /// None of the five styles in `pass.json`, and nothing else to show either.
    #[error("pass.json has no style (boardingPass, coupon, eventTicket, generic, storeCard)")]
    NoStyle,
    /// More languages than allowed.
    #[error("{count} languages in the pass; at most {limit} are read")]
    TooManyLocales {
        /// Languages found.
        count: usize,
        /// Languages allowed.
        limit: usize,
    },
}

impl PassError {
    /// A stable name for programs, camelCase.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "tooLarge",
            Self::NotZip { .. } => "notZip",
            Self::Damaged { .. } => "damaged",
            Self::TooManyEntries { .. } => "tooManyEntries",
            Self::UnsafeName { .. } => "unsafeName",
            Self::DuplicateName { .. } => "duplicateName",
            Self::EntryTooLarge { .. } => "entryTooLarge",
            Self::ArchiveTooLarge { .. } => "archiveTooLarge",
            Self::Encrypted { .. } => "encrypted",
            Self::Compression { .. } => "compression",
            Self::NoPassJson => "noPassJson",
            Self::EmptyBundle => "emptyBundle",
            Self::TooManyPasses { .. } => "tooManyPasses",
            Self::Json { .. } => "json",
            Self::NoStyle => "noStyle",
            Self::TooManyLocales { .. } => "tooManyLocales",
        }
    }
}

/// A name fit for an error text: control characters escaped, at most 120 characters.
pub(crate) fn printable(name: &str) -> String {
    let escaped: String = name
        .chars()
        .take(120)
        .flat_map(char::escape_debug)
        .collect();
    if name.chars().count() > 120 {
        escaped + "…"
    } else {
        escaped
    }
}
