//! What changed for a member since a state, after JMAP's `/changes` (RFC 8620 §5.2), with the
//! records as they are now.
//!
//! A state is opaque to a wallet: `TAG-SEQUENCE`, where the tag belongs to this member and this
//! database. Pages of a read from nothing say `TAG-SEQUENCE-BEGAN`: removals until then mean nothing
//! to a wallet that had nothing, so such a read never becomes too old between two pages.

use std::collections::BTreeSet;

use kantis_protocol::{self as wire, Kind, ProblemType, Record};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    EngineError, Refused, Work, challenges, claims, consents, members, offers, points, sale, stamps,
};
use crate::programme::public_view;
use crate::records::MemberRecord;
use crate::store::State;

/// The most records of one page.
pub const MOST: u32 = 500;

/// A state that came from a wallet.
struct Since {
    sequence: i64,
    /// The read from nothing began here; none for a delta.
    began: Option<i64>,
}

/// Where a member's records stand, as a wallet hands it back. Compare for equality only.
///
/// # Errors
/// When the database fails.
pub fn state(work: &Work<'_>, member: Uuid) -> Result<String, EngineError> {
    Ok(text(member, work.tx.state(member)?))
}

/// The empty page of a wallet that knows everything as it is `now`; none when there is more to say.
#[must_use]
pub fn unchanged(member: Uuid, since: Option<&str>, now: State) -> Option<wire::Changes> {
    let state = since?;
    // What was forgotten of others is nothing to this member.
    let same = read(state, member, now)
        .is_some_and(|since| since.began.is_none() && since.sequence == now.sequence);
    same.then(|| wire::Changes {
        old_state: state.to_owned(),
        new_state: state.to_owned(),
        has_more: false,
        changed: Vec::new(),
        removed: Vec::new(),
    })
}

/// A page of what changed: at most `max` records, those that changed first come first.
///
/// # Errors
/// `cannot-calculate-changes` for a state that was never given to this member, or from before
/// removals were forgotten.
pub fn changes(
    work: &Work<'_>,
    member: &MemberRecord,
    since: Option<&str>,
    max: u32,
) -> Result<wire::Changes, EngineError> {
    let now = work.tx.state(member.id)?;
    if let Some(page) = unchanged(member.id, since, now) {
        return Ok(page);
    }
    let old_state = since.unwrap_or_default().to_owned();
    let since = match since {
        None => Since {
            sequence: 0,
            began: Some(now.sequence),
        },
        Some(since) => read(since, member.id, now)
            .ok_or_else(|| Refused::new(ProblemType::CannotCalculateChanges))?,
    };
    let had = since.began.unwrap_or(since.sequence);
    if had < work.tx.horizon()? && had != now.sequence {
        return Err(Refused::new(ProblemType::CannotCalculateChanges).into());
    }

    let max = max.clamp(1, MOST);
    let mut rows = work
        .tx
        .changes_after(member.id, since.sequence, max.saturating_add(1))?;
    let page = usize::try_from(max).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    let new_state = match rows.last() {
        Some(last) if has_more => {
            let state = text(
                member.id,
                State {
                    epoch: now.epoch,
                    sequence: last.sequence,
                },
            );
            match since.began {
                Some(began) => format!("{state}-{began:x}"),
                None => state,
            }
        }
        _ => text(member.id, now),
    };

    let mut changed = Vec::new();
    let mut removed = Vec::new();
    let mut seen = BTreeSet::new();
    // The last word on a record counts: what every member sees may also be one's own.
    for row in rows.iter().rev() {
        if !seen.insert((row.kind, row.id.as_str())) {
            continue;
        }
        match record(work, member, row.kind, &row.id)? {
            Some(record) => changed.push(record),
            // Who had nothing has nothing to take away.
            None if since.began.is_some_and(|began| row.sequence <= began) => {}
            None => removed.push(wire::Gone {
                kind: row.kind,
                id: row.id.clone(),
            }),
        }
    }
    changed.reverse();
    removed.reverse();
    Ok(wire::Changes {
        old_state,
        new_state,
        has_more,
        changed,
        removed,
    })
}

/// A record as this member sees it now; none when it is no more.
fn record(
    work: &Work<'_>,
    member: &MemberRecord,
    kind: Kind,
    id: &str,
) -> Result<Option<Record>, EngineError> {
    let uuid = || id.parse::<Uuid>().ok();
    Ok(match kind {
        Kind::Account => Some(Record::Account(Box::new(members::account(work, member)?))),
        Kind::Programme => Some(Record::Programme(Box::new(public_view(
            work.programme,
            &member.language,
        )))),
        Kind::LedgerEntry => match uuid() {
            Some(id) => points::entry(work, member, id)?.map(Record::LedgerEntry),
            None => None,
        },
        Kind::Reward => claims::reward(work, member, id)?.map(Record::Reward),
        Kind::Claim => match uuid() {
            Some(id) => claims::view(work, member, id)?.map(Record::Claim),
            None => None,
        },
        Kind::Offer => match uuid() {
            Some(id) => offers::view(work, member, id)?.map(|offer| Record::Offer(Box::new(offer))),
            None => None,
        },
        Kind::StampCard => stamps::view(work, member, id)?.map(Record::StampCard),
        Kind::Challenge => challenges::view(work, member, id)?.map(Record::Challenge),
        Kind::Receipt => match uuid() {
            Some(id) => work
                .tx
                .sale(id)?
                .filter(|sale| sale.member == Some(member.id))
                .map(|sale| Record::Receipt(Box::new(sale::receipt(&sale)))),
            None => None,
        },
        Kind::Consent => match wire::Purpose::named(id) {
            Some(purpose) => consents::view(work, member, purpose)?.map(Record::Consent),
            None => None,
        },
        Kind::Unknown => None,
    })
}

fn text(member: Uuid, state: State) -> String {
    format!("{}-{:x}", tag(member, state.epoch), state.sequence)
}

/// Says whose state it is, so that another member's is not taken for one's own.
fn tag(member: Uuid, epoch: u64) -> String {
    let digest = Sha256::new()
        .chain_update(epoch.to_be_bytes())
        .chain_update(member.as_bytes())
        .finalize();
    digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A state that this member was given, and that is not of a future that a backup took back.
fn read(text: &str, member: Uuid, now: State) -> Option<Since> {
    let mut parts = text.split('-');
    let whose = parts.next()?;
    let number = |part: &str| {
        i64::from_str_radix(part, 16)
            .ok()
            .filter(|number| (0..=now.sequence).contains(number))
    };
    let sequence = number(parts.next()?)?;
    let began = match parts.next() {
        Some(part) => Some(number(part)?),
        None => None,
    };
    (whose == tag(member, now.epoch) && parts.next().is_none()).then_some(Since { sequence, began })
}
