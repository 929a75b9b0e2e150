//! Prize draws: fair, drawn once, and on record.
//!
//! A draw opens with a seed that nobody knows and whose hash everybody may see. Once its last day is
//! over, and no till that was offline can bring purchases of that day any more, it is drawn in one
//! transaction: the record, which has the seed and every ticket on it, and
//! the winners' claims are there together or not at all. How it is drawn says
//! [`kantis_protocol::draw`].

mod drawing;
mod record;
mod tickets;

pub use drawing::tick;
pub use record::{mine, record};
pub(super) use tickets::take_back;
pub use tickets::{purchase, returned, tickets};

use chrono::{DateTime, Utc};

use super::{EngineError, Work};
use crate::programme::Draw;
use crate::records::DrawState;

/// The draw of this name.
fn rule<'a>(work: &Work<'a>, draw: &str) -> Option<&'a Draw> {
    work.programme.draws.iter().find(|rule| rule.id == draw)
}

/// A draw that still gives tickets; it opens where it was not open yet. None once it is drawn.
fn opened(work: &mut Work<'_>, rule: &Draw) -> Result<Option<DrawState>, EngineError> {
    if let Some(known) = work.tx.draw(&rule.id)? {
        return Ok((!known.drawn).then_some(known));
    }
    let draw = new(rule, work.now, work);
    work.tx.add_draw(&draw)?;
    Ok(Some(draw))
}

fn new(rule: &Draw, now: DateTime<Utc>, work: &Work<'_>) -> DrawState {
    let mut seed = [0; 32];
    work.entropy.fill(&mut seed);
    DrawState {
        draw: rule.id.clone(),
        seed,
        opened: now,
        drawn: false,
    }
}
