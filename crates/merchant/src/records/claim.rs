//! Claims.

use chrono::{DateTime, Utc};
use kantis_protocol::ClaimState;
use uuid::Uuid;

/// One piece of a reward in a member's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRecord {
    /// Stable.
    pub id: Uuid,
    /// Whose.
    pub member: Uuid,
    /// Where it came from.
    pub source: ClaimSource,
    /// In points.
    pub cost: i64,
    /// Where it stands.
    pub state: ClaimState,
    /// Ten letters and digits that nobody can guess.
    pub code: String,
    /// Since when.
    pub created: DateTime<Utc>,
    /// Until when it is held.
    pub hold_until: Option<DateTime<Utc>>,
    /// When it was used.
    pub used: Option<DateTime<Utc>>,
    /// What it was used on.
    pub receipt: Option<Uuid>,
}

/// Where a claim came from: it says what it is worth, by the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimSource {
    /// A reward of the catalogue, by name.
    Reward(String),
    /// A full stamp card, by name.
    StampCard(String),
    /// A prize: the draw's name and which of its prizes.
    Draw(String, u32),
}
