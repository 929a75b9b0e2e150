//! What may be used on a basket: offers by themselves, offers and codes that were asked for, claims.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kantis_protocol::ClaimState;
use kantis_protocol::pos::Basket;
use uuid::Uuid;

use super::super::{EngineError, Work, claims, codes, offers};
use super::Buyer;
use super::basket::invalid;
use super::notes::{Note, Why};
use crate::programme::{Match, OfferRule, Worth};
use crate::records::{Channel, ClaimRecord, ClaimSource, OfferRecord, VisitStrength};

/// Offers, claims and codes of one basket, each.
const ASKED: usize = 50;
/// Characters of a code as typed.
const CODE: usize = 40;

/// Something that may be used on a basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Benefit {
    /// Which part of the basket asked for it; none: it is used by itself.
    pub(super) at: Option<String>,
    /// As printed on the line.
    pub(super) title: String,
    pub(super) worth: Worth,
    pub(super) on: Match,
    /// For the ledger: `offer:tea`, `reward:mug`, `stamp_card:coffee`, `draw:may`.
    pub(super) reason: String,
    pub(super) source: Source,
    /// What the whole basket must cost before discounts.
    pub(super) minimum: Option<i64>,
}

/// Where a benefit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Offer {
        id: Uuid,
        reusable: bool,
        until: Option<NaiveDate>,
    },
    Claim(ClaimRecord),
}

/// Everything that may be used on a basket, and what was asked for and may not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Benefits {
    pub(super) offers: Vec<Benefit>,
    pub(super) claims: Vec<Benefit>,
    pub(super) notes: Vec<Note>,
}

/// What a buyer may use here.
struct Rights {
    /// Offers by themselves and by id.
    offers: bool,
    /// Offers by their codes.
    codes: bool,
    /// Claims.
    claims: bool,
}

impl Rights {
    /// A web shop cannot see a member's offers, so it uses what the member typed; a code that nobody
    /// can guess stands for the member there. At a till, what was shown decides.
    fn of(work: &Work<'_>, channel: Channel, strength: VisitStrength) -> Self {
        match channel {
            Channel::Batch => Self {
                offers: false,
                codes: false,
                claims: false,
            },
            Channel::Web => Self {
                offers: false,
                codes: true,
                claims: true,
            },
            Channel::Till => {
                let here = strength != VisitStrength::Told;
                Self {
                    offers: here,
                    codes: here,
                    claims: codes::may_spend(work, strength),
                }
            }
        }
    }
}

/// Gathers them.
pub(super) fn gather(
    work: &Work<'_>,
    channel: Channel,
    buyer: Option<&Buyer>,
    basket: &Basket,
) -> Result<Benefits, EngineError> {
    check(channel, basket)?;
    let mut found = Benefits::default();
    let Some(buyer) = buyer else {
        found.notes = asked(basket)
            .map(|(at, what)| note(at, Why::NoMember, what))
            .collect();
        return Ok(found);
    };
    let rights = Rights::of(work, channel, buyer.strength);
    let usable = if work.programme.offers.is_empty() || !(rights.offers || rights.codes) {
        Vec::new()
    } else {
        offers::usable(work, &buyer.member)?
    };
    let mut taken = BTreeSet::new();
    for (index, id) in basket.offers.iter().enumerate() {
        let at = format!("offers/{index}");
        if !rights.offers {
            found.notes.push(note(at, Why::OnlyEarns, id.to_string()));
        } else if let Some((offer, rule)) = usable.iter().find(|(offer, _)| offer.id == *id) {
            if taken.insert(offer.id) {
                found.offers.push(of_offer(work, Some(at), offer, rule));
            }
        } else {
            let view = offers::view(work, &buyer.member, *id)?;
            let why = if view.is_some() {
                Why::NotNow
            } else {
                Why::Unknown
            };
            let what = view.map_or_else(|| id.to_string(), |offer| offer.title);
            found.notes.push(note(at, why, what));
        }
    }
    for (index, code) in basket.codes.iter().enumerate() {
        let at = format!("codes/{index}");
        let code = code.trim();
        if !rights.codes {
            found.notes.push(note(at, Why::OnlyEarns, code.to_owned()));
            continue;
        }
        match offers::by_code(work, code)?.filter(|offer| offer.member == buyer.member.id) {
            Some(offer) => match usable.iter().find(|(other, _)| other.id == offer.id) {
                Some((offer, rule)) if taken.insert(offer.id) => {
                    found.offers.push(of_offer(work, Some(at), offer, rule));
                }
                Some(_) => {}
                None => found.notes.push(note(at, Why::NotNow, code.to_owned())),
            },
            // A checkout has one box for codes: it may be a claim's.
            None => claim(work, buyer, &rights, at, code, &mut taken, &mut found)?,
        }
    }
    for (index, code) in basket.claims.iter().enumerate() {
        let at = format!("claims/{index}");
        claim(
            work,
            buyer,
            &rights,
            at,
            code.trim(),
            &mut taken,
            &mut found,
        )?;
    }
    if rights.offers {
        for (offer, rule) in &usable {
            // A thing is handed over by a person: it is chosen, not used by itself.
            if !matches!(rule.worth, Worth::Thing(_)) && taken.insert(offer.id) {
                found.offers.push(of_offer(work, None, offer, rule));
            }
        }
    }
    Ok(found)
}

fn check(channel: Channel, basket: &Basket) -> Result<(), EngineError> {
    for (what, count) in [
        ("offers", basket.offers.len()),
        ("claims", basket.claims.len()),
        ("codes", basket.codes.len()),
    ] {
        if count > ASKED {
            return Err(invalid(what, "at most 50 of them").into());
        }
        if channel == Channel::Batch && count > 0 {
            return Err(invalid(what, "a till that was offline can only give").into());
        }
    }
    for (what, list) in [("claims", &basket.claims), ("codes", &basket.codes)] {
        for (index, code) in list.iter().enumerate() {
            if code.chars().count() > CODE || code.contains(char::is_control) {
                let at = format!("{what}/{index}");
                return Err(invalid(&at, "at most 40 characters").into());
            }
        }
    }
    Ok(())
}

/// Everything that a basket asks for, with its place.
fn asked(basket: &Basket) -> impl Iterator<Item = (String, String)> {
    let offers = basket.offers.iter().map(Uuid::to_string).enumerate();
    let claims = basket.claims.iter().cloned().enumerate();
    let codes = basket.codes.iter().cloned().enumerate();
    let place = |what: &'static str| {
        move |(index, named): (usize, String)| (format!("{what}/{index}"), named)
    };
    offers
        .map(place("offers"))
        .chain(claims.map(place("claims")))
        .chain(codes.map(place("codes")))
}

fn note(at: String, why: Why, what: String) -> Note {
    Note {
        at: Some(at),
        why,
        what,
    }
}

fn of_offer(work: &Work<'_>, at: Option<String>, offer: &OfferRecord, rule: &OfferRule) -> Benefit {
    Benefit {
        at,
        title: rule.title.say(work.shop_language()).to_owned(),
        worth: rule.worth.clone(),
        on: rule.on.clone(),
        reason: format!("offer:{}", rule.id),
        source: Source::Offer {
            id: offer.id,
            reusable: rule.reusable,
            until: offer.until,
        },
        minimum: rule.minimum_basket.map(|amount| amount.0),
    }
}

fn claim(
    work: &Work<'_>,
    buyer: &Buyer,
    rights: &Rights,
    at: String,
    code: &str,
    taken: &mut BTreeSet<Uuid>,
    found: &mut Benefits,
) -> Result<(), EngineError> {
    if !rights.claims {
        found.notes.push(note(at, Why::OnlyEarns, code.to_owned()));
        return Ok(());
    }
    let mine = claims::by_code(work, code)?.filter(|claim| claim.member == buyer.member.id);
    let Some((claim, (worth, on))) =
        mine.and_then(|claim| Some((claim.clone(), claims::worth(work, &claim)?)))
    else {
        found.notes.push(note(at, Why::Unknown, code.to_owned()));
        return Ok(());
    };
    let (reason, title) = named(work, &claim.source);
    let over = claim.hold_until.is_some_and(|until| until <= work.now);
    if claim.state != ClaimState::Reserved || over {
        found.notes.push(note(at, Why::NotNow, title));
        return Ok(());
    }
    if taken.insert(claim.id) {
        found.claims.push(Benefit {
            at: Some(at),
            title,
            worth,
            on,
            reason,
            source: Source::Claim(claim),
            minimum: None,
        });
    }
    Ok(())
}

/// The ledger's reason and the printed title of a claim.
fn named(work: &Work<'_>, source: &ClaimSource) -> (String, String) {
    let language = work.shop_language();
    let (reason, title) = match source {
        ClaimSource::Reward(id) => (
            format!("reward:{id}"),
            work.programme.reward(id).map(|reward| &reward.title),
        ),
        ClaimSource::StampCard(id) => (
            format!("stamp_card:{id}"),
            work.programme.stamp_card(id).map(|card| &card.reward.title),
        ),
        ClaimSource::Draw(id, prize) => (
            format!("draw:{id}"),
            work.programme
                .draws
                .iter()
                .find(|draw| draw.id == *id)
                .and_then(|draw| draw.prize.get(usize::try_from(*prize).ok()?))
                .map(|prize| &prize.title),
        ),
    };
    let title = title.map_or_else(|| reason.clone(), |title| title.say(language).to_owned());
    (reason, title)
}
