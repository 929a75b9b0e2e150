//! A member's rights: everything held on them, and its deletion.

use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::MemberRecord;

/// Everything that is held on a member, by subject (GDPR Art. 15 and 20). No secrets and no hashes of them.
///
/// # Errors
/// When the database fails.
pub fn export(work: &Work<'_>, member: &MemberRecord) -> Result<serde_json::Value, EngineError> {
    todo!("OFFERS")
}

/// Deletes a member: points are expired on the books, tokens end, and receipts stay for bookkeeping with nobody's name on them.
///
/// # Errors
/// `not-found`.
pub fn delete(work: &mut Work<'_>, member: Uuid) -> Result<(), EngineError> {
    todo!("OFFERS")
}
