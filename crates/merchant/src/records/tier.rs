//! In which tier a member is.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// In which tier a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierStanding {
    /// Whose.
    pub member: Uuid,
    /// Where the member is.
    pub held: Held,
    /// Where the member was before rising, for a return that undoes it.
    pub previous: Option<Held>,
}

/// A tier in a member's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its name in the programme.
    pub tier: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last day it is certain, grace counted; none where it never ends.
    pub until: Option<NaiveDate>,
}
