//! Web Push subscriptions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where a wallet wants to be woken. Endpoint and keys are capabilities: they are shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct PushRecord {
    /// Stable.
    pub id: Uuid,
    /// Whose.
    pub member: Uuid,
    /// The linked wallet.
    pub grant: Uuid,
    /// Of the push service.
    pub endpoint: String,
    /// The wallet's public key, P-256 uncompressed.
    pub p256dh: [u8; 65],
    /// What the wallet authenticates messages by.
    pub auth: [u8; 16],
    /// Since when.
    pub created: DateTime<Utc>,
    /// The member's sequence of changes when a message was last taken.
    pub told: i64,
}
