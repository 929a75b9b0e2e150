//! Offers that were made.

use chrono::{DateTime, NaiveDate, Utc};
use kantis_protocol::OfferState;
use uuid::Uuid;

/// An offer to one member. General offers get a row when they are made too, so that each member
/// may activate, hide and use them alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRecord {
    /// Stable.
    pub id: Uuid,
    /// Whose.
    pub member: Uuid,
    /// The rule, by name.
    pub rule: String,
    /// What filled the holes of *why*: `times`, `what`, `days`, `years`.
    pub found: Vec<(String, String)>,
    /// Since when.
    pub made: DateTime<Utc>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// Where it stands.
    pub state: OfferState,
    /// The member does not want to see it.
    pub hidden: bool,
    /// For a web shop's checkout.
    pub code: Option<String>,
    /// When it was last used.
    pub used: Option<DateTime<Utc>>,
    /// What it was last used on.
    pub receipt: Option<Uuid>,
}
