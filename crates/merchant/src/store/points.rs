//! The ledger: entries, postings, lots and sums.

use chrono::{DateTime, NaiveDate, Utc};
use kantis_protocol::EntryState;
use uuid::Uuid;

use super::StoreError;
use crate::records::{Entry, Lot, PointAccount, Posting};

/// The ledger: entries, postings, lots and sums.
pub trait PointRows {
    /// A member's sums; none where no points ever moved.
    ///
    /// # Errors
    /// When the database fails.
    fn point_account(&self, member: Uuid) -> Result<Option<PointAccount>, StoreError>;

    /// Writes a member's sums. They add up to nothing, or it fails.
    ///
    /// # Errors
    /// When the database fails.
    fn set_point_account(&mut self, account: &PointAccount) -> Result<(), StoreError>;

    /// When a member's points last became available or ran out, while nobody has noted it yet.
    ///
    /// # Errors
    /// When the database fails.
    fn points_passed(
        &self,
        member: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Members for whom something is due, the longest waiting first.
    ///
    /// # Errors
    /// When the database fails.
    fn points_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>, StoreError>;

    /// Writes an entry with its postings.
    ///
    /// # Errors
    /// When the database fails.
    fn add_entry(&mut self, entry: &Entry) -> Result<(), StoreError>;

    /// Puts postings behind those of an entry.
    ///
    /// # Errors
    /// When the database fails.
    fn add_postings(&mut self, entry: Uuid, postings: &[Posting]) -> Result<(), StoreError>;

    /// Says where an entry stands.
    ///
    /// # Errors
    /// When the database fails.
    fn set_entry_state(&mut self, entry: Uuid, state: EntryState) -> Result<(), StoreError>;

    /// One entry of a member's, with its postings.
    ///
    /// # Errors
    /// When the database fails.
    fn entry(&self, member: Uuid, id: Uuid) -> Result<Option<Entry>, StoreError>;

    /// A member's entries with their postings, newest first, that happened before `before` (its
    /// instant and id).
    ///
    /// # Errors
    /// When the database fails.
    fn entries(
        &self,
        member: Uuid,
        before: Option<(DateTime<Utc>, Uuid)>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError>;

    /// What happened for a claim, oldest first, with the postings.
    ///
    /// # Errors
    /// When the database fails.
    fn entries_of_claim(&self, member: Uuid, claim: Uuid) -> Result<Vec<Entry>, StoreError>;

    /// Writes a new lot, after its entry.
    ///
    /// # Errors
    /// When the database fails.
    fn add_lot(&mut self, lot: &Lot) -> Result<(), StoreError>;

    /// Puts postings on their lots. No lot goes below zero, or it fails.
    ///
    /// # Errors
    /// When the database fails.
    fn move_lots(&mut self, postings: &[Posting]) -> Result<(), StoreError>;

    /// Lots with points to spend, those that run out first first, until they are enough.
    ///
    /// # Errors
    /// When the database fails.
    fn lots_to_spend(&self, member: Uuid, enough: i64) -> Result<Vec<Lot>, StoreError>;

    /// Lots with points to spend whose last day is before a day, and the one that runs out next:
    /// those that run out first first.
    ///
    /// # Errors
    /// When the database fails.
    fn lots_running_out(&self, member: Uuid, before: NaiveDate) -> Result<Vec<Lot>, StoreError>;

    /// Lots that are pending, those that become available first first.
    ///
    /// # Errors
    /// When the database fails.
    fn lots_pending(&self, member: Uuid) -> Result<Vec<Lot>, StoreError>;

    /// What a purchase gave.
    ///
    /// # Errors
    /// When the database fails.
    fn lots_of_sale(&self, sale: Uuid) -> Result<Vec<Lot>, StoreError>;

    /// Every lot a member ever had.
    ///
    /// # Errors
    /// When the database fails.
    fn lots(&self, member: Uuid) -> Result<Vec<Lot>, StoreError>;

    /// How much runs out next and on which last day, when nothing does before `kept_until`.
    ///
    /// # Errors
    /// When the database fails.
    fn next_to_run_out(
        &self,
        member: Uuid,
        kept_until: Option<NaiveDate>,
    ) -> Result<Option<(NaiveDate, i64)>, StoreError>;

    /// How much becomes available next, and when.
    ///
    /// # Errors
    /// When the database fails.
    fn next_available(&self, member: Uuid) -> Result<Option<(DateTime<Utc>, i64)>, StoreError>;

    /// Adds to the points given on a day.
    ///
    /// # Errors
    /// When the database fails.
    fn add_given(&mut self, member: Uuid, day: NaiveDate, points: i64) -> Result<(), StoreError>;

    /// Points given on each day since one, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn given_by_day(
        &self,
        member: Uuid,
        since: NaiveDate,
    ) -> Result<Vec<(NaiveDate, i64)>, StoreError>;
}
