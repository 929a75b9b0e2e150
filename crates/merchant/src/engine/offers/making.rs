//! Making offers.

use chrono::{Days, NaiveDate};
use kantis_protocol::{Kind, OfferState};
use uuid::Uuid;

use super::due::{Found, Verdict, judge};
use super::history::History;
use super::{Agreed, code};
use crate::engine::{EngineError, Work, letters, perks};
use crate::programme::{OfferRule, When};
use crate::records::{MemberRecord, OfferRecord};

/// Days for which an offer is good where nothing else is said.
const GOOD: u32 = 30;

/// Makes the offers that are due for a member now: on joining, on a consent, and when it is their
/// day. How many.
///
/// # Errors
/// When the database fails.
pub fn make(work: &mut Work<'_>, member: &MemberRecord) -> Result<u32, EngineError> {
    let programme = work.programme;
    if programme.offers.is_empty() {
        return Ok(0);
    }
    let agreed = Agreed::of(work, member.id)?;
    let had = work.tx.had_offers(member.id)?;
    let mut history = History::of(work, member.id);
    let mut made = 0;
    let mut next: Option<NaiveDate> = None;
    for rule in programme.offers.iter().filter(|rule| agreed.allows(rule)) {
        let before = had.iter().find(|had| had.rule == rule.id);
        let again = match judge(work, member, rule, before, &mut history)? {
            Verdict::Now(found) => {
                add(work, member, rule, found)?;
                made += 1;
                // What comes next is found out when this offer's turn is over: tomorrow.
                work.today().succ_opt()
            }
            Verdict::NotBefore(day) => day,
        };
        next = [next, again].into_iter().flatten().min();
    }
    let look = next
        .max(next.and(work.today().succ_opt()))
        .map(|day| perks::begin_of(work, day));
    work.tx.look_at(member.id, look)?;
    Ok(made)
}

/// Says that a member bought something: what that makes due is made by the next tick. Nothing is
/// written where no rule looks at purchases, or the member did not agree to it.
///
/// # Errors
/// When the database fails.
pub fn soon(work: &mut Work<'_>, member: Uuid) -> Result<(), EngineError> {
    let mut general = false;
    let mut history = false;
    for rule in &work.programme.offers {
        match &rule.when {
            When::Everyone { tier, .. } => general |= tier.is_some(),
            When::Buys { .. }
            | When::Bought { .. }
            | When::NeverBought { .. }
            | When::Quiet { .. } => history = true,
            When::Birthday { .. } | When::Anniversary {} | When::Joined {} => {}
        }
    }
    if general || (history && Agreed::of(work, member)?.to_history()) {
        work.tx.look_by(member, work.now)?;
    }
    Ok(())
}

fn add(
    work: &mut Work<'_>,
    member: &MemberRecord,
    rule: &OfferRule,
    found: Found,
) -> Result<(), EngineError> {
    let offer = OfferRecord {
        id: work.id(),
        member: member.id,
        rule: rule.id.clone(),
        found,
        made: work.now,
        until: last_day(rule, work.today()),
        state: OfferState::Available,
        hidden: false,
        code: if rule.code {
            Some(code::new(work)?)
        } else {
            None
        },
        used: None,
        receipt: None,
        ended: None,
    };
    work.tx.add_offer(&offer)?;
    work.touch(member.id, Kind::Offer, &offer.id.to_string())?;
    if rule.mail {
        letters::queue(work, &offer)?;
    }
    Ok(())
}

/// The last day of an offer that is made on a day; none where it does not end by itself.
pub(super) fn last_day(rule: &OfferRule, made: NaiveDate) -> Option<NaiveDate> {
    let after = |days: u32| made.checked_add_days(Days::new(u64::from(days)));
    match (&rule.when, rule.days) {
        (When::Everyone { until, .. }, days) => {
            [*until, days.and_then(after)].into_iter().flatten().min()
        }
        (_, days) => after(days.unwrap_or(GOOD)),
    }
}

/// Makes what is due for members whose time has come. For how many it looked.
pub(super) fn look(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let due = work.tx.looks_due(work.now, limit)?;
    let mut looked = 0;
    for id in due {
        match work.tx.member(id)? {
            Some(member) if !work.programme.offers.is_empty() => {
                make(work, &member)?;
            }
            _ => work.tx.look_at(id, None)?,
        }
        looked += 1;
    }
    Ok(looked)
}
