//! What a member reads of tiers.

use chrono::{Days, NaiveDate};
use kantis_protocol as wire;

use super::standing::Standing;
use super::window::Counted;
use crate::engine::{EngineError, Work};
use crate::programme::{Tiers, Window};
use crate::records::MemberRecord;

/// As [`super::view()`].
pub(super) fn view(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Option<wire::Tier>, EngineError> {
    let Some(tiers) = &work.programme.tiers else {
        return Ok(None);
    };
    let standing = Standing::read(work, tiers, member.id)?;
    let Some(rule) = tiers.tier.get(standing.rank) else {
        return Ok(None);
    };
    let language = &member.language;
    let counted = Counted::read(work, tiers, member.id, work.today())?;
    Ok(Some(wire::Tier {
        id: rule.id.clone(),
        name: rule.name.say(language).to_owned(),
        rank: u32::try_from(standing.rank).unwrap_or(u32::MAX),
        since: standing.since.unwrap_or(member.joined),
        until: standing.until,
        to_next: to_next(work, tiers, &standing, &counted, language),
        to_keep: to_keep(work, tiers, &standing, &counted, language),
        benefits: rule
            .benefits
            .iter()
            .map(|benefit| benefit.say(language).to_owned())
            .collect(),
    }))
}

fn to_next(
    work: &Work<'_>,
    tiers: &Tiers,
    standing: &Standing,
    counted: &Counted,
    language: &str,
) -> Option<wire::TierProgress> {
    let rank = standing.rank.checked_add(1)?;
    let rule = tiers.tier.get(rank)?;
    Some(wire::TierProgress {
        tier: rule.id.clone(),
        name: rule.name.say(language).to_owned(),
        metric: tiers.by,
        current: counted.on(work.today()),
        threshold: rule.from,
        by: counted.whole_until(work.today()),
    })
}

/// What is wanted to stay. `current` is what will still count on the last day: the rest is to come
/// until then.
fn to_keep(
    work: &Work<'_>,
    tiers: &Tiers,
    standing: &Standing,
    counted: &Counted,
    language: &str,
) -> Option<wire::TierProgress> {
    let rule = tiers
        .tier
        .get(standing.rank)
        .filter(|_| standing.rank > 0)?;
    let by = last_day_to_keep(work, tiers, standing.until?);
    Some(wire::TierProgress {
        tier: rule.id.clone(),
        name: rule.name.say(language).to_owned(),
        metric: tiers.by,
        current: counted.on(by),
        threshold: tiers.to_stay(standing.rank),
        by: Some(by),
    })
}

/// Until when what is bought keeps the tier. With the calendar year it is the end of the year, and
/// the days of grace afterwards only once they run.
fn last_day_to_keep(work: &Work<'_>, tiers: &Tiers, until: NaiveDate) -> NaiveDate {
    if tiers.window != Window::CalendarYear {
        return until;
    }
    until
        .checked_sub_days(Days::new(tiers.grace_days.into()))
        .filter(|end| *end >= work.today())
        .unwrap_or(until)
}
