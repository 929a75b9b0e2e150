//! Consents: for each purpose apart, with the words that were shown.
//!
//! Every answer is kept. A yes to earlier words stays a yes to what they said; the member sees both,
//! the words of then and those of now. A purpose that the programme no longer asks for is no
//! purpose: nothing is done for it.

use kantis_protocol as wire;
use kantis_protocol::{Kind, ProblemType, Purpose};
use uuid::Uuid;

use super::{EngineError, Refused, Work, offers};
use crate::programme::ConsentWords;
use crate::records::{ConsentAnswer, Hash, MemberRecord};

/// Whether a member agreed to a purpose.
///
/// # Errors
/// When the database fails.
pub fn granted(work: &Work<'_>, member: Uuid, purpose: Purpose) -> Result<bool, EngineError> {
    Ok(asked(work, purpose).is_some() && work.tx.agreed(member, purpose)?)
}

/// Takes an answer, with the words, their version, the language and the time; every answer is kept. What depends on it follows at once.
///
/// # Errors
/// `not-found` for a purpose that the programme does not ask for, `stale-words`.
pub fn set(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purpose: Purpose,
    change: wire::ConsentChange,
) -> Result<wire::Consent, EngineError> {
    let words = asked(work, purpose).ok_or_else(|| Refused::new(ProblemType::NotFound))?;
    if change.version != words.version {
        return Err(Refused::new(ProblemType::StaleWords)
            .with("version", words.version.into())
            .into());
    }
    answer(work, member, words, change.granted)?;
    view(work, member, purpose)?.ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

/// Whose newsletter a letter's link ends; none where nobody is behind it any more.
///
/// # Errors
/// When the database fails.
pub fn subscriber(work: &Work<'_>, token: &Hash) -> Result<Option<MemberRecord>, EngineError> {
    match work.tx.unsubscriber(token)? {
        Some(member) => Ok(work.tx.member(member)?),
        None => Ok(None),
    }
}

/// Ends the newsletter from a letter's link (RFC 8058). Twice is as once, and a link whose member
/// is gone has done what it is for.
///
/// # Errors
/// When the database fails.
pub fn unsubscribe(work: &mut Work<'_>, token: &Hash) -> Result<(), EngineError> {
    let Some(member) = subscriber(work, token)? else {
        return Ok(());
    };
    match asked(work, Purpose::Newsletter) {
        Some(words) => answer(work, &member, words, false),
        None => Ok(()),
    }
}

fn answer(
    work: &mut Work<'_>,
    member: &MemberRecord,
    words: &ConsentWords,
    granted: bool,
) -> Result<(), EngineError> {
    let answer = ConsentAnswer {
        member: member.id,
        purpose: words.purpose,
        granted,
        version: words.version,
        words: words.words.say(&member.language).to_owned(),
        language: member.language.clone(),
        at: work.now,
    };
    let before = work.tx.newest_answer(member.id, words.purpose)?;
    // The same answer to the same words, sent again, is no other answer. A newer version is other
    // words, also where it says the same.
    if before.is_some_and(|before| {
        before.granted == granted
            && before.version == answer.version
            && before.words == answer.words
    }) {
        return Ok(());
    }
    work.tx.add_answer(&answer)?;
    work.touch(member.id, Kind::Consent, words.purpose.name())?;
    match words.purpose {
        Purpose::Profiling | Purpose::PersonalisedOffers if granted => {
            offers::make(work, member)?;
        }
        Purpose::Profiling | Purpose::PersonalisedOffers => {
            offers::withdraw_personal(work, member.id)?;
        }
        Purpose::Newsletter | Purpose::Partners | Purpose::Unknown => {}
    }
    Ok(())
}

/// One consent.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    purpose: Purpose,
) -> Result<Option<wire::Consent>, EngineError> {
    asked(work, purpose)
        .map(|words| shown(work, member, words))
        .transpose()
}

/// All that the programme asks for.
///
/// # Errors
/// When the database fails.
pub fn consents(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Consent>, EngineError> {
    work.programme
        .consents
        .iter()
        .map(|words| shown(work, member, words))
        .collect()
}

fn shown(
    work: &Work<'_>,
    member: &MemberRecord,
    words: &ConsentWords,
) -> Result<wire::Consent, EngineError> {
    let answer = work.tx.newest_answer(member.id, words.purpose)?;
    let now = words.words.say(&member.language);
    Ok(wire::Consent {
        purpose: words.purpose,
        granted: answer.as_ref().is_some_and(|answer| answer.granted),
        words: now.to_owned(),
        version: words.version,
        decided_words: answer
            .as_ref()
            .map(|answer| answer.words.clone())
            .filter(|decided| decided != now),
        decided_version: answer.as_ref().map(|answer| answer.version),
        decided: answer.map(|answer| answer.at),
    })
}

/// The words for a purpose, where the programme asks for it.
fn asked<'a>(work: &Work<'a>, purpose: Purpose) -> Option<&'a ConsentWords> {
    work.programme
        .consents
        .iter()
        .find(|words| words.purpose == purpose)
}
