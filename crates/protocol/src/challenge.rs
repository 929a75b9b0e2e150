//! Challenges that a member joins.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::Currency;

/// `3 purchases in May`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// Done so far; minor units where money is counted.
    pub done: i64,
    /// Wanted.
    pub steps: i64,
    /// In which currency, where money is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// What it gives, in words.
    pub reward: String,
    /// Where it stands.
    pub state: ChallengeState,
    /// When it was joined.
    pub joined: Option<DateTime<Utc>>,
}

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChallengeState {
    /// May be joined.
    Open,
    /// Joined.
    Joined,
    /// Done; the reward was given.
    Completed,
    /// Its time is over.
    Ended,
    /// A state that came after this version.
    #[serde(other)]
    Unknown,
}
