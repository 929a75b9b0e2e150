//! What gives tickets, and what takes them back.

use uuid::Uuid;

use super::{opened, rule};
use crate::engine::{EngineError, Work};
use crate::programme::{Draw, Ticket};
use crate::records::{MemberRecord, SaleRecord, TicketRecord};

/// Tickets for a purchase.
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
    for rule in &programme.draws {
        if (rule.from..=rule.until).contains(&day) {
            give(work, rule, member.id, Some(sale.id), earned(rule, sale))?;
        }
    }
    Ok(())
}

/// Takes back the tickets that what is left of a purchase no longer earns, unless the draw is over.
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
    let rest = purchase.left_after(back);
    for mut tickets in work.tx.tickets_of_sale(purchase.id)? {
        let drawn = work.tx.draw(&tickets.draw)?.is_none_or(|known| known.drawn);
        if drawn || tickets.member != member.id {
            continue;
        }
        let Some(rule) = rule(work, &tickets.draw) else {
            continue;
        };
        let earned = earned(rule, &rest);
        if earned < tickets.count {
            tickets.count = earned;
            work.tx.set_tickets(&tickets)?;
        }
    }
    Ok(())
}

/// Tickets that a challenge gave, and the first one's number. A draw that is over gives none.
///
/// # Errors
/// When the database fails.
pub fn tickets(
    work: &mut Work<'_>,
    member: Uuid,
    draw: &str,
    count: u32,
) -> Result<Option<i64>, EngineError> {
    match rule(work, draw) {
        Some(rule) if work.today() <= rule.until => give(work, rule, member, None, count),
        _ => Ok(None),
    }
}

/// Takes tickets back that a challenge gave. False once the draw is over.
pub(in crate::engine) fn take_back(
    work: &mut Work<'_>,
    draw: &str,
    first: i64,
    member: Uuid,
) -> Result<bool, EngineError> {
    if work.tx.draw(draw)?.is_none_or(|known| known.drawn) {
        return Ok(false);
    }
    work.tx.set_tickets(&TicketRecord {
        draw: draw.to_owned(),
        first,
        count: 0,
        member,
        sale: None,
    })?;
    Ok(true)
}

fn give(
    work: &mut Work<'_>,
    rule: &Draw,
    member: Uuid,
    sale: Option<Uuid>,
    count: u32,
) -> Result<Option<i64>, EngineError> {
    if count == 0 || opened(work, rule)?.is_none() {
        return Ok(None);
    }
    let count = match rule.tickets_per_member {
        Some(most) => count.min(most.saturating_sub(work.tx.ticket_count(&rule.id, member)?)),
        None => count,
    };
    if count == 0 {
        return Ok(None);
    }
    Ok(Some(work.tx.add_tickets(&rule.id, member, sale, count)?))
}

/// What a purchase, or what is left of it, earns.
fn earned(rule: &Draw, sale: &SaleRecord) -> u32 {
    match rule.ticket {
        Ticket::Purchase { minimum } => u32::from(sale.total > 0 && sale.total >= minimum.0),
        Ticket::Spent(amount) => {
            let tickets = sale.total.max(0).checked_div(amount.0).unwrap_or(0);
            u32::try_from(tickets).unwrap_or(u32::MAX)
        }
        Ticket::Challenges {} => 0,
    }
}
