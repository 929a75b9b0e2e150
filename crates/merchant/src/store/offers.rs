//! Offers that were made, and what they are made from.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{Bought, HadOffer, OfferRecord};

/// Offers that were made, and what they are made from. An offer is *open* while it can still be
/// used.
pub trait Offers {
    /// Writes a new offer.
    ///
    /// # Errors
    /// [`StoreError::Taken`] for a code that is another's.
    fn add_offer(&mut self, offer: &OfferRecord) -> Result<(), StoreError>;

    /// Writes anew where an offer stands: its state, its last day, its times and its receipt.
    ///
    /// # Errors
    /// When the database fails.
    fn set_offer(&mut self, offer: &OfferRecord) -> Result<(), StoreError>;

    /// One offer.
    ///
    /// # Errors
    /// When the database fails.
    fn offer(&self, id: Uuid) -> Result<Option<OfferRecord>, StoreError>;

    /// By its code, as it was given out.
    ///
    /// # Errors
    /// When the database fails.
    fn offer_by_code(&self, code: &str) -> Result<Option<OfferRecord>, StoreError>;

    /// A member's open offers, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn open_offers(&self, member: Uuid) -> Result<Vec<OfferRecord>, StoreError>;

    /// A member's offers, newest first: those that are open, and those that ended since.
    ///
    /// # Errors
    /// When the database fails.
    fn offers_of(
        &self,
        member: Uuid,
        ended_since: DateTime<Utc>,
    ) -> Result<Vec<OfferRecord>, StoreError>;

    /// Offers of a member that were used up on a purchase.
    ///
    /// # Errors
    /// When the database fails.
    fn offers_on(&self, member: Uuid, receipt: Uuid) -> Result<Vec<OfferRecord>, StoreError>;

    /// The newest offer that a member had from each rule, those taken back apart.
    ///
    /// # Errors
    /// When the database fails.
    fn had_offers(&self, member: Uuid) -> Result<Vec<HadOffer>, StoreError>;

    /// Open offers of a rule, after an id, in the order of ids.
    ///
    /// # Errors
    /// When the database fails.
    fn open_offers_of_rule(
        &self,
        rule: &str,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<OfferRecord>, StoreError>;

    /// Open offers whose last day was before a day.
    ///
    /// # Errors
    /// When the database fails.
    fn offers_over(&self, today: NaiveDate, limit: u32) -> Result<Vec<OfferRecord>, StoreError>;

    /// Offers that ended before an instant and are still shown.
    ///
    /// # Errors
    /// When the database fails.
    fn offers_shown_too_long(
        &self,
        ended_before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<OfferRecord>, StoreError>;

    /// Shows an offer no more. Its row stays: it says when the member had it.
    ///
    /// # Errors
    /// When the database fails.
    fn show_no_more(&mut self, offer: Uuid) -> Result<(), StoreError>;

    /// Takes an offer's row away.
    ///
    /// # Errors
    /// When the database fails.
    fn forget_offer(&mut self, offer: Uuid) -> Result<(), StoreError>;

    /// Members for whom it is time to look what can be made, the longest waiting first.
    ///
    /// # Errors
    /// When the database fails.
    fn looks_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>, StoreError>;

    /// Says when to look again; none: when something happens.
    ///
    /// # Errors
    /// When the database fails.
    fn look_at(&mut self, member: Uuid, at: Option<DateTime<Utc>>) -> Result<(), StoreError>;

    /// Looks at this instant at the latest.
    ///
    /// # Errors
    /// When the database fails.
    fn look_by(&mut self, member: Uuid, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Looks at every member at this instant at the latest.
    ///
    /// # Errors
    /// When the database fails.
    fn look_at_all_by(&mut self, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// The rules as they were when last looked at: name, and a hash of what they say.
    ///
    /// # Errors
    /// When the database fails.
    fn known_rules(&self) -> Result<Vec<(String, [u8; 32])>, StoreError>;

    /// Notes what a rule says.
    ///
    /// # Errors
    /// When the database fails.
    fn know_rule(&mut self, rule: &str, hash: &[u8; 32]) -> Result<(), StoreError>;

    /// Notes that a rule is no more.
    ///
    /// # Errors
    /// When the database fails.
    fn forget_rule(&mut self, rule: &str) -> Result<(), StoreError>;

    /// What a member bought since an instant and did not bring back, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn bought_since(&self, member: Uuid, since: DateTime<Utc>) -> Result<Vec<Bought>, StoreError>;

    /// Everything that a member ever bought and did not bring back: each product once, with the
    /// last purchase.
    ///
    /// # Errors
    /// When the database fails.
    fn ever_bought(&self, member: Uuid) -> Result<Vec<Bought>, StoreError>;

    /// Purchases of which something was kept: how many, and when the last one was.
    ///
    /// # Errors
    /// When the database fails.
    fn kept_purchases(&self, member: Uuid) -> Result<(u32, Option<DateTime<Utc>>), StoreError>;
}
