//! What is done with an offer: activated, hidden, used, given back.

use kantis_protocol as wire;
use kantis_protocol::{Kind, OfferState, ProblemType};
use uuid::Uuid;

use super::{Agreed, rule, view};
use crate::engine::{EngineError, Refused, Work, codes};
use crate::programme::{OfferRule, When};
use crate::records::{MemberRecord, OfferRecord, VisitStrength};

/// Offers that may be used on a purchase now, in the programme's order: activated where that is
/// asked. Hidden ones are among them: who does not want to see an offer has not given it away.
///
/// # Errors
/// When the database fails.
pub fn usable(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Vec<(OfferRecord, OfferRule)>, EngineError> {
    let mut offers = work.tx.open_offers(member.id)?;
    if offers.is_empty() {
        return Ok(Vec::new());
    }
    let agreed = Agreed::of(work, member.id)?;
    let rules = &work.programme.offers;
    offers.sort_by_key(|offer| rules.iter().position(|rule| rule.id == offer.rule));
    Ok(offers
        .into_iter()
        .filter_map(|offer| {
            let rule = rule(work.programme, &offer.rule)?;
            let good = agreed.allows(rule) && is_good(work, &offer, rule);
            good.then(|| (offer, rule.clone()))
        })
        .collect())
}

/// Offers that may be used by who stands at a till. A number that only earns can be photographed:
/// it uses what everybody has and nobody can use up, and shows no others.
///
/// # Errors
/// When the database fails.
pub fn usable_here(
    work: &Work<'_>,
    member: &MemberRecord,
    strength: VisitStrength,
) -> Result<Vec<(OfferRecord, OfferRule)>, EngineError> {
    if strength == VisitStrength::Told {
        return Ok(Vec::new());
    }
    let mut offers = usable(work, member)?;
    if !codes::may_spend(work, strength) {
        offers.retain(|(_, rule)| rule.reusable && matches!(rule.when, When::Everyone { .. }));
    }
    Ok(offers)
}

/// Whether it may be used now.
fn is_good(work: &Work<'_>, offer: &OfferRecord, rule: &OfferRule) -> bool {
    match offer.state_on(work.today()) {
        OfferState::Activated => true,
        OfferState::Available => !rule.activation,
        _ => false,
    }
}

/// Notes that an offer was used: a single one exactly once.
///
/// # Errors
/// `wrong-state`.
pub fn redeem(work: &mut Work<'_>, offer: Uuid, receipt: Uuid) -> Result<OfferRecord, EngineError> {
    let mut offer = work
        .tx
        .offer(offer)?
        .ok_or_else(|| Refused::new(ProblemType::WrongState))?;
    let rule = rule(work.programme, &offer.rule)
        .filter(|rule| is_good(work, &offer, rule))
        .ok_or_else(|| {
            Refused::new(ProblemType::WrongState).because("the offer cannot be used now")
        })?;
    offer.used = Some(work.now);
    offer.receipt = Some(receipt);
    if !rule.reusable {
        offer.state = OfferState::Redeemed;
        offer.ended = Some(work.now);
        if rule.again_after_days.is_some() {
            // When it comes again depends on whether it is still open.
            work.tx.look_by(offer.member, work.now)?;
        }
    }
    write(work, &offer)?;
    Ok(offer)
}

/// The whole purchase came back: its offers may be used again while they are good.
///
/// # Errors
/// When the database fails.
pub fn returned(work: &mut Work<'_>, member: Uuid, receipt: Uuid) -> Result<(), EngineError> {
    for mut offer in work.tx.offers_on(member, receipt)? {
        let Some(rule) = rule(work.programme, &offer.rule) else {
            continue;
        };
        offer.state = if rule.activation {
            OfferState::Activated
        } else {
            OfferState::Available
        };
        offer.used = None;
        offer.receipt = None;
        offer.ended = None;
        if offer.state_on(work.today()) == OfferState::Expired {
            offer.state = OfferState::Expired;
            offer.ended = Some(work.now);
        }
        write(work, &offer)?;
    }
    Ok(())
}

/// Activates. Twice is as once, and one that needs it not is as good as activated.
///
/// # Errors
/// `not-found`, `wrong-state`, `gone`.
pub fn activate(
    work: &mut Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
) -> Result<wire::Offer, EngineError> {
    let mut offer = own(work, member, offer)?;
    let state = match rule(work.programme, &offer.rule) {
        Some(_) => offer.state_on(work.today()),
        None => OfferState::Withdrawn,
    };
    match state {
        OfferState::Available => {
            let asked = rule(work.programme, &offer.rule).is_some_and(|rule| rule.activation);
            if asked {
                offer.state = OfferState::Activated;
                write(work, &offer)?;
            }
        }
        OfferState::Activated => {}
        OfferState::Expired | OfferState::Withdrawn => {
            return Err(Refused::new(ProblemType::Gone)
                .because("the offer's time is over")
                .into());
        }
        OfferState::Redeemed | OfferState::Reserved | OfferState::Unknown => {
            return Err(Refused::new(ProblemType::WrongState)
                .because("the offer was used")
                .into());
        }
    }
    seen(work, member, offer.id)
}

/// Hides, or shows again.
///
/// # Errors
/// `not-found`.
pub fn hide(
    work: &mut Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
    hidden: bool,
) -> Result<wire::Offer, EngineError> {
    let mut offer = own(work, member, offer)?;
    if offer.hidden != hidden {
        offer.hidden = hidden;
        write(work, &offer)?;
    }
    seen(work, member, offer.id)
}

fn own(work: &Work<'_>, member: &MemberRecord, offer: Uuid) -> Result<OfferRecord, EngineError> {
    work.tx
        .offer(offer)?
        .filter(|offer| offer.member == member.id && view::is_shown(work, offer))
        .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

fn seen(work: &Work<'_>, member: &MemberRecord, offer: Uuid) -> Result<wire::Offer, EngineError> {
    view::view(work, member, offer)?.ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

/// Writes where an offer stands, and tells its member's wallets.
pub(super) fn write(work: &mut Work<'_>, offer: &OfferRecord) -> Result<(), EngineError> {
    work.tx.set_offer(offer)?;
    work.touch(offer.member, Kind::Offer, &offer.id.to_string())?;
    Ok(())
}
