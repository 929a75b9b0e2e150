//! Why a command did not do what it was asked, for a person and for a script.

use std::collections::BTreeMap;

use kantis_api::ApiError;
use serde::Serialize;

use crate::words;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was done.
    Done = 0,
    /// Something failed.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Refused: a pass that is not what its issuer signed.
    Refused = 3,
}

/// A failure: the code and particulars of the API's errors, and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// Stable camelCase code.
    pub(crate) code: String,
    /// Particulars by name.
    pub(crate) params: BTreeMap<String, String>,
    /// Trying the same again may work.
    pub(crate) retryable: bool,
    /// What happened and what to do, in English.
    pub(crate) text: String,
    #[serde(skip)]
    exit: u8,
}

impl Failure {
    /// Something failed.
    pub(crate) fn new(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            params: BTreeMap::new(),
            retryable: false,
            text: text.into(),
            exit: Exit::Failed as u8,
        }
    }

    /// The command line asks for something that makes no sense.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage as u8,
            ..Self::new("usage", text)
        }
    }

    /// Adds a particular.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same failure in other words.
    pub(crate) fn saying(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// The program's exit code.
    pub(crate) fn exit(&self) -> u8 {
        self.exit
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        let text = words::sentence(&error);
        Self {
            code: words::code_name(error.code),
            params: error.params,
            retryable: error.retryable,
            text,
            exit: Exit::Failed as u8,
        }
    }
}
