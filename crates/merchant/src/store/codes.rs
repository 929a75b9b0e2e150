//! Linked devices, their secrets, which steps were taken, and wrong tries.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{EndedDevice, LinkedDevice, Tries};

/// Linked devices, their secrets, which steps were taken, and wrong tries.
pub trait Codes {
    /// The device of this alias.
    ///
    /// # Errors
    /// When the database fails.
    fn linked_device(&self, alias: &str) -> Result<Option<LinkedDevice>, StoreError>;

    /// The device that had this alias until it was unlinked, while an offline till may still bring
    /// its codes.
    ///
    /// # Errors
    /// When the database fails.
    fn ended_device(&self, alias: &str) -> Result<Option<EndedDevice>, StoreError>;

    /// A member's devices, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn devices_of(&self, member: Uuid) -> Result<Vec<LinkedDevice>, StoreError>;

    /// Links a device in place of its grant's former one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] for an alias of another's.
    fn link_device(&mut self, device: &LinkedDevice) -> Result<(), StoreError>;

    /// Unlinks the device of a grant, and keeps its secret for offline tills until
    /// [`Codes::trim_codes`] forgets it.
    ///
    /// # Errors
    /// When the database fails.
    fn unlink_device(&mut self, grant: Uuid, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes a step of a device. False when it was taken before.
    ///
    /// # Errors
    /// When the database fails.
    fn take_step(&mut self, alias: &str, step: u64) -> Result<bool, StoreError>;

    /// Keeps the newest step that was taken online.
    ///
    /// # Errors
    /// When the database fails.
    fn set_last_step(&mut self, alias: &str, step: u64) -> Result<(), StoreError>;

    /// Wrong tries of `who`: an alias, or a till's id.
    ///
    /// # Errors
    /// When the database fails.
    fn tries(&self, who: &str) -> Result<Option<Tries>, StoreError>;

    /// Keeps wrong tries; none forgets them.
    ///
    /// # Errors
    /// When the database fails.
    fn set_tries(&mut self, who: &str, tries: Option<Tries>) -> Result<(), StoreError>;

    /// Forgets steps before one, devices that ended before an instant, and tries that began before it
    /// and lock nobody out.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_codes(&mut self, step: u64, before: DateTime<Utc>) -> Result<(), StoreError>;
}
