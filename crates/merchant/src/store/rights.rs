//! What a member has a right to: all that is held on them, and its end.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::StoreError;

/// What a member has a right to: all that is held on them, and its end.
pub trait Rights {
    /// What is held on a member beyond what the member's wallet reads: by subject, row by row, with
    /// readable names. No secrets, no hashes, no addresses that are capabilities.
    ///
    /// # Errors
    /// When the database fails.
    fn held_on(&self, member: Uuid) -> Result<Map<String, Value>, StoreError>;

    /// Closes a member's points on the books: what was left has expired, and the sums of the shop's
    /// accounts go into those of everybody who left, so that the books balance without the member.
    ///
    /// # Errors
    /// When the database fails.
    fn close_points(&mut self, member: Uuid) -> Result<(), StoreError>;
}
