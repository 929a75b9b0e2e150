//! What a member reads: the balance and the ledger.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use kantis_protocol as wire;
use kantis_protocol::ProblemType;
use uuid::Uuid;

use super::settle;
use crate::engine::{EngineError, Refused, Work, claims};
use crate::programme::{Points, Text};
use crate::records::{Entry, Lot, MemberRecord, PointAccount};
use crate::words::{Catalogue, catalogue};

static WORDS: LazyLock<Catalogue> = catalogue!("ledger");

/// Entries on a page at most.
const PAGE: u32 = 100;

/// As [`super::balance`].
pub(super) fn balance(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Option<wire::Balance>, EngineError> {
    let Some(points) = &work.programme.points else {
        return Ok(None);
    };
    let account = work.tx.point_account(member.id)?;
    let mut account = account.unwrap_or_else(|| PointAccount::new(member.id));
    let (next_expiry, next_release) = if account.due.is_some_and(|due| due <= work.now) {
        // Nobody came by since: the reader sees it as if it were done.
        let mut lots = work.tx.lots_pending(member.id)?;
        lots.extend(work.tx.lots_to_spend(member.id, i64::MAX)?);
        settle::events(work, &mut account, &mut lots);
        (running_out(&account, &lots), opening(work, &lots))
    } else {
        let expiry = work.tx.next_to_run_out(member.id, account.kept_until)?;
        let release = work.tx.next_available(member.id)?;
        (
            expiry.map(|(on, amount)| wire::Expiring { amount, on }),
            release.map(|(at, amount)| wire::Expiring {
                amount,
                on: work.day(at),
            }),
        )
    };
    Ok(Some(wire::Balance {
        unit: unit(points, &member.language),
        available: account.available,
        pending: account.pending,
        locked: account.locked,
        lifetime: account.issued.saturating_neg(),
        next_expiry,
        next_release,
        as_of: work.now,
    }))
}

fn running_out(account: &PointAccount, lots: &[Lot]) -> Option<wire::Expiring> {
    let ends = || {
        lots.iter()
            .filter(|lot| lot.available > 0)
            .filter_map(|lot| Some((settle::good_until(account, lot)?, lot.available)))
    };
    let on = ends().map(|(day, _)| day).min()?;
    let amount = ends()
        .filter(|(day, _)| *day == on)
        .fold(0_i64, |sum, (_, part)| sum.saturating_add(part));
    Some(wire::Expiring { amount, on })
}

fn opening(work: &Work<'_>, lots: &[Lot]) -> Option<wire::Expiring> {
    let pending = || lots.iter().filter(|lot| lot.pending > 0);
    let at = pending().map(|lot| lot.effective).min()?;
    let amount = pending()
        .filter(|lot| lot.effective == at)
        .fold(0_i64, |sum, lot| sum.saturating_add(lot.pending));
    Some(wire::Expiring {
        amount,
        on: work.day(at),
    })
}

/// The programme's unit in a language.
fn unit(points: &Points, language: &str) -> wire::Unit {
    wire::Unit {
        code: points.code.clone(),
        one: points.one.say(language).to_owned(),
        other: points.other.say(language).to_owned(),
        scale: points.scale,
    }
}

/// As [`super::entry`].
pub(super) fn entry(
    work: &Work<'_>,
    member: &MemberRecord,
    id: Uuid,
) -> Result<Option<wire::LedgerEntry>, EngineError> {
    let entry = work.tx.entry(member.id, id)?;
    entry.map(|entry| read(work, member, entry)).transpose()
}

/// As [`super::ledger`].
pub(super) fn ledger(
    work: &Work<'_>,
    member: &MemberRecord,
    before: Option<&str>,
    limit: u32,
) -> Result<wire::LedgerPage, EngineError> {
    let before = before.map(cursor).transpose()?;
    let limit = limit.clamp(1, PAGE);
    // One more than is shown says whether there is more.
    let mut entries = work
        .tx
        .entries(member.id, before, limit.saturating_add(1))?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let last = entries.last().filter(|_| more);
    Ok(wire::LedgerPage {
        before: last.map(|last| format!("{}-{}", last.occurred.timestamp_millis(), last.id)),
        entries: entries
            .into_iter()
            .map(|entry| read(work, member, entry))
            .collect::<Result<_, _>>()?,
    })
}

/// A place in the ledger, as it was given out: milliseconds since 1970, a dash, the entry's id.
fn cursor(before: &str) -> Result<(DateTime<Utc>, Uuid), Refused> {
    before
        .split_once('-')
        .and_then(|(millis, id)| {
            let at = DateTime::from_timestamp_millis(millis.parse().ok()?)?;
            Some((at, id.parse().ok()?))
        })
        .ok_or_else(|| Refused::new(ProblemType::Malformed).at("before"))
}

fn read(
    work: &Work<'_>,
    member: &MemberRecord,
    entry: Entry,
) -> Result<wire::LedgerEntry, EngineError> {
    let points = work.programme.points.as_ref();
    let language = &member.language;
    let claim = match entry.claim {
        Some(claim) => work.tx.claim(claim)?,
        None => None,
    };
    let reason = match claim {
        Some(claim) => {
            let reward = claims::title(work, &claim, language);
            let reason = self::reason(work, language, &entry.reason);
            WORDS.say(
                language,
                "of-reward",
                &[("reason", &reason), ("reward", &reward)],
            )
        }
        None => self::reason(work, language, &entry.reason),
    };
    Ok(wire::LedgerEntry {
        id: entry.id,
        kind: entry.kind,
        unit: points.map(|points| points.code.clone()).unwrap_or_default(),
        amount: entry.amount,
        state: entry.state,
        occurred: entry.occurred,
        effective: entry.effective,
        expires: entry.expires,
        receipt: entry.receipt,
        reason,
    })
}

/// A reason in words: what the programme calls it, else what this shop says of such things, else as
/// it was written by hand.
fn reason(work: &Work<'_>, language: &str, reason: &str) -> String {
    let (subject, which) = reason.split_once(':').unwrap_or((reason, ""));
    let own = |text: &Text| text.say(language).to_owned();
    let named = match subject {
        "earn" => work
            .programme
            .points
            .as_ref()
            .and_then(|points| {
                points
                    .earn
                    .iter()
                    .find(|rule| rule.key().is_some_and(|key| key == which))
            })
            .and_then(|rule| rule.name.as_ref())
            .map(own),
        "campaign" => work
            .programme
            .campaigns
            .iter()
            .find(|campaign| campaign.id == which)
            .map(|campaign| own(&campaign.title)),
        "challenge" => work
            .programme
            .challenges
            .iter()
            .find(|challenge| challenge.id == which)
            .map(|challenge| own(&challenge.title)),
        "offer" => work
            .programme
            .offers
            .iter()
            .find(|offer| offer.id == which)
            .map(|offer| own(&offer.title)),
        "tier" => work
            .programme
            .tiers
            .iter()
            .flat_map(|tiers| &tiers.tier)
            .find(|tier| tier.id == which)
            .map(|tier| WORDS.say(language, "tier-named", &[("tier", tier.name.say(language))])),
        "refund" => which
            .strip_prefix("forgiven:")
            .map(|forgiven| WORDS.say(language, "refund-forgiven", &[("forgiven", forgiven)])),
        _ => None,
    };
    named.unwrap_or_else(|| {
        let said = WORDS.say(language, subject, &[]);
        // What has no sentence is said as it was written.
        if said == subject {
            reason.to_owned()
        } else {
            said
        }
    })
}
