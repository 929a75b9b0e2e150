//! Challenges as members see them.

use chrono::Days;
use kantis_protocol as wire;
use kantis_protocol::ChallengeState;

use super::{counting, rule};
use crate::engine::perks::WORDS;
use crate::engine::{EngineError, Work, perks};
use crate::programme::{Challenge, Counts, Prize};
use crate::records::MemberRecord;

/// Days for which a challenge that ended is still shown.
const SHOWN: u64 = 31;

/// One challenge.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    challenge: &str,
) -> Result<Option<wire::Challenge>, EngineError> {
    rule(work, challenge)
        .map(|rule| shown(work, member, rule))
        .transpose()
}

/// Those that are open, joined, or ended in the last month.
///
/// # Errors
/// When the database fails.
pub fn challenges(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Vec<wire::Challenge>, EngineError> {
    let today = work.today();
    let since = today.checked_sub_days(Days::new(SHOWN)).unwrap_or(today);
    work.programme
        .challenges
        .iter()
        .filter(|rule| rule.until >= since)
        .map(|rule| shown(work, member, rule))
        .collect()
}

/// Where a challenge's days stand.
#[derive(Debug)]
pub(in crate::engine) enum Stands {
    /// It has not begun.
    Before,
    /// It is on.
    On,
    /// It ended in the last month.
    Over,
    /// It is not shown any more.
    Gone,
}

/// Where a challenge's days stand today.
pub(in crate::engine) fn stands(work: &Work<'_>, rule: &Challenge) -> Stands {
    let today = work.today();
    let since = today.checked_sub_days(Days::new(SHOWN)).unwrap_or(today);
    if today < rule.from {
        Stands::Before
    } else if today <= rule.until {
        Stands::On
    } else if rule.until >= since {
        Stands::Over
    } else {
        Stands::Gone
    }
}

/// A challenge as it stands for a member.
pub(super) fn shown(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &Challenge,
) -> Result<wire::Challenge, EngineError> {
    let language = &member.language;
    let joined = work.tx.challenge_of(&rule.id, member.id)?;
    let done = match &joined {
        // A prize that was used stays, whatever came back since.
        Some(joined) if joined.completed.is_some() => rule.steps,
        Some(_) => counting::done(work, member, rule)?.min(rule.steps),
        None => 0,
    };
    let state = match &joined {
        Some(joined) if joined.completed.is_some() => ChallengeState::Completed,
        _ if rule.until < work.today() => ChallengeState::Ended,
        Some(_) => ChallengeState::Joined,
        None => ChallengeState::Open,
    };
    Ok(wire::Challenge {
        id: rule.id.clone(),
        title: rule.title.say(language).to_owned(),
        body: rule.body.as_ref().map(|body| body.say(language).to_owned()),
        done,
        steps: rule.steps,
        currency: (rule.counts == Counts::Spend).then_some(work.programme.programme.currency),
        from: rule.from,
        until: rule.until,
        reward: prize(work, rule, language),
        state,
        joined: joined.map(|joined| joined.joined),
    })
}

/// What it gives, in words.
fn prize(work: &Work<'_>, rule: &Challenge, language: &str) -> String {
    let programme = work.programme;
    match &rule.prize {
        Prize::Points(amount) => perks::points(programme, *amount, language),
        Prize::Reward(reward) => programme
            .reward(reward)
            .map_or(reward.as_str(), |reward| reward.title.say(language))
            .to_owned(),
        Prize::Tickets { draw, count } => {
            let title = programme
                .draws
                .iter()
                .find(|known| known.id == *draw)
                .map_or(draw.as_str(), |known| known.title.say(language));
            let name = if *count == 1 {
                "challenge.ticket"
            } else {
                "challenge.tickets"
            };
            WORDS.say(
                language,
                name,
                &[("draw", title), ("count", &count.to_string())],
            )
        }
    }
}
