//! Stamps on cards.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{FillRecord, StampRecord};

/// Stamps on cards.
pub trait Stamps {
    /// Writes the stamps of a purchase on a card.
    ///
    /// # Errors
    /// When the database fails.
    fn add_stamps(&mut self, stamps: &StampRecord) -> Result<(), StoreError>;

    /// Writes anew what became of them.
    ///
    /// # Errors
    /// When the database fails.
    fn set_stamps(&mut self, stamps: &StampRecord) -> Result<(), StoreError>;

    /// The stamps of a purchase on a card.
    ///
    /// # Errors
    /// When the database fails.
    fn stamps_of(&self, sale: Uuid, card: &str) -> Result<Option<StampRecord>, StoreError>;

    /// What is on a member's card, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn stamps_left(&self, member: Uuid, card: &str) -> Result<Vec<StampRecord>, StoreError>;

    /// What went into a member's full cards, newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn stamps_used(
        &self,
        member: Uuid,
        card: &str,
        limit: u32,
    ) -> Result<Vec<StampRecord>, StoreError>;

    /// What is on anybody's card of this name since before an instant, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn stamps_before(
        &self,
        card: &str,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<StampRecord>, StoreError>;

    /// A member's last stamp on a card.
    ///
    /// # Errors
    /// When the database fails.
    fn last_stamp(&self, member: Uuid, card: &str) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Notes that a card was filled.
    ///
    /// # Errors
    /// When the database fails.
    fn add_fill(&mut self, fill: &FillRecord) -> Result<(), StoreError>;

    /// Notes that a card is no longer full.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_fill(&mut self, claim: Uuid) -> Result<(), StoreError>;

    /// A member's full cards, newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn fills(&self, member: Uuid, card: &str, limit: u32) -> Result<Vec<FillRecord>, StoreError>;

    /// How often a member filled a card.
    ///
    /// # Errors
    /// When the database fails.
    fn fill_count(&self, member: Uuid, card: &str) -> Result<u32, StoreError>;
}
