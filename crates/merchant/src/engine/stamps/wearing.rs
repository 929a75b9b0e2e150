//! Stamps that wear off.

use chrono::{DateTime, Days, Utc};
use kantis_protocol::Kind;
use uuid::Uuid;

use crate::engine::{EngineError, Work, perks};
use crate::programme::StampCardRule;
use crate::records::StampRecord;

/// Lets old stamps wear off.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let programme = work.programme;
    let mut done = 0;
    for card in &programme.stamp_cards {
        let Some(before) = worn_before(work, card) else {
            continue;
        };
        let left = limit.saturating_sub(done);
        for stamps in work.tx.stamps_before(&card.id, before, left)? {
            let member = stamps.member;
            wear_one(work, stamps)?;
            work.touch(member, Kind::StampCard, &card.id)?;
            done += 1;
        }
    }
    Ok(done)
}

/// Lets a member's old stamps on a card wear off, whether or not the tick came by.
pub(super) fn wear(
    work: &mut Work<'_>,
    member: Uuid,
    card: &StampCardRule,
) -> Result<(), EngineError> {
    let Some(before) = worn_before(work, card) else {
        return Ok(());
    };
    for stamps in work.tx.stamps_left(member, &card.id)? {
        if stamps.at < before {
            wear_one(work, stamps)?;
        }
    }
    Ok(())
}

fn wear_one(work: &mut Work<'_>, mut stamps: StampRecord) -> Result<(), EngineError> {
    stamps.worn += stamps.left;
    stamps.left = 0;
    Ok(work.tx.set_stamps(&stamps)?)
}

/// What is on a member's card now, oldest first, without what is worn off.
pub(super) fn on_card(
    work: &Work<'_>,
    member: Uuid,
    card: &StampCardRule,
) -> Result<Vec<StampRecord>, EngineError> {
    let mut stamps = work.tx.stamps_left(member, &card.id)?;
    if let Some(before) = worn_before(work, card) {
        stamps.retain(|stamps| stamps.at >= before);
    }
    Ok(stamps)
}

/// Stamps from before this instant are worn off; none where they never are.
fn worn_before(work: &Work<'_>, card: &StampCardRule) -> Option<DateTime<Utc>> {
    let days = Days::new(card.expires_days?.into());
    let first = work.today().checked_sub_days(days)?;
    Some(perks::begin_of(work, first))
}
