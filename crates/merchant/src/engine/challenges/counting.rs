//! What a purchase counts, and what a return takes away.

use kantis_protocol::Kind;

use super::prize;
use crate::engine::{EngineError, Work};
use crate::programme::{Challenge, Counts};
use crate::records::{ChallengeRecord, MemberRecord, SaleLine, SaleRecord, StepRecord};

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
        let Some(joined) = work.tx.challenge_of(&rule.id, member.id)? else {
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
        if joined.completed.is_some() {
            continue;
        }
        if done(work, member, rule)? >= rule.steps {
            let prize = prize::give(work, member.id, rule)?;
            work.tx.set_challenge(&ChallengeRecord {
                completed: Some(work.now),
                prize,
                ..joined
            })?;
        }
        work.touch(member.id, Kind::Challenge, &rule.id)?;
    }
    Ok(())
}

/// Takes the steps of what came back; where too few are left, the prize too, unless it was used.
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
        let Some(joined) = work.tx.challenge_of(&rule.id, member.id)? else {
            continue;
        };
        let Some(mut step) = work.tx.step_of(&rule.id, member.id, purchase.id)? else {
            continue;
        };
        let counted = counted(rule, &rest);
        if counted >= step.counted {
            continue;
        }
        step.counted = counted;
        work.tx.set_step(&step)?;
        let undone = joined.completed.is_some() && done(work, member, rule)? < rule.steps;
        if undone && prize::take_back(work, member.id, joined.prize.as_ref())? {
            work.tx.set_challenge(&ChallengeRecord {
                completed: None,
                prize: None,
                ..joined
            })?;
        }
        work.touch(member.id, Kind::Challenge, &rule.id)?;
    }
    Ok(())
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
