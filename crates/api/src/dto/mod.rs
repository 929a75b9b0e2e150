//! What crosses the edge: the shapes that a person's screen, a script and a test all see.
//!
//! Instants are milliseconds since 1970-01-01T00:00Z, calendar dates are `YYYY-MM-DD` text,
//! money and points are integers with a scale. Names are camelCase on the wire. These shapes are
//! kept apart from the wallet's own records so that the store may change without breaking a host.

mod activity;
mod card;
mod group;
mod import;
mod life;
mod live;
mod loyalty;
mod pass;
mod settings;
mod shop;
mod symbol;
mod wallet;

pub use activity::*;
pub use card::*;
pub use group::*;
pub use import::*;
pub use life::*;
pub use live::*;
pub use loyalty::*;
pub use pass::*;
pub use settings::*;
pub use shop::*;
pub use symbol::*;
pub use wallet::*;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An empty request or answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Nothing {}

/// A request that names one record by its id (UUIDv7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ById {
    /// The record's id.
    pub id: String,
}

/// Something that is wrong or worth knowing, as a code with its particulars.
///
/// The code picks the words in the UI's catalogue; the parameters fill them in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable camelCase code.
    pub code: String,
    /// Particulars by name, already as text.
    pub params: BTreeMap<String, String>,
}
