//! Offers as members see them.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol as wire;
use kantis_protocol::OfferState;
use uuid::Uuid;

use super::{WORDS, is_personal, rule};
use crate::engine::{EngineError, Work, perks};
use crate::programme::{OfferRule, When};
use crate::records::{MemberRecord, OfferRecord};

/// Days for which an offer that ended is still shown.
pub(super) const SHOWN: i64 = 31;

/// One offer as the member sees it.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
) -> Result<Option<wire::Offer>, EngineError> {
    let offer = work.tx.offer(offer)?;
    Ok(offer
        .filter(|offer| offer.member == member.id && is_shown(work, offer))
        .map(|offer| shown(work, member, offer)))
}

/// A member's offers, newest first: those that are good, and those that ended in the last month.
///
/// # Errors
/// When the database fails.
pub fn offers(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Offer>, EngineError> {
    Ok(work
        .tx
        .offers_of(member.id, shown_since(work))?
        .into_iter()
        .map(|offer| shown(work, member, offer))
        .collect())
}

/// Every offer that a member ever had and that was not taken back long ago, newest first: for the
/// export of all that is held.
///
/// # Errors
/// When the database fails.
pub fn ever(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Offer>, EngineError> {
    Ok(work
        .tx
        .offers_of(member.id, DateTime::<Utc>::MIN_UTC)?
        .into_iter()
        .map(|offer| shown(work, member, offer))
        .collect())
}

/// Offers that ended before this are shown no more.
pub(super) fn shown_since(work: &Work<'_>) -> DateTime<Utc> {
    work.now - TimeDelta::days(SHOWN)
}

pub(super) fn is_shown(work: &Work<'_>, offer: &OfferRecord) -> bool {
    offer.ended.is_none_or(|ended| ended >= shown_since(work))
}

fn shown(work: &Work<'_>, member: &MemberRecord, offer: OfferRecord) -> wire::Offer {
    let language = &member.language;
    let rule = rule(work.programme, &offer.rule);
    let title = title(work, &offer, language);
    wire::Offer {
        id: offer.id,
        body: rule
            .and_then(|rule| rule.body.as_ref())
            .map(|body| body.say(language).to_owned()),
        image: rule.and_then(|rule| rule.image.clone()),
        value: rule.map_or_else(
            || wire::Value::Gift {
                what: title.clone(),
            },
            |rule| perks::value(work.programme, &rule.worth, language),
        ),
        title,
        on: rule.and_then(|rule| match &rule.on_words {
            Some(words) => Some(words.say(language).to_owned()),
            None => perks::goods(work.programme, &rule.on, language),
        }),
        personal: rule.is_some_and(is_personal),
        why: rule.and_then(|rule| why(work, rule, &offer, language)),
        conditions: rule.and_then(|rule| conditions(work, rule, language)),
        from: offer.made,
        until: offer.until,
        stores: Vec::new(),
        activation: rule.is_some_and(|rule| rule.activation),
        single_use: rule.is_none_or(|rule| !rule.reusable),
        state: match (rule, offer.state_on(work.today())) {
            // The owner took the rule away.
            (None, OfferState::Available | OfferState::Activated) => OfferState::Withdrawn,
            (_, state) => state,
        },
        code: offer.code,
        hidden: offer.hidden,
    }
}

/// What an offer is called.
pub(in crate::engine) fn title(work: &Work<'_>, offer: &OfferRecord, language: &str) -> String {
    rule(work.programme, &offer.rule).map_or_else(
        || WORDS.say(language, "untitled", &[]),
        |rule| rule.title.say(language).to_owned(),
    )
}

/// Why it was made, with its holes filled from what was found. A personal offer always has a reason.
pub(in crate::engine) fn why(
    work: &Work<'_>,
    rule: &OfferRule,
    offer: &OfferRecord,
    language: &str,
) -> Option<String> {
    let found = |name: &str| {
        offer
            .found
            .iter()
            .find(|(hole, _)| hole == name)
            .map_or("", |(_, filling)| filling.as_str())
    };
    let what = what(work, rule, offer, language);
    let holes = [
        ("times", found("times")),
        ("days", found("days")),
        ("years", found("years")),
        ("what", &what),
    ];
    if let Some(why) = &rule.why {
        return Some(
            holes
                .iter()
                .fold(why.say(language).to_owned(), |said, (hole, filling)| {
                    said.replace(&format!("{{{hole}}}"), filling)
                }),
        );
    }
    let name = match &rule.when {
        When::Everyone { .. } => return None,
        When::Buys { .. } => "why.buys",
        When::Bought { .. } => "why.bought",
        When::NeverBought { .. } => "why.never_bought",
        When::Quiet { .. } => "why.quiet",
        When::Birthday { .. } => "why.birthday",
        When::Anniversary {} if found("years") == "1" => "why.anniversary_first",
        When::Anniversary {} => "why.anniversary",
        When::Joined {} => "why.joined",
    };
    Some(WORDS.say(language, name, &holes))
}

/// The products that were found, as they are called in this language; else what the rule looks for.
fn what(work: &Work<'_>, rule: &OfferRule, offer: &OfferRecord, language: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (hole, filling) in &offer.found {
        match hole.as_str() {
            "what" => names.push(filling),
            "sku" => {
                // It comes after the name that was printed.
                if let (Some(product), Some(name)) =
                    (work.programme.product(filling), names.last_mut())
                {
                    *name = product.name.say(language);
                }
            }
            _ => {}
        }
    }
    match names.as_slice() {
        [] => match &rule.when {
            When::Buys { what, .. }
            | When::Bought { what, .. }
            | When::NeverBought { what, .. } => {
                perks::goods(work.programme, what, language).unwrap_or_default()
            }
            _ => String::new(),
        },
        [one] => (*one).to_owned(),
        [first, .., last] => WORDS.say(language, "what.and", &[("first", first), ("last", last)]),
    }
}

/// What is asked, in words.
fn conditions(work: &Work<'_>, rule: &OfferRule, language: &str) -> Option<String> {
    rule.minimum_basket.map(|least| {
        let amount = perks::money(work.programme, least.0, language);
        WORDS.say(language, "conditions.minimum", &[("amount", &amount)])
    })
}
