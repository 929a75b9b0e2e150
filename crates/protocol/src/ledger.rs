//! What came and went.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of a member's ledger. A line is never changed, save its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerEntry {
    /// Stable.
    pub id: Uuid,
    /// Why it moved.
    pub kind: EntryKind,
    /// Which unit, by code.
    pub unit: String,
    /// Signed, in the unit: what it did to what the member has (a reservation takes, a release gives).
    pub amount: i64,
    /// Whether it counts already.
    pub state: EntryState,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// From when it may be spent.
    pub effective: Option<DateTime<Utc>>,
    /// The last day.
    pub expires: Option<NaiveDate>,
    /// The receipt it belongs to.
    pub receipt: Option<Uuid>,
    /// In the reader's language: `Purchase`, `Double points in May`.
    pub reason: String,
}

/// Why points move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// For a purchase.
    Earn,
    /// On top: a campaign, a challenge, a birthday.
    Promo,
    /// Spent.
    Redeem,
    /// Held for a reward.
    Reserve,
    /// A hold that was let go.
    Release,
    /// Taken back with a return, or given back with one.
    Refund,
    /// Ran out.
    Expire,
    /// By hand, with a reason.
    Adjust,
    /// From or to another member.
    Transfer,
    /// A kind that came after this version.
    #[serde(other)]
    Unknown,
}

/// Whether an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Waits for the end of the return window.
    Pending,
    /// Counts.
    Posted,
    /// Taken back before it counted.
    Cancelled,
    /// A state that came after this version.
    #[serde(other)]
    Unknown,
}

/// `GET /v1/ledger?before=&limit=`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerPage {
    /// At most `limit`.
    pub entries: Vec<LedgerEntry>,
    /// Hand this back as `before` for older ones; none at the end.
    pub before: Option<String>,
}
