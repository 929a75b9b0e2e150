//! What members said to consents.

use chrono::{DateTime, Utc};
use kantis_protocol::Purpose;
use uuid::Uuid;

/// One answer, with everything that shows what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentAnswer {
    /// Who.
    pub member: Uuid,
    /// To what.
    pub purpose: Purpose,
    /// Yes or no.
    pub granted: bool,
    /// Of the words.
    pub version: u32,
    /// The words, as shown.
    pub words: String,
    /// The language in which they were shown.
    pub language: String,
    /// When.
    pub at: DateTime<Utc>,
}
