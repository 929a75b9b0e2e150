//! Offers that were made, and what they were made from.

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
    /// What filled the holes of *why*: `times`, `what`, `days`, `years`. A `sku` names a product of
    /// `what`, so that it can be said in another language.
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
    /// When it was used up, ran out or was taken back.
    pub ended: Option<DateTime<Utc>>,
}

impl OfferRecord {
    /// Where it stands on a day: one whose last day is over has expired, noted or not.
    #[must_use]
    pub fn state_on(&self, today: NaiveDate) -> OfferState {
        let over = self.until.is_some_and(|until| until < today);
        match self.state {
            OfferState::Available | OfferState::Activated | OfferState::Reserved if over => {
                OfferState::Expired
            }
            state => state,
        }
    }
}

/// The newest offer that a member had from a rule. One that was taken back does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HadOffer {
    /// The rule, by name.
    pub rule: String,
    /// Since when.
    pub made: DateTime<Utc>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// It was neither used up nor did it run out.
    pub open: bool,
}

/// A line of a purchase of which something was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// The purchase.
    pub sale: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The shop's name for the product.
    pub sku: Option<String>,
    /// What rules go by.
    pub category: Option<String>,
    /// As printed.
    pub name: String,
}
