//! How a claim comes about.

use chrono::{DateTime, Duration, Utc};
use kantis_protocol::{ClaimState, Kind, ProblemType};
use uuid::Uuid;

use super::{catalogue, code, ending};
use crate::engine::{EngineError, Refused, Work, points, tiers};
use crate::programme::RewardRule;
use crate::records::{ClaimRecord, ClaimSource, MemberRecord};

/// Holds that are looked through for one that is over before somebody is sent away.
const DUE: u32 = 1000;

/// Reserves a reward: takes one from the stock and locks the points.
///
/// # Errors
/// `not-found`, `out-of-stock`, `limit-reached`, `insufficient-balance`, `wrong-state` outside of its window or tier.
pub fn reserve(
    work: &mut Work<'_>,
    member: &MemberRecord,
    reward: &str,
) -> Result<ClaimRecord, EngineError> {
    let programme = work.programme;
    let rule = programme
        .reward(reward)
        .ok_or_else(|| Refused::new(ProblemType::NotFound))?;
    check_window(work, member, rule)?;

    // What is held too long counts for nobody, whether or not somebody noted it.
    for due in work.tx.claims_due(work.now, DUE)? {
        let of_reward = matches!(&due.source, ClaimSource::Reward(name) if *name == rule.id);
        if of_reward || due.member == member.id {
            ending::lapse(work, due)?;
        }
    }
    if catalogue::left_for(work, member.id, rule)? == Some(0) {
        return Err(Refused::new(ProblemType::LimitReached)
            .because("this member has taken as many as one may")
            .with("limit", rule.per_member.map_or(0, i64::from))
            .into());
    }
    if catalogue::left(work, rule)? == Some(0) {
        return Err(Refused::new(ProblemType::OutOfStock).into());
    }

    let claim = ClaimRecord {
        id: work.id(),
        member: member.id,
        source: ClaimSource::Reward(rule.id.clone()),
        granted: false,
        cost: rule.cost,
        state: ClaimState::Reserved,
        code: code::new(work)?,
        created: work.now,
        hold_until: Some(work.now + Duration::minutes(i64::from(rule.hold_minutes))),
        used: None,
        ended: None,
        receipt: None,
    };
    work.tx.add_claim(&claim)?;
    if rule.cost > 0 {
        points::reserve(work, member.id, rule.cost, claim.id)?;
    }
    catalogue::take(work, member.id, &rule.id, 1)?;
    work.touch(member.id, Kind::Claim, &claim.id.to_string())?;
    Ok(claim)
}

fn check_window(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &RewardRule,
) -> Result<(), EngineError> {
    let today = work.today();
    let refused = |why: &str| Refused::new(ProblemType::WrongState).because(why);
    if rule.from.is_some_and(|from| today < from) {
        return Err(refused("this reward may not be taken yet").into());
    }
    if rule.until.is_some_and(|until| until < today) {
        return Err(refused("this reward may no longer be taken").into());
    }
    if let Some(tier) = &rule.tier
        && !tiers::at_least(work, member.id, tier)?
    {
        return Err(refused("this reward is for a higher tier").into());
    }
    Ok(())
}

/// Gives a claim for nothing: a full stamp card, a challenge, a prize. It is held until `until`,
/// that instant not included; where there is none, nothing ends it.
///
/// # Errors
/// When the database fails.
pub fn grant(
    work: &mut Work<'_>,
    member: Uuid,
    source: ClaimSource,
    until: Option<DateTime<Utc>>,
) -> Result<ClaimRecord, EngineError> {
    let claim = ClaimRecord {
        id: work.id(),
        member,
        source,
        granted: true,
        cost: 0,
        state: ClaimState::Reserved,
        code: code::new(work)?,
        created: work.now,
        hold_until: until,
        used: None,
        ended: None,
        receipt: None,
    };
    work.tx.add_claim(&claim)?;
    work.touch(member, Kind::Claim, &claim.id.to_string())?;
    Ok(claim)
}
