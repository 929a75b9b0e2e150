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
    /// It was given for nothing: no part of a reward's stock and of no limit, and not to be let go.
    pub granted: bool,
    /// In points.
    pub cost: i64,
    /// Where it stands.
    pub state: ClaimState,
    /// Ten letters and digits that nobody can guess.
    pub code: String,
    /// Since when.
    pub created: DateTime<Utc>,
    /// Until when it is held; none where nothing ends it.
    pub hold_until: Option<DateTime<Utc>>,
    /// When it was used.
    pub used: Option<DateTime<Utc>>,
    /// When it was used, let go or lapsed.
    pub ended: Option<DateTime<Utc>>,
    /// What it was used on.
    pub receipt: Option<Uuid>,
}

impl ClaimRecord {
    /// Where it stands at an instant: a hold whose time is over has lapsed, noted or not.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> ClaimState {
        let over = self.hold_until.is_some_and(|until| until <= now);
        match self.state {
            ClaimState::Reserved if over => ClaimState::Lapsed,
            state => state,
        }
    }
}

/// Where a claim came from: it says what it is worth, by the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimSource {
    /// A reward of the catalogue, by name.
    Reward(String),
    /// A full stamp card, by name.
    StampCard(String),
    /// A prize: the draw's name and which of its prizes, from 0.
    Draw(String, u32),
}
