//! What happens by itself: pending points become available, old ones run out.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::book::{Book, moving, next_day, pay};
use crate::engine::{EngineError, Work};
use crate::records::{Account, Lot, PointAccount, Posting};

/// Something that happened by itself.
pub(super) enum Event {
    /// The return window of a lot closed.
    Opened {
        /// Which one.
        lot: Uuid,
        /// Behind those of its entry.
        postings: Vec<Posting>,
    },
    /// Points ran out.
    RanOut {
        /// The last day they were good.
        day: NaiveDate,
        /// Of a new entry.
        postings: Vec<Posting>,
    },
}

/// Brings sums and open lots to now, and says what happened. Writes nothing. `due` is exact
/// afterwards; `lots` are all that are pending, those available that ran out, and at least the one
/// that runs out next.
pub(super) fn events(work: &Work<'_>, account: &mut PointAccount, lots: &mut [Lot]) -> Vec<Event> {
    let mut events = Vec::new();
    lots.sort_by_key(|lot| (lot.effective, lot.entry));
    for lot in lots
        .iter_mut()
        .filter(|lot| lot.pending > 0 && lot.effective <= work.now)
    {
        let parts = BTreeMap::from([(lot.entry, lot.pending)]);
        let mut postings = moving(&parts, Account::Pending, Account::Available);
        postings.extend(pay(account.owed, lot.entry, lot.pending));
        put(account, lot, &postings);
        events.push(Event::Opened {
            lot: lot.entry,
            postings,
        });
    }
    let today = work.today();
    let mut ran_out: BTreeMap<NaiveDate, BTreeMap<Uuid, i64>> = BTreeMap::new();
    for lot in lots.iter().filter(|lot| lot.available > 0) {
        if let Some(day) = good_until(account, lot).filter(|day| *day < today) {
            ran_out
                .entry(day)
                .or_default()
                .insert(lot.entry, lot.available);
        }
    }
    for (day, parts) in ran_out {
        let postings = moving(&parts, Account::Available, Account::Expired);
        for lot in lots.iter_mut().filter(|lot| parts.contains_key(&lot.entry)) {
            lot.available = 0;
        }
        for posting in &postings {
            // Taking away never grows too much to count.
            let _ = account.put(posting);
        }
        events.push(Event::RanOut { day, postings });
    }
    account.due = lots
        .iter()
        .filter_map(|lot| {
            if lot.pending > 0 {
                Some(lot.effective)
            } else if lot.available > 0 {
                end_of_lot(work, account, lot)
            } else {
                None
            }
        })
        .min();
    events
}

fn put(account: &mut PointAccount, lot: &mut Lot, postings: &[Posting]) {
    for posting in postings {
        // What moves within a member's accounts never grows too much to count.
        let _ = account.put(posting);
        if posting.lot.is_some() {
            let _ = lot.put(posting);
        }
    }
}

/// The last day on which a lot is good; none where it never runs out.
pub(super) fn good_until(account: &PointAccount, lot: &Lot) -> Option<NaiveDate> {
    let day = lot.last_day?;
    Some(account.kept_until.map_or(day, |kept| kept.max(day)))
}

/// When a lot runs out: its last day ends where the next one begins.
pub(super) fn end_of_lot(
    work: &Work<'_>,
    account: &PointAccount,
    lot: &Lot,
) -> Option<DateTime<Utc>> {
    good_until(account, lot)
        .and_then(next_day)
        .map(|day| work.start_of(day))
}

/// As [`super::tick`].
pub(super) fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    let mut done = 0;
    for member in work.tx.points_due(work.now, limit)? {
        Book::open(work, member)?;
        done += 1;
    }
    Ok(done)
}
