//! How a claim ends: used, let go, or lapsed.

use kantis_protocol::{ClaimState, Kind, ProblemType};
use uuid::Uuid;

use super::catalogue;
use crate::engine::{EngineError, Refused, Work, points};
use crate::records::{ClaimRecord, ClaimSource};

/// Uses a claim up: exactly once, whoever asks at the same time.
///
/// # Errors
/// `not-found`, `wrong-state`, `gone` once the hold is over.
pub fn consume(
    work: &mut Work<'_>,
    claim: Uuid,
    receipt: Option<Uuid>,
) -> Result<ClaimRecord, EngineError> {
    let mut claim = known(work, claim)?;
    match claim.state_at(work.now) {
        ClaimState::Reserved => {}
        ClaimState::Lapsed => {
            return Err(Refused::new(ProblemType::Gone)
                .because("the hold is over")
                .into());
        }
        ClaimState::Consumed => return Err(wrong_state("it was used already")),
        ClaimState::Released | ClaimState::Unknown => return Err(wrong_state("it was let go")),
    }
    claim.state = ClaimState::Consumed;
    claim.used = Some(work.now);
    claim.ended = Some(work.now);
    claim.receipt = receipt;
    work.tx.set_claim(&claim)?;
    if claim.cost > 0 {
        points::consume(work, claim.member, claim.id, receipt)?;
    }
    touch(work, &claim)?;
    Ok(claim)
}

/// Lets a claim go; points and stock are back. Letting go twice is as once.
///
/// # Errors
/// `not-found`, `wrong-state` once it was used, and for what was given for nothing: that is kept
/// until it is used or its time is over.
pub fn release(work: &mut Work<'_>, member: Uuid, claim: Uuid) -> Result<ClaimRecord, EngineError> {
    let claim = known(work, claim)?;
    if claim.member != member {
        return Err(Refused::new(ProblemType::NotFound).into());
    }
    match claim.state_at(work.now) {
        ClaimState::Consumed => Err(wrong_state("it was used already")),
        ClaimState::Reserved if claim.granted => Err(wrong_state(
            "what was given for nothing is not let go: nothing would come back",
        )),
        ClaimState::Reserved => end(work, claim, ClaimState::Released),
        ClaimState::Lapsed if claim.state == ClaimState::Reserved => lapse(work, claim),
        _ => Ok(claim),
    }
}

/// Takes a granted claim back that nobody has used: what gave it came back. Whether it did.
pub(in crate::engine) fn take_back(work: &mut Work<'_>, claim: Uuid) -> Result<bool, EngineError> {
    let Some(claim) = work.tx.claim(claim)? else {
        return Ok(false);
    };
    if claim.state_at(work.now) != ClaimState::Reserved {
        return Ok(false);
    }
    end(work, claim, ClaimState::Released)?;
    Ok(true)
}

/// The whole purchase came back: what its claims had cost is given back, and what had been given
/// for nothing may be used again while its time lasts. Points given back.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: Uuid,
    receipt: Uuid,
    back: Uuid,
) -> Result<i64, EngineError> {
    let mut points = 0;
    for mut claim in work.tx.claims_on(receipt)? {
        if claim.member != member {
            continue;
        }
        if claim.cost > 0 {
            points += points::refund_claim(work, member, claim.id, back)?;
        }
        claim.receipt = None;
        claim.used = None;
        if claim.granted {
            claim.state = ClaimState::Reserved;
            claim.ended = None;
            work.tx.set_claim(&claim)?;
            touch(work, &claim)?;
        } else {
            // Its points are back already; they were not locked any more.
            put_back(work, &claim)?;
            close(work, claim, ClaimState::Released)?;
        }
    }
    Ok(points)
}

/// Lets holds lapse whose time is over.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0;
    for claim in work.tx.claims_due(work.now, limit)? {
        lapse(work, claim)?;
        done += 1;
    }
    Ok(done)
}

/// Notes that a hold is over.
pub(super) fn lapse(work: &mut Work<'_>, claim: ClaimRecord) -> Result<ClaimRecord, EngineError> {
    end(work, claim, ClaimState::Lapsed)
}

/// Ends a claim that is held: its points and its place in the stock are free again.
fn end(
    work: &mut Work<'_>,
    claim: ClaimRecord,
    state: ClaimState,
) -> Result<ClaimRecord, EngineError> {
    if claim.cost > 0 {
        points::release(work, claim.member, claim.id)?;
    }
    put_back(work, &claim)?;
    close(work, claim, state)
}

fn close(
    work: &mut Work<'_>,
    mut claim: ClaimRecord,
    state: ClaimState,
) -> Result<ClaimRecord, EngineError> {
    claim.state = state;
    claim.ended = Some(work.now);
    work.tx.set_claim(&claim)?;
    touch(work, &claim)?;
    Ok(claim)
}

fn put_back(work: &mut Work<'_>, claim: &ClaimRecord) -> Result<(), EngineError> {
    match &claim.source {
        ClaimSource::Reward(name) if !claim.granted => {
            catalogue::take(work, claim.member, name, -1)
        }
        _ => Ok(()),
    }
}

fn known(work: &Work<'_>, claim: Uuid) -> Result<ClaimRecord, EngineError> {
    work.tx
        .claim(claim)?
        .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

fn touch(work: &mut Work<'_>, claim: &ClaimRecord) -> Result<(), EngineError> {
    Ok(work.touch(claim.member, Kind::Claim, &claim.id.to_string())?)
}

fn wrong_state(why: &str) -> EngineError {
    Refused::new(ProblemType::WrongState).because(why).into()
}
