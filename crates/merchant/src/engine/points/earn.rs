//! Giving: purchases, and points that no purchase gave.

use kantis_protocol::{EntryKind, ProblemType};
use uuid::Uuid;

use super::book::{Book, Gift};
use super::terms::{EARN, Gain, gains, too_much};
use super::{Boost, MOST, PointsEffect, calendar};
use crate::engine::{EngineError, Refused, Work, tiers};
use crate::records::{Account, SaleRecord};

/// As [`super::purchase`].
pub(super) fn purchase(
    work: &mut Work<'_>,
    member: Uuid,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<PointsEffect, EngineError> {
    let programme = work.programme;
    let Some(points) = &programme.points else {
        return Ok(PointsEffect::default());
    };
    let gains = of_sale(work, member, sale, boost)?;
    let day = work.day(sale.at);
    let kept = calendar::kept_until(points.expiry.as_ref(), day);
    if gains.is_empty() && kept.is_none() {
        return Ok(PointsEffect::default());
    }
    let mut book = Book::open(work, member)?;
    book.account.kept_until = book.account.kept_until.max(kept);
    let mut effect = PointsEffect::default();
    for gain in gains {
        let (_, pending) = book.give(Gift {
            kind: kind(&gain.reason),
            reason: &gain.reason,
            amount: gain.amount,
            from: Account::Issued,
            purchase: Some((sale.id, sale.at)),
            basis: Some(gain.basis),
        })?;
        effect.count(gain.amount, pending)?;
    }
    book.close()?;
    if effect.given > 0 {
        work.tx.add_given(member, day, effect.given)?;
    }
    Ok(effect)
}

/// As [`super::preview`].
pub(super) fn preview(
    work: &Work<'_>,
    member: Uuid,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<PointsEffect, EngineError> {
    let pending = calendar::available_from(work, sale.at) > work.now;
    let mut effect = PointsEffect::default();
    for gain in of_sale(work, member, sale, boost)? {
        effect.count(gain.amount, pending)?;
    }
    Ok(effect)
}

fn of_sale(
    work: &Work<'_>,
    member: Uuid,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<Vec<Gain>, EngineError> {
    let Some(points) = &work.programme.points else {
        return Ok(Vec::new());
    };
    let tier = tiers::rule(work, member)?;
    Ok(gains(points, sale, tier, boost)?)
}

/// As [`super::award`].
pub(super) fn award(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    reason: &str,
) -> Result<Uuid, EngineError> {
    if !(1..=MOST).contains(&amount) {
        return Err(Refused::new(ProblemType::Invalid)
            .because("points that are given are more than none")
            .into());
    }
    let day = work.today();
    let mut book = Book::open(work, member)?;
    let (entry, _) = book.give(Gift {
        kind: kind(reason),
        reason,
        amount,
        from: Account::Issued,
        purchase: None,
        basis: None,
    })?;
    book.close()?;
    work.tx.add_given(member, day, amount)?;
    Ok(entry)
}

/// Why points come that have this reason.
fn kind(reason: &str) -> EntryKind {
    let subject = reason.split(':').next().unwrap_or(reason);
    if subject == EARN {
        EntryKind::Earn
    } else {
        EntryKind::Promo
    }
}

impl PointsEffect {
    fn count(&mut self, amount: i64, pending: bool) -> Result<(), Refused> {
        self.given = self
            .given
            .checked_add(amount)
            .filter(|sum| *sum <= MOST)
            .ok_or_else(too_much)?;
        if pending {
            self.pending = self.pending.saturating_add(amount);
        }
        Ok(())
    }
}
