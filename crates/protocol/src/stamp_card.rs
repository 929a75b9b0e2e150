//! Stamp cards.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A stamp card as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StampCard {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub title: String,
    /// Stamps on the card now.
    pub collected: u32,
    /// Stamps that fill it.
    pub required: u32,
    /// How often it was filled.
    pub completed: u32,
    /// What a full card gives, in words.
    pub reward: String,
    /// What gives a stamp, in words.
    pub earns: String,
    /// When the oldest stamps run out; none where they do not.
    pub expires: Option<NaiveDate>,
    /// The last stamp.
    pub last: Option<DateTime<Utc>>,
}
