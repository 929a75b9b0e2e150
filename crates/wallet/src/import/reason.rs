//! Why a card cannot come in, or what was odd about it: a code, its particulars and a sentence.

use std::collections::BTreeMap;

/// A reason that a program can branch on and a person can read.
///
/// Particulars name files, lines, columns and words of the format. A card's number never gets in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportReason {
    /// Stable, camelCase.
    pub code: String,
    /// Particulars by name.
    pub params: BTreeMap<String, String>,
    /// One English sentence for a terminal and a bug report.
    pub text: String,
}

impl ImportReason {
    /// A reason without particulars.
    pub(crate) fn new(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            params: BTreeMap::new(),
            text: text.into(),
        }
    }

    /// The same reason with one more particular.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Foreign text fit for an error: control characters escaped, at most 60 characters.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut out: String = text
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().count() > MOST {
        out.push('…');
    }
    out
}
