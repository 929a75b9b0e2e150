//! How a purchase stamps, and what a full card gives.

use chrono::{Datelike as _, Days};
use kantis_protocol as wire;
use kantis_protocol::Kind;
use uuid::Uuid;

use super::wearing;
use crate::engine::{EngineError, Work, claims, perks};
use crate::programme::{Bonus, StampCardRule};
use crate::records::{ClaimSource, FillRecord, MemberRecord, SaleLine, SaleRecord, StampRecord};

/// Cards that one purchase fills at most; what is over stays on the card for the next one.
const FILLS: u32 = 1000;

/// Stamps for a purchase, on every card that it fits; a full card makes a claim and begins anew.
/// A line that costs nothing gives no stamp; a piece had for nothing out of several is a line of
/// its own. `on_top` come on every card.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    on_top: u32,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    let programme = work.programme;
    let mut effects = Vec::new();
    for card in &programme.stamp_cards {
        let Some(plan) = plan(work, member, card, sale, on_top)? else {
            continue;
        };
        wearing::wear(work, member.id, card)?;
        work.tx.add_stamps(&StampRecord {
            sale: sale.id,
            card: card.id.clone(),
            member: member.id,
            at: sale.at,
            given: plan.given,
            on_top,
            head_start: plan.head_start,
            left: plan.given,
            used: 0,
            worn: 0,
            taken: 0,
        })?;
        for _ in 0..plan.completed {
            fill(work, member.id, card)?;
        }
        work.touch(member.id, Kind::StampCard, &card.id)?;
        effects.push(plan.effect(card));
    }
    Ok(effects)
}

/// What a purchase would stamp. Changes nothing.
///
/// # Errors
/// When the database fails.
pub fn preview(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    on_top: u32,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    let mut effects = Vec::new();
    for card in &work.programme.stamp_cards {
        if let Some(plan) = plan(work, member, card, sale, on_top)? {
            effects.push(plan.effect(card));
        }
    }
    Ok(effects)
}

/// What a purchase does to a card.
struct Plan {
    given: u32,
    head_start: u32,
    completed: u32,
}

impl Plan {
    fn effect(&self, card: &StampCardRule) -> wire::StampEffect {
        wire::StampEffect {
            card: card.id.clone(),
            stamps: i64::from(self.given),
            completed: self.completed,
        }
    }
}

/// What a purchase does to a card; none where it does nothing.
fn plan(
    work: &Work<'_>,
    member: &MemberRecord,
    card: &StampCardRule,
    sale: &SaleRecord,
    on_top: u32,
) -> Result<Option<Plan>, EngineError> {
    let earned = earned(work, card, sale).saturating_add(on_top);
    if earned == 0 {
        return Ok(None);
    }
    let before: u32 = wearing::on_card(work, member.id, card)?
        .iter()
        .map(|stamps| stamps.left)
        .sum();
    let buy = card.buy.max(1);
    // The first stamp on an empty card, or on the one that begins when this purchase fills one.
    let new_card = before == 0 || before.saturating_add(earned) > buy;
    let head_start = if new_card {
        bonuses(work, card, sale, true)
    } else {
        0
    };
    let given = earned.saturating_add(head_start);
    Ok(Some(Plan {
        given,
        head_start,
        completed: (before.saturating_add(given) / buy).min(FILLS),
    }))
}

/// What a purchase, or what is left of it, earns on a card by itself: its goods and the bonuses of
/// the day, without head starts.
pub(super) fn earned(work: &Work<'_>, card: &StampCardRule, sale: &SaleRecord) -> u32 {
    if card
        .minimum_basket
        .is_some_and(|least| sale.total < least.0)
    {
        return 0;
    }
    let mut lines = sale
        .lines
        .iter()
        .filter(|line| paid(line) && card.on.takes(line.sku.as_deref(), line.category.as_deref()));
    let base = if card.once_a_purchase {
        u32::from(lines.next().is_some())
    } else {
        lines
            .map(|line| u32::try_from(line.pieces()).unwrap_or(u32::MAX))
            .fold(0, u32::saturating_add)
    };
    if base == 0 {
        return 0;
    }
    base.saturating_add(bonuses(work, card, sale, false))
}

/// The bonuses that are due: those of a new card, or the others.
fn bonuses(work: &Work<'_>, card: &StampCardRule, sale: &SaleRecord, first: bool) -> u32 {
    let weekday = work.day(sale.at).weekday();
    let due = |bonus: &&Bonus| {
        bonus.first == first
            && (bonus.weekdays.is_empty() || bonus.weekdays.contains(&weekday))
            && sale.lines.iter().any(|line| {
                paid(line)
                    && bonus
                        .with
                        .takes(line.sku.as_deref(), line.category.as_deref())
            })
    };
    card.bonus
        .iter()
        .filter(due)
        .map(|bonus| bonus.stamps)
        .fold(0, u32::saturating_add)
}

/// Whether anything was paid for a line.
fn paid(line: &SaleLine) -> bool {
    line.total > 0 && line.quantity > 0
}

/// Turns the oldest stamps of a card into a claim.
fn fill(work: &mut Work<'_>, member: Uuid, card: &StampCardRule) -> Result<(), EngineError> {
    let size = card.buy.max(1);
    let mut wanted = size;
    for mut stamps in work.tx.stamps_left(member, &card.id)? {
        let taken = stamps.left.min(wanted);
        stamps.left -= taken;
        stamps.used += taken;
        work.tx.set_stamps(&stamps)?;
        wanted -= taken;
        if wanted == 0 {
            break;
        }
    }
    let until = card
        .reward
        .days
        .and_then(|days| work.today().checked_add_days(Days::new(days.into())))
        .map(|last| perks::end_of(work, last));
    let source = ClaimSource::StampCard(card.id.clone());
    let claim = claims::grant(work, member, source, until)?;
    work.tx.add_fill(&FillRecord {
        claim: claim.id,
        card: card.id.clone(),
        member,
        at: work.now,
        size,
    })?;
    Ok(())
}
