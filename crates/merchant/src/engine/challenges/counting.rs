//! What a purchase counts, what a return takes away, and the prize.

use kantis_protocol::Kind;

use crate::engine::{EngineError, Work, claims, draws, points};
use crate::programme::{Challenge, Counts, Prize};
use crate::records::{
    ChallengeRecord, ClaimSource, MemberRecord, SaleLine, SaleRecord, StepRecord,
};

/// Counts a purchase; gives the prize once the steps are done.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
) -> Result<(), EngineError> {
    let programme = work.programme;
    let day = work.day(sale.at);
    for rule in &programme.challenges {
        if !(rule.from..=rule.until).contains(&day) {
            continue;
        }
        let counted = counted(rule, sale);
        if counted == 0 {
            continue;
        }
        let Some(joined) = open(work, member, rule)? else {
            continue;
        };
        if sale.at < joined.joined {
            continue;
        }
        work.tx.set_step(&StepRecord {
            challenge: rule.id.clone(),
            member: member.id,
            sale: sale.id,
            day,
            counted,
        })?;
        if done(work, member, rule)? >= rule.steps {
            complete(work, member, rule, joined)?;
        }
        work.touch(member.id, Kind::Challenge, &rule.id)?;
    }
    Ok(())
}

/// Takes the steps of what came back; a prize that was given stays.
/// `purchase` is as it was kept before `back`.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<(), EngineError> {
    let programme = work.programme;
    let rest = purchase.left_after(back);
    for rule in &programme.challenges {
        if open(work, member, rule)?.is_none() {
            continue;
        }
        let Some(mut step) = work.tx.step_of(&rule.id, member.id, purchase.id)? else {
            continue;
        };
        let counted = counted(rule, &rest);
        if counted < step.counted {
            step.counted = counted;
            work.tx.set_step(&step)?;
            work.touch(member.id, Kind::Challenge, &rule.id)?;
        }
    }
    Ok(())
}

/// The member in a challenge that was joined and is not done.
fn open(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &Challenge,
) -> Result<Option<ChallengeRecord>, EngineError> {
    let joined = work.tx.challenge_of(&rule.id, member.id)?;
    Ok(joined.filter(|joined| joined.completed.is_none()))
}

/// What a purchase, or what is left of it, counts.
fn counted(rule: &Challenge, sale: &SaleRecord) -> i64 {
    if rule
        .minimum_basket
        .is_some_and(|least| sale.total < least.0)
    {
        return 0;
    }
    let lines = sale.lines.iter().filter(|line| {
        line.total > 0 && rule.on.takes(line.sku.as_deref(), line.category.as_deref())
    });
    match rule.counts {
        Counts::Purchases | Counts::Days => i64::from(lines.count() > 0),
        Counts::Items => lines.map(SaleLine::pieces).fold(0, i64::saturating_add),
        Counts::Spend => lines.map(|line| line.total).fold(0, i64::saturating_add),
    }
}

/// Steps that are done.
pub(super) fn done(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &Challenge,
) -> Result<i64, EngineError> {
    Ok(match rule.counts {
        Counts::Days => work.tx.days_counted(&rule.id, member.id)?,
        Counts::Purchases | Counts::Items | Counts::Spend => {
            work.tx.steps_counted(&rule.id, member.id)?
        }
    })
}

fn complete(
    work: &mut Work<'_>,
    member: &MemberRecord,
    rule: &Challenge,
    joined: ChallengeRecord,
) -> Result<(), EngineError> {
    work.tx.set_challenge(&ChallengeRecord {
        completed: Some(work.now),
        ..joined
    })?;
    match &rule.prize {
        Prize::Points(amount) => {
            points::award(work, member.id, *amount, &format!("challenge:{}", rule.id))?;
        }
        Prize::Reward(reward) => {
            claims::grant(work, member.id, ClaimSource::Reward(reward.clone()), None)?;
        }
        Prize::Tickets { draw, count } => draws::tickets(work, member.id, draw, *count)?,
    }
    Ok(())
}
