//! What everybody may see of a draw.

use kantis_protocol::{DrawRecord, draw};

use super::{drawing, rule};
use crate::engine::{EngineError, Work};
use crate::programme::Draw;
use crate::records::{DrawState, MemberRecord};

/// A draw on record, once it is open: the commitment while it runs, everything once it is drawn.
///
/// # Errors
/// When the database fails.
pub fn record(
    work: &Work<'_>,
    draw: &str,
    language: &str,
) -> Result<Option<DrawRecord>, EngineError> {
    let Some(known) = work.tx.draw(draw)? else {
        return Ok(None);
    };
    let rule = rule(work, draw);
    if !known.drawn {
        return Ok(rule.map(|rule| open_record(rule, &known, language)));
    }
    let mut record = work.tx.draw_record(draw)?;
    // What was drawn stays as it was; only its words may be in another language.
    if let (Some(record), Some(rule)) = (&mut record, rule) {
        record.title = rule.title.say(language).to_owned();
        for (prize, now) in record.prizes.iter_mut().zip(&rule.prize) {
            prize.title = now.title.say(language).to_owned();
        }
    }
    Ok(record)
}

/// How many tickets a member has, and what stands for the member on the record.
///
/// # Errors
/// When the database fails.
pub fn mine(
    work: &Work<'_>,
    member: &MemberRecord,
    draw: &str,
) -> Result<(u32, String), EngineError> {
    Ok((
        work.tx.ticket_count(draw, member.id)?,
        draw::holder(draw, member.id),
    ))
}

/// The record while tickets are still given.
pub(super) fn open_record(rule: &Draw, open: &DrawState, language: &str) -> DrawRecord {
    DrawRecord {
        id: rule.id.clone(),
        title: rule.title.say(language).to_owned(),
        from: rule.from,
        until: rule.until,
        prizes: drawing::prizes(rule, language),
        opened: open.opened,
        commitment: draw::commitment(&open.seed),
        drawn: None,
        seed: None,
        tickets: Vec::new(),
        winners: Vec::new(),
    }
}
