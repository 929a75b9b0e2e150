//! Tiers: what it takes to rise and to stay.
//!
//! What counts is summed up by day. A member rises at once. With a window of months a tier is kept
//! while what counts in the window is enough to stay; with the calendar year, until the end of the
//! year after one in which it was enough; then the days of grace follow, and then a tick lets the
//! member fall to the highest tier that what counts is enough to stay in. A return counts on the
//! day of its purchase. When a tier was reached with that purchase or after it, and would not have
//! been reached without it, the rise is undone at once, without grace.

mod standing;
mod view;
mod window;

use kantis_protocol as wire;
use kantis_protocol::Kind;
use uuid::Uuid;

use self::standing::Standing;
use self::window::Counted;
use super::{EngineError, Work};
use crate::programme::{TierRule, Tiers};
use crate::records::{MemberRecord, SaleRecord};

/// Points of a purchase times so much in per cent; 100 without tiers.
///
/// # Errors
/// When the database fails.
pub fn points_percent(work: &Work<'_>, member: Uuid) -> Result<u32, EngineError> {
    Ok(rule(work, member)?.map_or(100, |rule| rule.points_percent))
}

/// Whether a member is in this tier or a higher one.
///
/// # Errors
/// When the database fails.
pub fn at_least(work: &Work<'_>, member: Uuid, tier: &str) -> Result<bool, EngineError> {
    let Some(tiers) = &work.programme.tiers else {
        return Ok(false);
    };
    let Some(wanted) = tiers.rank(tier) else {
        return Ok(false);
    };
    Ok(Standing::read(work, tiers, member)?.rank_at(tiers, work.now) >= wanted)
}

/// Counts a purchase and judges anew: rises at once. The tier that was reached.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
) -> Result<Option<String>, EngineError> {
    let counts = i64::from(sale.total > 0);
    let day = work.day(sale.at);
    work.tx.add_bought(member.id, day, sale.total, counts)?;
    let programme = work.programme;
    let Some(tiers) = &programme.tiers else {
        return Ok(None);
    };
    let before = Standing::read(work, tiers, member.id)?;
    let counted = Counted::read(work, tiers, member.id, work.today())?;
    let mut now = before.clone();
    let rose = now.rise(work, tiers, &counted, member.joined);
    if now != before {
        write(work, tiers, member.id, &now)?;
    }
    let reached = tiers.tier.get(now.rank).filter(|_| rose);
    Ok(reached.map(|rule| rule.id.clone()))
}

/// Counts a return on the day of its purchase and judges anew.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: Uuid,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<(), EngineError> {
    let whole = SaleRecord {
        lines: Vec::new(),
        ..back.clone()
    };
    let (before, after) = (purchase.left_after(&whole), purchase.left_after(back));
    let gone = |sale: &SaleRecord| sale.lines.iter().all(|line| line.quantity == 0);
    let spend = after.total.saturating_sub(before.total);
    let uncounted = purchase.total > 0 && gone(&after) && !gone(&before);
    let day = work.day(purchase.at);
    work.tx
        .add_bought(member, day, spend, -i64::from(uncounted))?;
    let programme = work.programme;
    let Some(tiers) = &programme.tiers else {
        return Ok(());
    };
    let before = Standing::read(work, tiers, member)?;
    let counted = Counted::read(work, tiers, member, work.today())?;
    let mut now = before.clone();
    now.undo(work, tiers, &counted, purchase);
    if now != before {
        write(work, tiers, member, &now)?;
    }
    Ok(())
}

/// Lets members fall whose time and grace are over. How many.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let programme = work.programme;
    let Some(tiers) = &programme.tiers else {
        return Ok(0);
    };
    let mut done = 0;
    for member in work.tx.tiers_over(work.today(), limit)? {
        let now = Standing::read(work, tiers, member)?;
        write(work, tiers, member, &now)?;
        done += 1;
    }
    Ok(done)
}

/// Where a member stands; none without tiers.
///
/// # Errors
/// When the database fails.
pub fn view(work: &Work<'_>, member: &MemberRecord) -> Result<Option<wire::Tier>, EngineError> {
    view::view(work, member)
}

/// The tier a member is in, or was in when an offline till scanned their code; none without tiers.
pub(super) fn rule<'a>(work: &Work<'a>, member: Uuid) -> Result<Option<&'a TierRule>, EngineError> {
    let Some(tiers) = &work.programme.tiers else {
        return Ok(None);
    };
    let standing = Standing::read(work, tiers, member)?;
    Ok(tiers.tier.get(standing.rank_at(tiers, work.now)))
}

fn write(
    work: &mut Work<'_>,
    tiers: &Tiers,
    member: Uuid,
    standing: &Standing,
) -> Result<(), EngineError> {
    let record = standing.record(work, tiers, member);
    work.tx.set_tier_standing(&record)?;
    work.touch(member, Kind::Account, Kind::Account.only())?;
    Ok(())
}
