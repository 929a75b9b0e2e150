//! What a return takes off the cards.

use kantis_protocol as wire;
use kantis_protocol::Kind;
use uuid::Uuid;

use super::{earning, wearing};
use crate::engine::{EngineError, Work, claims};
use crate::programme::StampCardRule;
use crate::records::{MemberRecord, SaleRecord, StampRecord};

/// Full cards that are looked through for one whose claim is unused.
const FILLS: u32 = 100;

/// Takes back the stamps of what came back; an unused claim of a card that is no longer full goes, a used one stays.
/// `purchase` is as it was kept before `back`.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    let programme = work.programme;
    let before = purchase.left_after(&SaleRecord {
        lines: Vec::new(),
        ..back.clone()
    });
    let after = purchase.left_after(back);
    let mut effects = Vec::new();
    for card in &programme.stamp_cards {
        wearing::wear(work, member.id, card)?;
        let Some(stamps) = work.tx.stamps_of(purchase.id, &card.id)? else {
            continue;
        };
        let had = worth(work, card, &before, &stamps);
        let has = worth(work, card, &after, &stamps);
        let given = stamps.given - stamps.taken;
        // Nothing is left of a purchase whose rest earns nothing, whatever the rules said then.
        let back = if has == 0 {
            given
        } else {
            given.min(had.saturating_sub(has))
        };
        if back == 0 {
            continue;
        }
        let taken = take(work, member.id, card, stamps, back)?;
        work.touch(member.id, Kind::StampCard, &card.id)?;
        effects.push(wire::StampEffect {
            card: card.id.clone(),
            stamps: -i64::from(taken),
            completed: 0,
        });
    }
    Ok(effects)
}

/// What the rest of a purchase is worth in stamps, with what an offer and a new card had put on top.
fn worth(work: &Work<'_>, card: &StampCardRule, rest: &SaleRecord, stamps: &StampRecord) -> u32 {
    if rest.lines.iter().all(|line| line.quantity == 0) {
        return 0;
    }
    let earned = earning::earned(work, card, rest) + stamps.on_top;
    if earned == 0 {
        return 0;
    }
    earned + stamps.head_start
}

/// Takes stamps of a purchase off a card. How many went in truth.
///
/// Those that wore off are gone anyway. The purchase's own stamps on the card go first. For those
/// that went into a full card others on the card stand in, then full cards whose claim nobody has
/// used are opened again. What is still lacking is forgiven.
fn take(
    work: &mut Work<'_>,
    member: Uuid,
    card: &StampCardRule,
    mut own: StampRecord,
    count: u32,
) -> Result<u32, EngineError> {
    let worn = own.worn.min(count);
    let left = own.left.min(count - worn);
    let used = count - worn - left;
    own.worn -= worn;
    own.left -= left;
    own.used = own.used.saturating_sub(used);
    own.taken += count;
    work.tx.set_stamps(&own)?;

    let mut lacking = used - stand_in(work, member, card, used)?;
    for fill in work.tx.fills(member, &card.id, FILLS)? {
        if lacking == 0 {
            break;
        }
        if !claims::take_back(work, fill.claim)? {
            continue;
        }
        work.tx.remove_fill(fill.claim)?;
        let covered = lacking.min(fill.size);
        put_back(work, member, card, fill.size - covered)?;
        lacking -= covered;
    }
    Ok(count - worn - lacking)
}

/// Moves stamps from the card into full cards, oldest first. How many there were, up to `count`.
fn stand_in(
    work: &mut Work<'_>,
    member: Uuid,
    card: &StampCardRule,
    count: u32,
) -> Result<u32, EngineError> {
    let mut open = count;
    for mut stamps in work.tx.stamps_left(member, &card.id)? {
        if open == 0 {
            break;
        }
        let moved = stamps.left.min(open);
        stamps.left -= moved;
        stamps.used += moved;
        work.tx.set_stamps(&stamps)?;
        open -= moved;
    }
    Ok(count - open)
}

/// Moves stamps of a card that is no longer full back onto the card, newest first.
fn put_back(
    work: &mut Work<'_>,
    member: Uuid,
    card: &StampCardRule,
    count: u32,
) -> Result<(), EngineError> {
    let mut open = count;
    // Each purchase in the list gave at least one.
    for mut stamps in work.tx.stamps_used(member, &card.id, count)? {
        if open == 0 {
            break;
        }
        let moved = stamps.used.min(open);
        stamps.used -= moved;
        stamps.left += moved;
        work.tx.set_stamps(&stamps)?;
        open -= moved;
    }
    Ok(())
}
