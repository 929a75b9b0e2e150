//! Web Push subscriptions.

use uuid::Uuid;

use super::StoreError;
use crate::records::PushRecord;

/// Web Push subscriptions.
pub trait PushRows {
    /// Writes a subscription; one of the same member with the same endpoint is replaced.
    ///
    /// # Errors
    /// When the database fails.
    fn add_push(&mut self, subscription: &PushRecord) -> Result<(), StoreError>;

    /// A member's, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn pushes_of(&self, member: Uuid) -> Result<Vec<PushRecord>, StoreError>;

    /// One of them.
    ///
    /// # Errors
    /// When the database fails.
    fn push(&self, id: Uuid) -> Result<Option<PushRecord>, StoreError>;

    /// Members who have a subscription, after this one, in order.
    ///
    /// # Errors
    /// When the database fails.
    fn pushed_members_after(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError>;

    /// Notes up to which change a wallet was told.
    ///
    /// # Errors
    /// When the database fails.
    fn set_told(&mut self, id: Uuid, sequence: i64) -> Result<(), StoreError>;

    /// Forgets a subscription. Whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_push(&mut self, id: Uuid) -> Result<bool, StoreError>;
}
