//! Claims, and how many of a reward are left.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::ClaimRecord;

/// Claims, and how many of a reward are left.
pub trait Claims {
    /// Writes a new claim.
    ///
    /// # Errors
    /// [`StoreError::Taken`] for a code that is another's.
    fn add_claim(&mut self, claim: &ClaimRecord) -> Result<(), StoreError>;

    /// Writes anew where a claim stands: its state, its times and its receipt.
    ///
    /// # Errors
    /// When the database fails.
    fn set_claim(&mut self, claim: &ClaimRecord) -> Result<(), StoreError>;

    /// One claim.
    ///
    /// # Errors
    /// When the database fails.
    fn claim(&self, id: Uuid) -> Result<Option<ClaimRecord>, StoreError>;

    /// By its code, as it was given out.
    ///
    /// # Errors
    /// When the database fails.
    fn claim_by_code(&self, code: &str) -> Result<Option<ClaimRecord>, StoreError>;

    /// When the last hold of a member's was over that nobody has noted yet.
    ///
    /// # Errors
    /// When the database fails.
    fn hold_passed(
        &self,
        member: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// A member's claims, newest first: those that are reserved, and those that ended since.
    ///
    /// # Errors
    /// When the database fails.
    fn claims_of(
        &self,
        member: Uuid,
        ended_since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimRecord>, StoreError>;

    /// Claims that were used on a purchase.
    ///
    /// # Errors
    /// When the database fails.
    fn claims_on(&self, receipt: Uuid) -> Result<Vec<ClaimRecord>, StoreError>;

    /// Claims whose hold is over at an instant, those that were over first come first.
    ///
    /// # Errors
    /// When the database fails.
    fn claims_due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<ClaimRecord>, StoreError>;

    /// How many of a reward a member took from the catalogue since an instant, and has used or
    /// still holds at `now`.
    ///
    /// # Errors
    /// When the database fails.
    fn claims_counted(
        &self,
        member: Uuid,
        reward: &str,
        since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<u32, StoreError>;

    /// Pieces of a reward that are reserved or used.
    ///
    /// # Errors
    /// When the database fails.
    fn reward_taken(&self, reward: &str) -> Result<i64, StoreError>;

    /// Takes pieces of a reward (negative: puts them back).
    ///
    /// # Errors
    /// When the database fails.
    fn take_reward(&mut self, reward: &str, pieces: i64) -> Result<(), StoreError>;
}
