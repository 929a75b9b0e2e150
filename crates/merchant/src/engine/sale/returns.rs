//! Returns: what goes back is the share of what came, and never more than was bought.

use std::collections::BTreeMap;

use kantis_protocol::pos::{Return, ReturnLine};
use kantis_protocol::{Effects, Kind, ProblemType};

use super::super::{
    EngineError, Refused, Work, campaigns, challenges, claims, draws, offers, points, stamps, tiers,
};
use super::basket::invalid;
use super::purchase::give;
use super::{Place, payments, share};
use crate::records::{MemberRecord, SaleLine, SaleRecord, SoldBy};

/// Takes a return, whole or in part: a receipt with negative lines; points, stamps and steps go back in step.
///
/// # Errors
/// `not-found`, `invalid` for more than was bought, `wrong-state` once all is back.
pub fn returned(
    work: &mut Work<'_>,
    place: &Place,
    request: &Return,
) -> Result<SaleRecord, EngineError> {
    let bought = work.tx.sale(request.receipt)?.ok_or_else(not_found)?;
    take_back(work, place, &bought, &request.lines)
}

/// Takes back a web shop's order, whole or in part: also one that is cancelled before it was sent.
///
/// # Errors
/// As [`returned`].
pub fn return_order(
    work: &mut Work<'_>,
    place: &Place,
    order: &str,
    lines: &[ReturnLine],
) -> Result<SaleRecord, EngineError> {
    let bought = work
        .tx
        .sale_of_order(&place.name, order)?
        .ok_or_else(not_found)?;
    take_back(work, place, &bought, lines)
}

fn not_found() -> EngineError {
    Refused::new(ProblemType::NotFound).into()
}

fn take_back(
    work: &mut Work<'_>,
    place: &Place,
    bought: &SaleRecord,
    lines: &[ReturnLine],
) -> Result<SaleRecord, EngineError> {
    if bought.returns.is_some() {
        return Err(Refused::new(ProblemType::WrongState)
            .because("that receipt is of a return")
            .into());
    }
    let quantities = quantities(bought, lines)?;
    let lines: Vec<SaleLine> = bought
        .lines
        .iter()
        .filter_map(|line| Some(negative(line, *quantities.get(&line.line)?)))
        .collect();
    let total: i64 = lines.iter().map(|line| line.total).sum();
    let before: i64 = bought
        .lines
        .iter()
        .map(|line| line.total - line.left_of(line.returned).total)
        .sum();
    let mut back = SaleRecord {
        id: work.id(),
        number: work.tx.next_receipt_number()?,
        member: bought.member,
        at: work.now,
        recorded: work.now,
        channel: place.channel,
        place: place.name.clone(),
        // What was paid is paid back in what it was paid with.
        seller: SoldBy {
            currency: bought.seller.currency,
            ..SoldBy::of(work.programme)
        },
        reference: bought.reference.clone(),
        returns: Some(bought.id),
        payments: payments::paid_back(&bought.payments, before, -total),
        total,
        effects: Effects {
            saved: lines.iter().map(|line| line.discount).sum(),
            ..Effects::default()
        },
        lines,
    };
    for line in &bought.lines {
        if let Some(quantity) = quantities.get(&line.line) {
            let line = SaleLine {
                returned: line.returned + quantity,
                ..line.clone()
            };
            work.tx.set_returned(bought.id, &line)?;
        }
    }
    let member = match bought.member {
        Some(id) => work.tx.member(id)?,
        None => None,
    };
    let Some(member) = member else {
        back.member = None;
        work.tx.add_sale(&back)?;
        return Ok(back);
    };
    let whole = bought.lines.iter().all(|line| {
        line.returned + quantities.get(&line.line).copied().unwrap_or(0) == line.quantity
    });
    undo(work, &member, bought, &mut back, whole)?;
    tiers::returned(work, member.id, bought, &back)?;
    work.tx.add_sale(&back)?;
    work.touch(member.id, Kind::Receipt, &bought.id.to_string())?;
    work.touch(member.id, Kind::Receipt, &back.id.to_string())?;
    work.touch(member.id, Kind::Account, Kind::Account.only())?;
    Ok(back)
}

/// How much of each line comes back; all that is not back yet where none is named.
fn quantities(
    bought: &SaleRecord,
    lines: &[ReturnLine],
) -> Result<BTreeMap<u32, i64>, EngineError> {
    let mut wanted = BTreeMap::new();
    if lines.is_empty() {
        wanted.extend(
            bought
                .lines
                .iter()
                .map(|line| (line.line, line.quantity - line.returned))
                .filter(|(_, left)| *left > 0),
        );
        if wanted.is_empty() {
            return Err(Refused::new(ProblemType::WrongState)
                .because("all of it is back")
                .into());
        }
        return Ok(wanted);
    }
    for (index, asked) in lines.iter().enumerate() {
        let at = |what: &str| format!("lines/{index}/{what}");
        let Some(line) = bought.lines.iter().find(|line| line.line == asked.line) else {
            return Err(invalid(&at("line"), "the receipt has no such line").into());
        };
        let left = line.quantity - line.returned;
        if !(1..=left).contains(&asked.quantity) {
            return Err(
                invalid(&at("quantity"), "more than was bought and is not back yet")
                    .with("left", left)
                    .into(),
            );
        }
        if wanted.insert(asked.line, asked.quantity).is_some() {
            return Err(invalid(&at("line"), "the same line twice").into());
        }
    }
    Ok(wanted)
}

/// So much of a line, as it comes back. What is paid back is the difference of what is left before
/// and after: however it is cut in parts, they add up to what was paid.
fn negative(line: &SaleLine, quantity: i64) -> SaleLine {
    let paid_back =
        line.left_of(line.returned).total - line.left_of(line.returned + quantity).total;
    let price = share(line.unit_price, quantity, 1000);
    SaleLine {
        quantity: -quantity,
        discount: paid_back - price,
        total: -paid_back,
        returned: 0,
        ..line.clone()
    }
}

/// Takes back what the purchase did.
fn undo(
    work: &mut Work<'_>,
    member: &MemberRecord,
    bought: &SaleRecord,
    back: &mut SaleRecord,
    whole: bool,
) -> Result<(), EngineError> {
    if work.programme.points.is_some() {
        let effect = points::returned(work, member, bought, back)?;
        give(&mut back.effects, effect);
    }
    if !work.programme.stamp_cards.is_empty() {
        back.effects.stamps = stamps::returned(work, member, bought, back)?;
    }
    if !work.programme.challenges.is_empty() {
        challenges::returned(work, member, bought, back)?;
    }
    if !work.programme.draws.is_empty() {
        draws::returned(work, member, bought, back)?;
    }
    if whole {
        if !work.programme.campaigns.is_empty() {
            campaigns::returned(work, member.id, bought.id)?;
        }
        if !bought.effects.claims.is_empty() {
            let given = claims::returned(work, member.id, bought.id, back.id)?;
            back.effects.points_spent = -given;
        }
        if !bought.effects.offers.is_empty() {
            offers::returned(work, member.id, bought.id)?;
        }
    }
    Ok(())
}
