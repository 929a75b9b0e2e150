//! Why the program ends with another code than 0.

use std::fmt::Display;
use std::path::Path;

/// A sentence for the owner, and the exit code.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened and what to do.
    pub(super) text: String,
    /// 1: it went wrong. 2: what was asked cannot be done so.
    pub(super) exit: u8,
}

impl Failure {
    /// Something went wrong.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: 1,
        }
    }

    /// It was asked in a way that cannot be.
    pub(super) fn asked(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: 2,
        }
    }

    /// A file that cannot be read or written.
    pub(super) fn file(path: &Path, error: impl Display) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }
}
