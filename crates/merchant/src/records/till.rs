//! Tills and web shops, and who stands at a till.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Something that may send purchases. Its key is kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillRecord {
    /// Stable.
    pub id: Uuid,
    /// As on receipts.
    pub name: String,
    /// What it may do.
    pub kind: TillKind,
    /// SHA-256 of its key.
    pub key_hash: [u8; 32],
    /// Since when.
    pub created: DateTime<Utc>,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TillKind {
    /// `/pos/v1` and the till page.
    Till,
    /// `/shop/v1`.
    WebShop,
}

/// A member at a till, for a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRecord {
    /// Stable.
    pub id: Uuid,
    /// Where.
    pub till: Uuid,
    /// Who.
    pub member: Uuid,
    /// By what.
    pub strength: VisitStrength,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// By what a member was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitStrength {
    /// A rotating code: the member is here.
    Rotating,
    /// The static number was scanned or typed.
    Static,
    /// Phone or e-mail.
    Told,
}
