//! What happens by itself as time passes. Called by the server every few seconds and by tests.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{EngineError, Work, catalogue, claims, codes, draws, offers, points, stamps, tiers};

/// How long an answer to a request with a key is kept. An offline till may come 72 h later, and has
/// a day to ask again; what a member had then is kept no longer than that.
const ANSWERS: TimeDelta = TimeDelta::days(4);
/// How long removals are known to wallets that ask what changed.
const REMOVALS: TimeDelta = TimeDelta::days(90);

/// One subject's piece of what is due.
type Piece = fn(&mut Work<'_>, u32) -> Result<u32, EngineError>;

/// In the order in which one may follow from another.
const PIECES: [Piece; 6] = [
    points::tick,
    claims::tick,
    stamps::tick,
    tiers::tick,
    offers::tick,
    |work, _| draws::tick(work),
];

/// Does a piece of what is due, in the order points, claims, stamps, tiers, offers, draws, trimming. How much was done; 0 when nothing is due.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0_u32;
    for piece in PIECES {
        let left = limit.saturating_sub(done);
        if left == 0 {
            return Ok(done);
        }
        done = done.saturating_add(piece(work, left)?);
    }
    catalogue::turn(work)?;
    if done == 0 {
        trim(work)?;
    }
    Ok(done)
}

/// When something of a member's last changed by time alone, while no tick has come by to note it: a
/// hold was over, points became available or ran out.
///
/// # Errors
/// When the database fails.
pub fn passed(work: &Work<'_>, member: Uuid) -> Result<Option<DateTime<Utc>>, EngineError> {
    let hold = work.tx.hold_passed(member, work.now)?;
    let points = work.tx.points_passed(member, work.now)?;
    Ok(hold.max(points))
}

/// Forgets what nobody can ask for any more.
fn trim(work: &mut Work<'_>) -> Result<(), EngineError> {
    work.tx.trim_visits(work.now)?;
    work.tx.trim_answers(work.now - ANSWERS)?;
    work.tx.trim_changes(work.now - REMOVALS)?;
    work.tx.trim_grants(work.now)?;
    codes::forget_before(work)
}
