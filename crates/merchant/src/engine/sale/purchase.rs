//! A purchase: everything that it does, in order.

use chrono::{DateTime, Utc};
use kantis_protocol::pos::{Basket, Priced, Purchase};
use kantis_protocol::{Effects, Kind, Money};
use uuid::Uuid;

use super::super::points::{Boost, PointsEffect};
use super::super::{
    EngineError, Work, campaigns, challenges, claims, draws, offers, points, stamps, tiers,
};
use super::basket::{invalid, is_text};
use super::benefits::Source;
use super::pricing::{Pricing, draw_up};
use super::{Buyer, Place, payments, receipt, within};
use crate::records::{MemberRecord, SaleRecord, SoldBy};

/// Characters of the till's own number.
const REFERENCE: usize = 64;

/// What a basket costs and gives, with its offers, claims and codes. Changes nothing.
///
/// # Errors
/// `invalid` with the line.
pub fn price(
    work: &Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    basket: &Basket,
) -> Result<Priced, EngineError> {
    let pricing = draw_up(work, place.channel, buyer, basket)?;
    let mut sale = SaleRecord {
        id: Uuid::nil(),
        number: 0,
        member: buyer.map(|buyer| buyer.member.id),
        at: work.now,
        recorded: work.now,
        channel: place.channel,
        place: place.name.clone(),
        seller: SoldBy::of(work.programme),
        reference: None,
        returns: None,
        lines: pricing.lines.clone(),
        payments: Vec::new(),
        total: pricing.total,
        effects: used(&pricing),
    };
    if let Some(Buyer { member, .. }) = buyer {
        let (boost, on_top) = boost(work, member, &sale, &pricing)?;
        if work.programme.points.is_some() {
            let effect = points::preview(work, member, &sale, &boost)?;
            give(&mut sale.effects, effect);
        }
        if !work.programme.stamp_cards.is_empty() {
            sale.effects.stamps = stamps::preview(work, member, &sale, on_top)?;
        }
    }
    let currency = work.programme.programme.currency;
    Ok(Priced {
        lines: sale
            .lines
            .iter()
            .map(|line| receipt::line(line, currency))
            .collect(),
        total: Money {
            minor: sale.total,
            currency,
        },
        effects: sale.effects,
        notes: pricing.notes.iter().map(|note| note.say(work)).collect(),
    })
}

/// Takes a purchase: prices, uses offers and claims, gives points, stamps, steps and tickets, judges the tier, writes the receipt.
///
/// # Errors
/// As [`price`]; `invalid` when the payments are not the total; `wrong-state`,
/// `static-code-spends` and `invalid` for offers, claims and codes that were asked for and may not
/// be used. What merely fits nothing in the basket is left for another day.
pub fn purchase(
    work: &mut Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    purchase: &Purchase,
) -> Result<SaleRecord, EngineError> {
    take(work, place, buyer, purchase, work.now)
}

/// Takes a purchase of a till that was offline: everything is judged at the time of the scan.
///
/// # Errors
/// As [`purchase`].
pub fn batched(
    work: &mut Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    purchase: &Purchase,
    scanned: DateTime<Utc>,
) -> Result<SaleRecord, EngineError> {
    // A till's clock may be a little ahead.
    take(work, place, buyer, purchase, scanned.min(work.now))
}

fn take(
    work: &mut Work<'_>,
    place: &Place,
    buyer: Option<&Buyer>,
    purchase: &Purchase,
    at: DateTime<Utc>,
) -> Result<SaleRecord, EngineError> {
    let recorded = work.now;
    if let Some(reference) = &purchase.reference
        && !is_text(reference, REFERENCE)
    {
        return Err(invalid("reference", "1 to 64 characters").into());
    }
    let pricing = draw_up(work, place.channel, buyer, &purchase.basket)
        .map_err(|error| within("basket", error))?;
    if let Some(refused) = pricing.notes.iter().find_map(|note| note.refusal()) {
        return Err(within("basket", refused.into()));
    }
    let payments = payments::taken(work, &purchase.payments, pricing.total)?;
    let mut sale = SaleRecord {
        id: work.id(),
        number: work.tx.next_receipt_number()?,
        member: buyer.map(|buyer| buyer.member.id),
        at,
        recorded,
        channel: place.channel,
        place: place.name.clone(),
        seller: SoldBy::of(work.programme),
        reference: purchase.reference.clone(),
        returns: None,
        lines: pricing.lines.clone(),
        payments,
        total: pricing.total,
        effects: used(&pricing),
    };
    let Some(Buyer { member, .. }) = buyer else {
        work.tx.add_sale(&sale)?;
        return Ok(sale);
    };
    work.now = at;
    use_up(work, &pricing, sale.id)?;
    reward(work, member, &mut sale, &pricing)?;
    work.now = recorded;
    sale.effects.tier = tiers::purchase(work, member, &sale)?;
    work.tx.add_sale(&sale)?;
    work.touch(member.id, Kind::Receipt, &sale.id.to_string())?;
    work.touch(member.id, Kind::Account, Kind::Account.only())?;
    // The till waits for no rule: the next tick makes what is due.
    offers::soon(work, member.id)?;
    Ok(sale)
}

/// What is used, before anything is given.
fn used(pricing: &Pricing) -> Effects {
    let mut effects = Effects {
        saved: pricing.saved,
        ..Effects::default()
    };
    for benefit in &pricing.used {
        match &benefit.source {
            Source::Offer { id, .. } => effects.offers.push(*id),
            Source::Claim(claim) => {
                effects.claims.push(claim.id);
                effects.points_spent = effects.points_spent.saturating_add(claim.cost);
            }
        }
    }
    effects
}

fn use_up(work: &mut Work<'_>, pricing: &Pricing, receipt: Uuid) -> Result<(), EngineError> {
    for benefit in &pricing.used {
        match &benefit.source {
            Source::Offer { id, .. } => {
                offers::redeem(work, *id, receipt)?;
            }
            Source::Claim(claim) => {
                claims::consume(work, claim.id, Some(receipt))?;
            }
        }
    }
    Ok(())
}

/// What campaigns, offers and claims put on top: of points, and of stamps.
fn boost(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    pricing: &Pricing,
) -> Result<(Boost, u32), EngineError> {
    let mut boost = if work.programme.campaigns.is_empty() {
        Boost::default()
    } else {
        campaigns::boost(work, member, sale)?
    };
    let stamps = pricing.on_top(&mut boost);
    Ok((boost, stamps))
}

/// Gives points, stamps, steps and tickets.
fn reward(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &mut SaleRecord,
    pricing: &Pricing,
) -> Result<(), EngineError> {
    let (boost, on_top) = boost(work, member, sale, pricing)?;
    if work.programme.points.is_some() {
        let effect = points::purchase(work, member, sale, &boost)?;
        give(&mut sale.effects, effect);
    }
    if !work.programme.campaigns.is_empty() {
        campaigns::took_part(work, member, sale, &boost)?;
    }
    if !work.programme.stamp_cards.is_empty() {
        sale.effects.stamps = stamps::purchase(work, member, sale, on_top)?;
    }
    if !work.programme.challenges.is_empty() {
        challenges::purchase(work, member, sale)?;
    }
    if !work.programme.draws.is_empty() {
        draws::purchase(work, member, sale)?;
    }
    Ok(())
}

pub(super) const fn give(effects: &mut Effects, effect: PointsEffect) {
    effects.points = effect.given;
    effects.points_pending = effect.pending;
}
