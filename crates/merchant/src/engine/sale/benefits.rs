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
    /// Claims, and offers that are for one member or work once.
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
    let Some(buyer) = buyer else {
        let notes = asked(basket).map(|(at, what)| note(at, Why::NoMember, what));
        return Ok(Benefits {
            notes: notes.collect(),
            ..Benefits::default()
        });
    };
    let rights = Rights::of(work, channel, buyer.strength);
    let usable = if work.programme.offers.is_empty() || !(rights.offers || rights.codes) {
        Vec::new()
    } else if channel == Channel::Till {
        offers::usable_here(work, &buyer.member, buyer.strength)?
    } else {
        offers::usable(work, &buyer.member)?
    };
    let mut gathering = Gathering {
        work,
        buyer,
        rights,
        usable,
        taken: BTreeSet::new(),
        found: Benefits::default(),
    };
    for (index, id) in basket.offers.iter().enumerate() {
        gathering.offer(format!("offers/{index}"), *id)?;
    }
    for (index, code) in basket.codes.iter().enumerate() {
        gathering.code(format!("codes/{index}"), code.trim())?;
    }
    for (index, code) in basket.claims.iter().enumerate() {
        gathering.claim(format!("claims/{index}"), code.trim())?;
    }
    gathering.by_themselves();
    Ok(gathering.found)
}

/// What is being gathered, and from where.
struct Gathering<'a, 'w> {
    work: &'a Work<'w>,
    buyer: &'a Buyer,
    rights: Rights,
    usable: Vec<(OfferRecord, OfferRule)>,
    /// Offers and claims that are in: each counts once, however often it was asked for.
    taken: BTreeSet<Uuid>,
    found: Benefits,
}

impl Gathering<'_, '_> {
    fn leave(&mut self, at: String, why: Why, what: String) {
        self.found.notes.push(note(at, why, what));
    }

    /// Puts a usable offer in; false where it cannot be used now.
    fn put_in(&mut self, at: String, id: Uuid) -> bool {
        let Some((offer, rule)) = self.usable.iter().find(|(offer, _)| offer.id == id) else {
            return false;
        };
        if self.taken.insert(id) {
            let benefit = of_offer(self.work, Some(at), offer, rule);
            self.found.offers.push(benefit);
        }
        true
    }

    /// An offer that was asked for by its id.
    fn offer(&mut self, at: String, id: Uuid) -> Result<(), EngineError> {
        if !self.rights.offers {
            self.leave(at, Why::OnlyEarns, id.to_string());
        } else if !self.put_in(at.clone(), id) {
            match offers::view(self.work, &self.buyer.member, id)? {
                Some(offer) => {
                    let why = self.why_not(id)?;
                    self.leave(at, why, offer.title);
                }
                None => self.leave(at, Why::Unknown, id.to_string()),
            }
        }
        Ok(())
    }

    /// Why an offer of the member's may not be used here.
    fn why_not(&self, id: Uuid) -> Result<Why, EngineError> {
        let good = !self.rights.claims
            && offers::usable(self.work, &self.buyer.member)?
                .iter()
                .any(|(offer, _)| offer.id == id);
        Ok(if good { Why::OnlyEarns } else { Why::NotNow })
    }

    /// A code that was typed.
    fn code(&mut self, at: String, code: &str) -> Result<(), EngineError> {
        let mine =
            offers::by_code(self.work, code)?.filter(|offer| offer.member == self.buyer.member.id);
        match mine {
            // A checkout has one box for codes: it may be a claim's.
            None => return self.claim(at, code),
            Some(_) if !self.rights.codes => self.leave(at, Why::OnlyEarns, code.to_owned()),
            Some(offer) => {
                if !self.put_in(at.clone(), offer.id) {
                    let why = self.why_not(offer.id)?;
                    self.leave(at, why, code.to_owned());
                }
            }
        }
        Ok(())
    }

    /// A claim's code.
    fn claim(&mut self, at: String, code: &str) -> Result<(), EngineError> {
        let mine = claims::by_code(self.work, code)?
            .filter(|claim| claim.member == self.buyer.member.id)
            .and_then(|claim| Some((claims::worth(self.work, &claim)?, claim)));
        let Some(((worth, on), claim)) = mine else {
            self.leave(at, Why::Unknown, code.to_owned());
            return Ok(());
        };
        let (reason, title) = named(self.work, &claim.source);
        let over = claim.hold_until.is_some_and(|until| until <= self.work.now);
        if !self.rights.claims {
            self.leave(at, Why::OnlyEarns, title);
        } else if claim.state != ClaimState::Reserved || over {
            self.leave(at, Why::NotNow, title);
        } else if self.taken.insert(claim.id) {
            self.found.claims.push(Benefit {
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

    /// Offers that nobody needs to ask for.
    fn by_themselves(&mut self) {
        if !self.rights.offers {
            return;
        }
        for (offer, rule) in &self.usable {
            // A thing is handed over by a person: it is chosen, not used by itself.
            if !matches!(rule.worth, Worth::Thing(_)) && self.taken.insert(offer.id) {
                let benefit = of_offer(self.work, None, offer, rule);
                self.found.offers.push(benefit);
            }
        }
    }
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
