//! Claims as members see them, and what they are worth.

use chrono::Duration;
use kantis_protocol as wire;
use uuid::Uuid;

use crate::engine::perks::WORDS;
use crate::engine::{EngineError, Work, perks};
use crate::programme::{Match, Worth};
use crate::records::{ClaimRecord, ClaimSource, MemberRecord};

/// Days for which a claim that ended is still shown.
const SHOWN: i64 = 365;
/// Claims that are shown at most.
const MOST: u32 = 500;

/// What a claim is worth and on what; none where the programme no longer knows it.
#[must_use]
pub fn worth(work: &Work<'_>, claim: &ClaimRecord) -> Option<(Worth, Match)> {
    let programme = work.programme;
    match &claim.source {
        ClaimSource::Reward(name) => programme
            .reward(name)
            .map(|rule| (rule.worth.clone(), rule.on.clone())),
        ClaimSource::StampCard(name) => programme
            .stamp_card(name)
            .map(|card| (card.reward.worth.clone(), card.on.clone())),
        ClaimSource::Draw(name, place) => {
            let draw = programme.draws.iter().find(|draw| draw.id == *name)?;
            let prize = draw.prize.get(usize::try_from(*place).ok()?)?;
            Some((Worth::Thing(prize.title.clone()), Match::default()))
        }
    }
}

/// One claim as the member sees it.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    claim: Uuid,
) -> Result<Option<wire::Claim>, EngineError> {
    let claim = work.tx.claim(claim)?;
    Ok(claim
        .filter(|claim| claim.member == member.id)
        .map(|claim| shown(work, member, claim)))
}

/// A member's claims, newest first: all that are held, and those that ended in the last year.
///
/// # Errors
/// When the database fails.
pub fn claims(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Claim>, EngineError> {
    let since = work.now - Duration::days(SHOWN);
    Ok(work
        .tx
        .claims_of(member.id, since, MOST)?
        .into_iter()
        .map(|claim| shown(work, member, claim))
        .collect())
}

fn shown(work: &Work<'_>, member: &MemberRecord, claim: ClaimRecord) -> wire::Claim {
    let language = &member.language;
    let title = title(work, &claim, language);
    wire::Claim {
        id: claim.id,
        value: worth(work, &claim).map_or_else(
            // The programme was changed since: the shop still knows it by its title.
            || wire::Value::Gift {
                what: title.clone(),
            },
            |(worth, _)| perks::value(work.programme, &worth, language),
        ),
        title,
        cost: claim.cost,
        state: claim.state_at(work.now),
        reward: match claim.source {
            ClaimSource::Reward(name) => Some(name),
            ClaimSource::StampCard(_) | ClaimSource::Draw(..) => None,
        },
        code: claim.code,
        created: claim.created,
        hold_until: claim.hold_until,
        used: claim.used,
        receipt: claim.receipt,
    }
}

/// What a claim is called.
pub(in crate::engine) fn title(work: &Work<'_>, claim: &ClaimRecord, language: &str) -> String {
    let programme = work.programme;
    let title = match &claim.source {
        ClaimSource::Reward(name) => programme.reward(name).map(|rule| &rule.title),
        ClaimSource::StampCard(name) => programme.stamp_card(name).map(|card| &card.reward.title),
        ClaimSource::Draw(name, place) => programme
            .draws
            .iter()
            .find(|draw| draw.id == *name)
            .and_then(|draw| draw.prize.get(usize::try_from(*place).ok()?))
            .map(|prize| &prize.title),
    };
    title.map_or_else(
        || WORDS.say(language, "claim.untitled", &[]),
        |title| title.say(language).to_owned(),
    )
}
