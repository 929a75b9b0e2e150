//! How offers end: taken back, run out, and at last no longer shown.

use chrono::TimeDelta;
use kantis_protocol::{Kind, OfferState};
use uuid::Uuid;

use super::view::SHOWN;
use super::{Agreed, making, rule, using};
use crate::engine::{EngineError, Work, letters, perks};

/// Takes back the personal offers of a member who no longer agrees.
///
/// # Errors
/// When the database fails.
pub fn withdraw_personal(work: &mut Work<'_>, member: Uuid) -> Result<u32, EngineError> {
    let agreed = Agreed::of(work, member)?;
    let mut withdrawn = 0;
    for mut offer in work.tx.open_offers(member)? {
        if rule(work.programme, &offer.rule).is_some_and(|rule| agreed.allows(rule)) {
            continue;
        }
        offer.state = OfferState::Withdrawn;
        offer.ended = Some(work.now);
        using::write(work, &offer)?;
        withdrawn += 1;
    }
    Ok(withdrawn)
}

/// Makes what is due for members whose day has come, lets old offers end, and forgets what is long
/// over.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    // Those that end today make room for those that come again.
    let mut done = expire(work, limit)?;
    for piece in [making::look, put_away, letters::tick] {
        let left = limit.saturating_sub(done);
        if left == 0 {
            break;
        }
        done = done.saturating_add(piece(work, left)?);
    }
    Ok(done)
}

fn expire(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0;
    for mut offer in work.tx.offers_over(work.today(), limit)? {
        offer.state = OfferState::Expired;
        offer.ended = Some(
            offer
                .until
                .map_or(work.now, |until| perks::end_of(work, until)),
        );
        using::write(work, &offer)?;
        done += 1;
    }
    Ok(done)
}

/// Shows no more what ended long ago. What was taken back is forgotten altogether: nothing came of
/// it, and it says what was concluded about somebody.
fn put_away(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0;
    let before = work.now - TimeDelta::days(SHOWN);
    for offer in work.tx.offers_shown_too_long(before, limit)? {
        if offer.state == OfferState::Withdrawn {
            work.tx.forget_offer(offer.id)?;
        } else {
            work.tx.show_no_more(offer.id)?;
        }
        work.tx.gone(
            Some(offer.member),
            Kind::Offer,
            &offer.id.to_string(),
            work.now,
        )?;
        done += 1;
    }
    Ok(done)
}
