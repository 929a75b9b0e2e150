//! Bringing in what people have: pass files, mail with passes attached, and what Catima and its
//! forebear export.
//!
//! [`preview()`] reads the files, tells for each card whether it is new, the same, changed or cannot
//! come in, and writes nothing. [`apply()`] then does what was chosen in one transaction, which
//! [`crate::Wallet::undo`] takes back as one step.
//!
//! A file is told by its contents, never by its name. A pass is the same when its type and serial
//! number are; any other card when title, number and first code are. Twins within one file stay
//! as many as they are. Importing a file twice changes nothing.
//!
//! Codes are not read back here: drawing and reading thousands would take minutes. They come in
//! without a verdict, and [`crate::Wallet::judge_symbols`] gives it before a code is first shown.

mod apply;
mod archive;
mod catima;
mod compare;
mod draft;
mod error;
mod identity;
mod known;
mod limits;
mod mail;
mod merge;
mod pass;
mod pictures;
mod preview;
mod read;
mod reason;
mod sets;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use self::error::Stop;

pub(crate) use merge::pass as merge_pass;
pub(crate) use pass::PassReader;

pub use apply::{Failure, Report, apply};
pub use compare::Difference;
pub use error::ImportError;
pub use limits::{MAX_FILE_BYTES, MAX_FILES, MAX_ROWS};
pub use pass::headline;
pub use preview::{ImportVerdict, Preview, PreviewRow, preview, preview_with_anchors};
pub use reason::ImportReason;

/// A file that is handed over.
#[derive(Clone)]
pub struct Source {
    /// Its name, for places and words.
    pub name: String,
    /// Its contents, at most [`MAX_FILE_BYTES`]; callers refuse larger files unread.
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// How to read files.
#[derive(Clone, Default)]
pub struct Options {
    /// Opens protected archives.
    pub password: Option<String>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

/// Told how many cards of how many are done (0 of 0 while files are read); says whether to go on.
pub type Progress<'p> = dyn FnMut(u32, u32) -> ControlFlow<()> + 'p;

/// What to do with a card that is there and differs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// Leave the wallet's card as it is.
    Mine,
    /// Take the file's values.
    #[default]
    Theirs,
    /// Leave the wallet's card and put the file's beside it.
    Both,
}

/// What was chosen.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// For cards without a choice of their own.
    pub on_conflict: OnConflict,
    /// Choices by the row's index; `None` leaves the card out.
    pub by_row: BTreeMap<u32, Option<OnConflict>>,
    /// "I know": tampered passes come in, marked as such.
    pub accept_tampered: bool,
}
