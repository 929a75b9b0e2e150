//! Rewards and claims: reserve, consume, release, and holds that lapse.

use chrono::{DateTime, Utc};
use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::programme::{Match, Worth};
use crate::records::{ClaimRecord, ClaimSource, MemberRecord};

/// Reserves a reward: takes one from the stock and locks the points.
///
/// # Errors
/// `not-found`, `out-of-stock`, `limit-reached`, `insufficient-balance`, `wrong-state` outside of its window or tier.
pub fn reserve(
    work: &mut Work<'_>,
    member: &MemberRecord,
    reward: &str,
) -> Result<ClaimRecord, EngineError> {
    todo!("PERKS")
}

/// Gives a claim for nothing: a full stamp card, a challenge, a prize.
///
/// # Errors
/// When the database fails.
pub fn grant(
    work: &mut Work<'_>,
    member: Uuid,
    source: ClaimSource,
    until: Option<DateTime<Utc>>,
) -> Result<ClaimRecord, EngineError> {
    todo!("PERKS")
}

/// The claim of this code, whatever its state.
///
/// # Errors
/// When the database fails.
pub fn by_code(work: &Work<'_>, code: &str) -> Result<Option<ClaimRecord>, EngineError> {
    todo!("PERKS")
}

/// What a claim is worth and on what; none where the programme no longer knows it.
#[must_use]
pub fn worth(work: &Work<'_>, claim: &ClaimRecord) -> Option<(Worth, Match)> {
    todo!("PERKS")
}

/// Uses a claim up: exactly once, whoever asks at the same time.
///
/// # Errors
/// `wrong-state`, `gone` once the hold is over.
pub fn consume(
    work: &mut Work<'_>,
    claim: Uuid,
    receipt: Option<Uuid>,
) -> Result<ClaimRecord, EngineError> {
    todo!("PERKS")
}

/// Lets a claim go; points and stock are back. Letting go twice is as once.
///
/// # Errors
/// `not-found`, `wrong-state` once it was used.
pub fn release(work: &mut Work<'_>, member: Uuid, claim: Uuid) -> Result<ClaimRecord, EngineError> {
    todo!("PERKS")
}

/// The whole purchase came back: what its claims had cost is given back. Points given back.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: Uuid,
    receipt: Uuid,
    back: Uuid,
) -> Result<i64, EngineError> {
    todo!("PERKS")
}

/// Lets holds lapse whose time is over.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    todo!("PERKS")
}

/// One claim as the member sees it.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    claim: Uuid,
) -> Result<Option<wire::Claim>, EngineError> {
    todo!("PERKS")
}

/// A member's claims, newest first: all that are held, and those that ended in the last year.
///
/// # Errors
/// When the database fails.
pub fn claims(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Claim>, EngineError> {
    todo!("PERKS")
}

/// One reward as this member sees it.
///
/// # Errors
/// When the database fails.
pub fn reward(
    work: &Work<'_>,
    member: &MemberRecord,
    reward: &str,
) -> Result<Option<wire::Reward>, EngineError> {
    todo!("PERKS")
}

/// The catalogue as this member sees it.
///
/// # Errors
/// When the database fails.
pub fn rewards(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Reward>, EngineError> {
    todo!("PERKS")
}
