//! Members: joining, finding, changing what they wrote, and the words for what is known of them.

use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::MemberRecord;

/// What is needed to join.
#[derive(Clone, PartialEq, Eq)]
pub struct Joining {
    /// An address that the member has shown to be theirs.
    pub email: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// As the member wrote it.
    pub name: Option<String>,
    /// One of the programme's languages.
    pub language: String,
}

/// Joins a new member, with a card number, and gives what joining gives.
///
/// # Errors
/// When the address or phone is another's.
pub fn join(work: &mut Work<'_>, joining: Joining) -> Result<MemberRecord, EngineError> {
    todo!("OAUTH")
}

/// The member of this id.
///
/// # Errors
/// `not-found` when there is none.
pub fn known(work: &Work<'_>, id: Uuid) -> Result<MemberRecord, EngineError> {
    todo!("OAUTH")
}

/// Takes what the member wrote about themselves.
///
/// # Errors
/// `invalid`, with the place.
pub fn change_profile(
    work: &mut Work<'_>,
    member: Uuid,
    change: wire::ProfileChange,
) -> Result<MemberRecord, EngineError> {
    todo!("OAUTH")
}

/// The summary: member, balances, tier, state.
///
/// # Errors
/// When the database fails.
pub fn account(work: &Work<'_>, member: &MemberRecord) -> Result<wire::Account, EngineError> {
    todo!("OAUTH")
}
