//! Linked devices, and wrong tries of codes.

use chrono::{DateTime, Utc};
use kantis_protocol::CodeSecret;
use uuid::Uuid;

/// A device that computes member codes. Its secret is shown by no `Debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedDevice {
    /// Eleven digits of chance.
    pub alias: String,
    /// Whose.
    pub member: Uuid,
    /// The grant that linked it.
    pub grant: Uuid,
    /// What codes are computed from.
    pub secret: CodeSecret,
    /// What the member calls it.
    pub label: Option<String>,
    /// Since when.
    pub linked: DateTime<Utc>,
    /// The newest step that was taken while online; 0 before the first.
    pub last_step: u64,
}

/// A device that was unlinked. Its secret is shown by no `Debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedDevice {
    /// Whose it was.
    pub member: Uuid,
    /// What its codes were computed from.
    pub secret: CodeSecret,
    /// Since when it shows no codes that are good.
    pub ended: DateTime<Utc>,
}

/// Wrong tries of one alias or at one till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub wrong: u32,
    /// Since when they are counted.
    pub since: DateTime<Utc>,
    /// Shut out until then.
    pub locked_until: Option<DateTime<Utc>>,
}
