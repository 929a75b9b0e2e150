//! Who took part in challenges and draws.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A member in a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeRecord {
    /// The challenge, by name.
    pub challenge: String,
    /// Who.
    pub member: Uuid,
    /// Since when; what came before does not count.
    pub joined: DateTime<Utc>,
    /// When it was done and the prize was given.
    pub completed: Option<DateTime<Utc>>,
    /// What was given, for a return that undoes it.
    pub prize: Option<PrizeGiven>,
}

/// A prize in a member's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrizeGiven {
    /// Points: the entry that gave them.
    Points(Uuid),
    /// A reward: the claim.
    Claim(Uuid),
    /// Tickets of a draw: the first one's number.
    Tickets {
        /// The draw, by name.
        draw: String,
        /// The lowest number.
        first: i64,
    },
}

/// What one purchase counts in a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRecord {
    /// The challenge, by name.
    pub challenge: String,
    /// Whose.
    pub member: Uuid,
    /// The purchase.
    pub sale: Uuid,
    /// Its day in the programme's time zone.
    pub day: NaiveDate,
    /// 1 for a purchase or a day, pieces, or minor units of money; 0 once it came back.
    pub counted: i64,
}

/// A draw from the moment it opened.
#[derive(Clone, PartialEq, Eq)]
pub struct DrawState {
    /// The draw, by name.
    pub draw: String,
    /// Thirty-two bytes of chance. Secret until it is drawn.
    pub seed: [u8; 32],
    /// When the seed was made and its hash was shown.
    pub opened: DateTime<Utc>,
    /// It is drawn: there is a record of it.
    pub drawn: bool,
}

/// Tickets that came together: numbers `first` to `first + count - 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRecord {
    /// The draw, by name.
    pub draw: String,
    /// The lowest number.
    pub first: i64,
    /// How many are left of them.
    pub count: u32,
    /// Whose.
    pub member: Uuid,
    /// The purchase that gave them; none for a challenge.
    pub sale: Option<Uuid>,
}
