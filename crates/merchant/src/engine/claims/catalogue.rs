//! The catalogue of rewards: what is left of each, and how a member sees it.

use chrono::{DateTime, Days, Utc};
use kantis_protocol as wire;
use kantis_protocol::Kind;
use uuid::Uuid;

use crate::engine::perks::WORDS;
use crate::engine::{EngineError, Work, perks};
use crate::programme::{RewardRule, Worth};
use crate::records::MemberRecord;

/// How many are left; none where there are enough.
pub(super) fn left(work: &Work<'_>, rule: &RewardRule) -> Result<Option<i64>, EngineError> {
    let Some(stock) = rule.stock else {
        return Ok(None);
    };
    let taken = work.tx.reward_taken(&rule.id)?;
    Ok(Some((i64::from(stock) - taken).max(0)))
}

/// How many a member may still take; none where nothing limits it.
pub(super) fn left_for(
    work: &Work<'_>,
    member: Uuid,
    rule: &RewardRule,
) -> Result<Option<u32>, EngineError> {
    let Some(limit) = rule.per_member else {
        return Ok(None);
    };
    let since = rule.per_days.and_then(|days| begin_of_days(work, days));
    let taken = work.tx.claims_counted(member, &rule.id, since, work.now)?;
    Ok(Some(limit.saturating_sub(taken)))
}

/// The first instant of the last so many days, today being one of them.
fn begin_of_days(work: &Work<'_>, days: u32) -> Option<DateTime<Utc>> {
    let before = u64::from(days.saturating_sub(1));
    let first = work.today().checked_sub_days(Days::new(before))?;
    Some(perks::begin_of(work, first))
}

/// Takes pieces from the stock (negative: puts them back). Members are told when the last one goes
/// and when there are some again, not how many there are.
pub(super) fn take(
    work: &mut Work<'_>,
    member: Uuid,
    reward: &str,
    pieces: i64,
) -> Result<(), EngineError> {
    let programme = work.programme;
    let rule = programme.reward(reward);
    let had = rule.map(|rule| left(work, rule)).transpose()?.flatten();
    work.tx.take_reward(reward, pieces)?;
    let has = rule.map(|rule| left(work, rule)).transpose()?.flatten();
    if had.map(|left| left > 0) != has.map(|left| left > 0) {
        work.tx.touch(None, Kind::Reward, reward)?;
    }
    if rule.is_some_and(|rule| rule.per_member.is_some()) {
        work.touch(member, Kind::Reward, reward)?;
    }
    Ok(())
}

/// One reward as this member sees it.
///
/// # Errors
/// When the database fails.
pub fn reward(
    work: &Work<'_>,
    member: &MemberRecord,
    reward: &str,
) -> Result<Option<wire::Reward>, EngineError> {
    work.programme
        .reward(reward)
        .map(|rule| shown(work, member, rule))
        .transpose()
}

/// The catalogue as this member sees it: all but what is over, in the programme's order.
///
/// # Errors
/// When the database fails.
pub fn rewards(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Reward>, EngineError> {
    let today = work.today();
    work.programme
        .rewards
        .iter()
        .filter(|rule| rule.until.is_none_or(|until| today <= until))
        .map(|rule| shown(work, member, rule))
        .collect()
}

fn shown(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &RewardRule,
) -> Result<wire::Reward, EngineError> {
    let language = &member.language;
    Ok(wire::Reward {
        id: rule.id.clone(),
        title: rule.title.say(language).to_owned(),
        body: rule.body.as_ref().map(|body| body.say(language).to_owned()),
        image: rule.image.clone(),
        cost: rule.cost,
        kind: match rule.worth {
            Worth::Gift(_) | Worth::Thing(_) => wire::RewardKind::Product,
            Worth::Percent(_) | Worth::Amount(_) | Worth::FixedPrice(_) => {
                wire::RewardKind::Discount
            }
            Worth::PointsPercent(_) | Worth::Points(_) | Worth::Stamps(_) => {
                wire::RewardKind::Experience
            }
        },
        value: perks::value(work.programme, &rule.worth, language),
        in_stock: left(work, rule)? != Some(0),
        left_for_me: left_for(work, member.id, rule)?,
        from: rule.from,
        until: rule.until,
        tier: rule.tier.clone(),
        conditions: conditions(work, rule, language),
    })
}

/// What is asked, in words.
fn conditions(work: &Work<'_>, rule: &RewardRule, language: &str) -> Option<String> {
    let mut said = Vec::new();
    if let Some(tier) = &rule.tier {
        let name = work
            .programme
            .tiers
            .iter()
            .flat_map(|tiers| &tiers.tier)
            .find(|known| known.id == *tier)
            .map_or(tier.as_str(), |known| known.name.say(language));
        said.push(WORDS.say(language, "reward.tier", &[("tier", name)]));
    }
    if let Some(limit) = rule.per_member {
        let limit = limit.to_string();
        said.push(match rule.per_days {
            None => WORDS.say(language, "reward.limit", &[("count", &limit)]),
            Some(days) => WORDS.say(
                language,
                "reward.limit_days",
                &[("count", &limit), ("days", &days.to_string())],
            ),
        });
    }
    (!said.is_empty()).then(|| said.join(" "))
}
