//! In which tier a member is, and what was bought by day.

use chrono::NaiveDate;
use uuid::Uuid;

use super::StoreError;
use crate::records::TierStanding;

/// In which tier a member is, and what was bought by day.
pub trait TierRows {
    /// Where a member stands; none for one who never rose.
    ///
    /// # Errors
    /// When the database fails.
    fn tier_standing(&self, member: Uuid) -> Result<Option<TierStanding>, StoreError>;

    /// Writes where a member stands.
    ///
    /// # Errors
    /// When the database fails.
    fn set_tier_standing(&mut self, standing: &TierStanding) -> Result<(), StoreError>;

    /// Members whose tier was certain only until before this day, the longest waiting first.
    ///
    /// # Errors
    /// When the database fails.
    fn tiers_over(&self, today: NaiveDate, limit: u32) -> Result<Vec<Uuid>, StoreError>;

    /// Adds to what was bought on a day: minor units and purchases.
    ///
    /// # Errors
    /// When the database fails.
    fn add_bought(
        &mut self,
        member: Uuid,
        day: NaiveDate,
        spend: i64,
        purchases: i64,
    ) -> Result<(), StoreError>;

    /// What was bought on each day since one, oldest first: day, minor units, purchases.
    ///
    /// # Errors
    /// When the database fails.
    fn bought_by_day(
        &self,
        member: Uuid,
        since: NaiveDate,
    ) -> Result<Vec<(NaiveDate, i64, i64)>, StoreError>;
}
