//! Consents: for each purpose apart, with the words that were shown.

use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::MemberRecord;

/// Whether a member agreed to a purpose.
///
/// # Errors
/// When the database fails.
pub fn granted(work: &Work<'_>, member: Uuid, purpose: wire::Purpose) -> Result<bool, EngineError> {
    todo!("OFFERS")
}

/// Takes an answer, with the words, their version, the language and the time; every answer is kept. What depends on it follows at once.
///
/// # Errors
/// `not-found` for a purpose that the programme does not ask for, `stale-words`.
pub fn set(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purpose: wire::Purpose,
    change: wire::ConsentChange,
) -> Result<wire::Consent, EngineError> {
    todo!("OFFERS")
}

/// One consent.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    purpose: wire::Purpose,
) -> Result<Option<wire::Consent>, EngineError> {
    todo!("OFFERS")
}

/// All that the programme asks for.
///
/// # Errors
/// When the database fails.
pub fn consents(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Consent>, EngineError> {
    todo!("OFFERS")
}
