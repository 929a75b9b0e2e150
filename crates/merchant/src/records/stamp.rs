//! Stamps on cards.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The stamps that one purchase gave on one card, and what became of them:
/// `given = left + used + worn + taken`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampRecord {
    /// The purchase.
    pub sale: Uuid,
    /// The card, by name.
    pub card: String,
    /// Whose.
    pub member: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// In all.
    pub given: u32,
    /// Of these, by an offer that was used.
    pub on_top: u32,
    /// Of these, as a head start on a new card.
    pub head_start: u32,
    /// Still on the card.
    pub left: u32,
    /// Went into full cards.
    pub used: u32,
    /// Worn off.
    pub worn: u32,
    /// Taken back with a return.
    pub taken: u32,
}

/// A card that was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillRecord {
    /// The claim that it made.
    pub claim: Uuid,
    /// The card, by name.
    pub card: String,
    /// Whose.
    pub member: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Stamps that it took.
    pub size: u32,
}
