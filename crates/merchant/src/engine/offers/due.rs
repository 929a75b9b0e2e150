//! Whether a rule makes an offer for a member today, and if not, when it may.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};

use super::history::History;
use crate::engine::{EngineError, Work, tiers};
use crate::programme::{OfferRule, When};
use crate::records::{Bought, HadOffer, MemberRecord};

/// Days after a birthday or an anniversary on which its offer is still made: the shop's machine may
/// have been off.
const LATE: u64 = 3;
/// Days between two birthday offers where the rule says nothing: who changes their birthday has no
/// more of them.
const A_YEAR_OR_SO: u32 = 300;
/// Products that are named as the reason; more would be a list.
const NAMED: usize = 2;

/// What filled the holes of *why*.
pub(super) type Found = Vec<(String, String)>;

/// What a rule says today.
pub(super) enum Verdict {
    /// An offer is due, for this reason.
    Now(Found),
    /// Nothing by the passing of time before this day; none: only when something else happens.
    NotBefore(Option<NaiveDate>),
}

use Verdict::{NotBefore, Now};

/// Judges a rule that the member agreed to.
pub(super) fn judge(
    work: &Work<'_>,
    member: &MemberRecord,
    rule: &OfferRule,
    had: Option<&HadOffer>,
    history: &mut History,
) -> Result<Verdict, EngineError> {
    if let Some(wait) = waits(work, rule, had) {
        return Ok(NotBefore(wait));
    }
    let today = work.today();
    Ok(match &rule.when {
        When::Everyone { from, until, tier } => {
            if let Some(from) = from.filter(|from| today < *from) {
                return Ok(NotBefore(Some(from)));
            }
            if until.is_some_and(|until| until < today) {
                return Ok(NotBefore(None));
            }
            match tier {
                // A tier is reached by what happens, but also by points that became available.
                Some(tier) if !tiers::at_least(work, member.id, tier)? => {
                    NotBefore(today.succ_opt())
                }
                _ => Now(Vec::new()),
            }
        }
        When::Buys { what, times, days } => {
            let bought = history.in_days(work, what, *days)?;
            let purchases = purchases(&bought);
            if purchases < u64::from(*times) {
                return Ok(NotBefore(None));
            }
            let mut found = named(&bought);
            found.push(hole("times", purchases));
            found.push(hole("days", *days));
            Now(found)
        }
        When::Bought { what, days } => {
            let bought = match days {
                Some(days) => history.in_days(work, what, *days)?,
                None => history.ever(work, what)?,
            };
            let Some(last) = bought.last() else {
                return Ok(NotBefore(None));
            };
            let ago = (today - work.day(last.at)).num_days();
            let mut found = named(&bought);
            found.push(hole("times", purchases(&bought)));
            found.push(hole("days", days.map_or(ago, i64::from)));
            Now(found)
        }
        When::NeverBought { what, purchases } => {
            let (count, _) = history.kept(work)?;
            if count < *purchases || !history.ever(work, what)?.is_empty() {
                return Ok(NotBefore(None));
            }
            Now(vec![hole("times", count)])
        }
        When::Quiet { days } => {
            let (_, Some(last)) = history.kept(work)? else {
                return Ok(NotBefore(None));
            };
            let last = work.day(last);
            let day = last.checked_add_days(Days::new(u64::from(*days)));
            match day {
                Some(day) if day <= today => Now(vec![hole("days", (today - last).num_days())]),
                later => NotBefore(later),
            }
        }
        When::Birthday { days_before } => match member.birthday {
            Some(birthday) => yearly(today, birthday.month, birthday.day, *days_before, |day| {
                Some(vec![hole("days", (day - today).num_days().max(0))])
            }),
            None => NotBefore(None),
        },
        When::Anniversary {} => {
            let joined = work.day(member.joined);
            yearly(today, joined.month(), joined.day(), 0, |day| {
                let years = day.year() - joined.year();
                (years > 0).then(|| vec![hole("years", years)])
            })
        }
        When::Joined {} if work.day(member.joined) == today => Now(Vec::new()),
        When::Joined {} => NotBefore(None),
    })
}

/// Until when the offer that the member had keeps the next one away.
fn waits(work: &Work<'_>, rule: &OfferRule, had: Option<&HadOffer>) -> Option<Option<NaiveDate>> {
    let had = had?;
    let made = work.day(had.made);
    if let When::Everyone {
        from: Some(from), ..
    } = rule.when
        && made < from
        && !had.open
    {
        // The owner runs it once more, at another time.
        return None;
    }
    let days = match (rule.again_after_days, &rule.when) {
        (Some(days), _) => days,
        (None, When::Birthday { .. } | When::Anniversary {}) => A_YEAR_OR_SO,
        (None, _) => return Some(None),
    };
    let mut again = made.checked_add_days(Days::new(u64::from(days)));
    if had.open {
        // Two at once would be the same offer twice. One without a last day ends by being used.
        let over = had.until.and_then(|until| until.succ_opt());
        again = over.and_then(|over| again.map(|again| again.max(over)));
    }
    match again {
        Some(again) if again <= work.today() => None,
        later => Some(later),
    }
}

/// A day that comes each year: from so many days before it until a little after it.
fn yearly(
    today: NaiveDate,
    month: u32,
    day: u32,
    days_before: u32,
    found: impl Fn(NaiveDate) -> Option<Found>,
) -> Verdict {
    let mut next = None;
    // Next year's may begin in this year, and last year's may still be on.
    for year in [today.year() - 1, today.year(), today.year() + 1] {
        let Some(day) = in_year(year, month, day) else {
            continue;
        };
        let begins = day
            .checked_sub_days(Days::new(u64::from(days_before)))
            .unwrap_or(day);
        let ends = day.checked_add_days(Days::new(LATE)).unwrap_or(day);
        if today < begins {
            next = next.or(Some(begins));
        } else if today <= ends
            && let Some(found) = found(day)
        {
            return Now(found);
        }
    }
    NotBefore(next)
}

/// The day in a year. The 29th of February is the 28th where there is none.
fn in_year(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.checked_sub(1)?))
}

fn purchases(bought: &[&Bought]) -> u64 {
    let sales: BTreeSet<_> = bought.iter().map(|bought| bought.sale).collect();
    sales.len() as u64
}

/// The products that were bought most often, as they were printed, and their names in the shop.
fn named(bought: &[&Bought]) -> Found {
    let mut often: BTreeMap<(Option<&str>, &str), usize> = BTreeMap::new();
    for line in bought {
        let sku = line.sku.as_deref();
        // A product may have been printed otherwise at another time.
        let name = match sku {
            Some(_) => bought
                .iter()
                .rev()
                .find(|other| other.sku.as_deref() == sku)
                .map_or(line.name.as_str(), |newest| newest.name.as_str()),
            None => line.name.as_str(),
        };
        *often.entry((sku, name)).or_default() += 1;
    }
    let mut often: Vec<_> = often.into_iter().collect();
    often.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    often
        .into_iter()
        .take(NAMED)
        .flat_map(|((sku, name), _)| {
            // The name comes before the product that it is the name of.
            [Some(hole("what", name)), sku.map(|sku| hole("sku", sku))]
        })
        .flatten()
        .collect()
}

fn hole(name: &str, filling: impl ToString) -> (String, String) {
    (name.to_owned(), filling.to_string())
}
