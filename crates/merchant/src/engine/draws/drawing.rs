//! Opening what begins, and drawing what is over.

use kantis_protocol::DrawRecord;
use kantis_protocol::draw::{self, DrawnPrize, Tickets};

use super::{opened, record};
use crate::engine::{EngineError, Work, claims, codes, perks};
use crate::programme::Draw;
use crate::records::{ClaimSource, DrawState, TicketRecord};

/// Draws what is due: commits to a seed when the draw opens, and publishes it with the list of tickets once drawn, so that anybody can draw again.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>) -> Result<u32, EngineError> {
    let programme = work.programme;
    let today = work.today();
    let mut done = 0;
    for rule in &programme.draws {
        let known = work.tx.draw(&rule.id)?;
        match known {
            // One whose time was over before the shop began has nothing to draw from.
            None if (rule.from..=rule.until).contains(&today) => {
                opened(work, rule)?;
                done += 1;
            }
            Some(open) if !open.drawn && is_over(work, rule) => {
                draw_now(work, rule, &open)?;
                done += 1;
            }
            _ => {}
        }
    }
    Ok(done)
}

/// Whether nothing can give tickets any more: a till that was offline brings purchases of the last
/// day for as long as [`codes::BATCH`].
fn is_over(work: &Work<'_>, rule: &Draw) -> bool {
    perks::end_of(work, rule.until) + codes::BATCH <= work.now
}

fn draw_now(work: &mut Work<'_>, rule: &Draw, open: &DrawState) -> Result<(), EngineError> {
    let kept = work.tx.tickets(&rule.id)?;
    let tickets = kept.iter().map(|of| listed(rule, of)).collect::<Vec<_>>();
    let counts: Vec<u32> = rule.prize.iter().map(|prize| prize.count).collect();
    let winners = draw::draw(&open.seed, &tickets, &counts);
    for winner in &winners {
        let mut listed = kept.iter().zip(&tickets);
        if let Some((holder, _)) = listed.find(|(_, of)| of.holder == winner.holder) {
            let source = ClaimSource::Draw(rule.id.clone(), winner.prize);
            claims::grant(work, holder.member, source, None)?;
        }
    }
    let record = DrawRecord {
        drawn: Some(work.now),
        seed: Some(draw::seed_text(&open.seed)),
        tickets,
        winners,
        ..record::open_record(rule, open, work.shop_language())
    };
    work.tx.set_drawn(&rule.id, &record)?;
    Ok(())
}

fn listed(rule: &Draw, tickets: &TicketRecord) -> Tickets {
    Tickets {
        first: tickets.first.unsigned_abs(),
        count: tickets.count,
        holder: draw::holder(&rule.id, tickets.member),
    }
}

/// What may be won, in a language.
pub(super) fn prizes(rule: &Draw, language: &str) -> Vec<DrawnPrize> {
    rule.prize
        .iter()
        .map(|prize| DrawnPrize {
            title: prize.title.say(language).to_owned(),
            count: prize.count,
        })
        .collect()
}
