//! The ledger played again from nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kantis_protocol::EntryState;
use uuid::Uuid;

use crate::engine::{EngineError, Work};
use crate::records::{Account, Entry, PointAccount};

/// What a lot's postings come to: pending, available, locked, net.
type Places = [i64; 4];

/// As [`super::check()`].
pub(super) fn check(work: &Work<'_>, member: Uuid) -> Result<bool, EngineError> {
    let entries = work.tx.entries(member, None, u32::MAX)?;
    let kept = work.tx.point_account(member)?;
    let mut played = PointAccount::new(member);
    let mut lots: BTreeMap<Uuid, Places> = BTreeMap::new();
    for posting in entries.iter().flat_map(|entry| &entry.postings) {
        if played.put(posting).is_none() {
            return Ok(false);
        }
        let Some(lot) = posting.lot else { continue };
        let [pending, available, locked, net] = lots.entry(lot).or_default();
        let (place, amount) = match posting.account {
            Account::Pending => (pending, posting.amount),
            Account::Available => (available, posting.amount),
            Account::Locked => (locked, posting.amount),
            Account::Issued => (net, posting.amount.saturating_neg()),
            Account::Redeemed | Account::Expired | Account::Adjusted => return Ok(false),
        };
        *place = place.saturating_add(amount);
    }
    if let Some(kept) = &kept {
        played.kept_until = kept.kept_until;
        played.due = kept.due;
    }
    let known: BTreeMap<Uuid, Places> = work
        .tx
        .lots(member)?
        .into_iter()
        .map(|lot| {
            let places = [lot.pending, lot.available, lot.locked, lot.net];
            (lot.entry, places)
        })
        .collect();
    let given: i64 = work
        .tx
        .given_by_day(member, NaiveDate::MIN)?
        .iter()
        .map(|(_, given)| given)
        .sum();
    Ok(entries.iter().all(|entry| whole(entry, &lots))
        && played == kept.unwrap_or_else(|| PointAccount::new(member))
        && lots == known
        && given == played_issued(&lots))
}

/// Whether an entry balances, says what it did, and stands where its lot stands.
fn whole(entry: &Entry, lots: &BTreeMap<Uuid, Places>) -> bool {
    let sum = |wanted: fn(Account) -> bool| -> i64 {
        entry
            .postings
            .iter()
            .filter(|posting| wanted(posting.account))
            .map(|posting| posting.amount)
            .sum()
    };
    let has = |account| matches!(account, Account::Pending | Account::Available);
    let pending = lots
        .get(&entry.id)
        .is_some_and(|[pending, ..]| *pending > 0);
    sum(|_| true) == 0
        && sum(has) == entry.amount
        && pending == (entry.state == EntryState::Pending)
}

fn played_issued(lots: &BTreeMap<Uuid, Places>) -> i64 {
    lots.values().map(|[.., net]| net).sum()
}
