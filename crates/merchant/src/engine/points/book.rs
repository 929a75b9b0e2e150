//! A member's open book: the sums, and the one way in which anything is written to the ledger.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use kantis_protocol::{EntryKind, EntryState, Kind};
use uuid::Uuid;

use super::settle::{self, Event};
use super::terms::too_much;
use super::{MOST, calendar};
use crate::engine::{EngineError, Work};
use crate::records::{Account, Basis, Entry, Lot, PointAccount, Posting};
use crate::store::StoreError;

/// A member's book. Opened, it is of now: what was due has happened. [`Book::close`] writes the sums.
pub(super) struct Book<'b, 'a> {
    pub(super) work: &'b mut Work<'a>,
    pub(super) account: PointAccount,
}

/// Points that a member is given.
pub(super) struct Gift<'g> {
    /// Why.
    pub(super) kind: EntryKind,
    /// What to say about it.
    pub(super) reason: &'g str,
    /// More than none.
    pub(super) amount: i64,
    /// Where they come from.
    pub(super) from: Account,
    /// The purchase that gives them: its id and when it was. None for points that are good at once.
    pub(super) purchase: Option<(Uuid, DateTime<Utc>)>,
    /// How the purchase came to them.
    pub(super) basis: Option<Basis>,
}

/// An entry that gives nothing new.
pub(super) struct Line<'l> {
    /// Why.
    pub(super) kind: EntryKind,
    /// What to say about it.
    pub(super) reason: &'l str,
    /// The return.
    pub(super) receipt: Option<Uuid>,
    /// The claim.
    pub(super) claim: Option<Uuid>,
    /// The last day of what ran out.
    pub(super) expires: Option<NaiveDate>,
    /// They add up to nothing.
    pub(super) postings: Vec<Posting>,
}

impl<'b, 'a> Book<'b, 'a> {
    /// Opens a member's book.
    pub(super) fn open(work: &'b mut Work<'a>, member: Uuid) -> Result<Self, EngineError> {
        let account = work.tx.point_account(member)?;
        let mut book = Self {
            work,
            account: account.unwrap_or_else(|| PointAccount::new(member)),
        };
        if book.settle()? {
            // Whatever is refused from here on, what was due stays done.
            book.save()?;
        }
        Ok(book)
    }

    /// Writes the sums. Without it nothing that was written may be committed.
    pub(super) fn close(mut self) -> Result<(), EngineError> {
        self.save()
    }

    fn save(&mut self) -> Result<(), EngineError> {
        let member = self.account.member;
        self.work.tx.set_point_account(&self.account)?;
        self.work
            .touch(member, Kind::Account, Kind::Account.only())?;
        Ok(())
    }

    /// Does what is due: pending points become available, old ones run out.
    pub(super) fn settle(&mut self) -> Result<bool, EngineError> {
        if self.account.due.is_none_or(|due| due > self.work.now) {
            return Ok(false);
        }
        let member = self.account.member;
        let mut lots = self.work.tx.lots_pending(member)?;
        let today = self.work.today();
        lots.extend(self.work.tx.lots_running_out(member, today)?);
        let mut settled = self.account.clone();
        for event in settle::events(self.work, &mut settled, &mut lots) {
            match event {
                Event::Opened { lot, postings } => self.open_lot(lot, &postings)?,
                Event::RanOut { day, postings } => {
                    self.write(Line {
                        kind: EntryKind::Expire,
                        reason: "expire",
                        receipt: None,
                        claim: None,
                        expires: Some(day),
                        postings,
                    })?;
                }
            }
        }
        self.account.due = settled.due;
        Ok(true)
    }

    /// Notes that something may be due already: points came back that ran out meanwhile.
    pub(super) fn settle_now(&mut self) -> Result<(), EngineError> {
        self.account.due = Some(self.work.now);
        self.settle()?;
        Ok(())
    }

    fn open_lot(&mut self, lot: Uuid, postings: &[Posting]) -> Result<(), EngineError> {
        self.count(postings)?;
        self.work.tx.add_postings(lot, postings)?;
        self.work.tx.move_lots(postings)?;
        self.state(lot, EntryState::Posted)
    }

    /// Says where an entry stands.
    pub(super) fn state(&mut self, entry: Uuid, state: EntryState) -> Result<(), EngineError> {
        self.work.tx.set_entry_state(entry, state)?;
        self.work
            .touch(self.account.member, Kind::LedgerEntry, &entry.to_string())?;
        Ok(())
    }

    /// Gives points: a new lot. What is owed is paid with what is available at once. The entry's id,
    /// and whether it is pending.
    pub(super) fn give(&mut self, gift: Gift<'_>) -> Result<(Uuid, bool), EngineError> {
        let points = self.work.programme.points.as_ref();
        let occurred = gift.purchase.map_or(self.work.now, |(_, at)| at);
        let effective = match gift.purchase {
            Some((_, at)) => calendar::available_from(self.work, at),
            None => occurred,
        };
        let pending = effective > self.work.now;
        let last_day = calendar::last_day(
            points.and_then(|points| points.expiry.as_ref()),
            self.work.day(occurred),
            self.work.day(effective),
        );
        let id = self.work.id();
        let posting = |account, lot, amount| Posting {
            account,
            lot,
            amount,
        };
        let target = if pending {
            Account::Pending
        } else {
            Account::Available
        };
        let issued = (gift.from == Account::Issued).then_some(id);
        let mut postings = vec![
            posting(gift.from, issued, gift.amount.saturating_neg()),
            posting(target, Some(id), gift.amount),
        ];
        if !pending {
            postings.extend(pay(self.account.owed, id, gift.amount));
        }
        let mut lot = Lot {
            entry: id,
            member: self.account.member,
            sale: gift.purchase.map(|(sale, _)| sale),
            effective,
            last_day,
            pending: 0,
            available: 0,
            locked: 0,
            net: 0,
            basis: gift.basis,
        };
        for posting in postings.iter().filter(|posting| posting.lot.is_some()) {
            lot.put(posting).ok_or_else(too_much)?;
        }
        // Where purchases keep all points, no line of the ledger could say the day for long.
        let moves = points.is_some_and(|points| {
            calendar::kept_until(points.expiry.as_ref(), self.work.today()).is_some()
        });
        let expires = last_day.filter(|_| !moves);
        self.add(Entry {
            id,
            member: self.account.member,
            kind: gift.kind,
            state: if pending {
                EntryState::Pending
            } else {
                EntryState::Posted
            },
            amount: gift.amount,
            occurred,
            effective: Some(effective),
            expires,
            receipt: lot.sale,
            claim: None,
            reason: gift.reason.to_owned(),
            postings,
        })?;
        self.work.tx.add_lot(&lot)?;
        let due = if pending {
            Some(effective)
        } else {
            settle::end_of_lot(self.work, &self.account, &lot)
        };
        self.account.due = [self.account.due, due].into_iter().flatten().min();
        Ok((id, pending))
    }

    /// Writes an entry that gives nothing new.
    pub(super) fn write(&mut self, line: Line<'_>) -> Result<Uuid, EngineError> {
        let id = self.work.id();
        let amount = line
            .postings
            .iter()
            .filter(|posting| matches!(posting.account, Account::Pending | Account::Available))
            .fold(0_i64, |sum, posting| sum.saturating_add(posting.amount));
        self.work.tx.move_lots(&line.postings)?;
        self.add(Entry {
            id,
            member: self.account.member,
            kind: line.kind,
            state: EntryState::Posted,
            amount,
            occurred: self.work.now,
            effective: None,
            expires: line.expires,
            receipt: line.receipt,
            claim: line.claim,
            reason: line.reason.to_owned(),
            postings: line.postings,
        })?;
        Ok(id)
    }

    fn add(&mut self, entry: Entry) -> Result<(), EngineError> {
        self.count(&entry.postings)?;
        self.work.tx.add_entry(&entry)?;
        self.work
            .touch(entry.member, Kind::LedgerEntry, &entry.id.to_string())?;
        Ok(())
    }

    /// Puts postings on the sums, when they balance.
    fn count(&mut self, postings: &[Posting]) -> Result<(), EngineError> {
        let sum: i128 = postings
            .iter()
            .map(|posting| i128::from(posting.amount))
            .sum();
        if sum != 0 || postings.len() < 2 {
            return Err(StoreError::Database("an entry does not balance".into()).into());
        }
        for posting in postings {
            self.account.put(posting).ok_or_else(too_much)?;
        }
        if self.account.issued < -MOST || self.account.available > MOST {
            return Err(too_much().into());
        }
        Ok(())
    }

    /// Moves points that may be spent, those that run out first first, from available to another
    /// account. The member has enough of them.
    pub(super) fn take_available(
        &self,
        amount: i64,
        to: Account,
    ) -> Result<Vec<Posting>, EngineError> {
        let mut left = amount;
        let mut moved = BTreeMap::new();
        for lot in self.work.tx.lots_to_spend(self.account.member, amount)? {
            let part = lot.available.min(left);
            left = left.saturating_sub(part);
            moved.insert(lot.entry, part);
        }
        if left != 0 {
            return Err(StoreError::Database("the lots are not the sum".into()).into());
        }
        Ok(moving(&moved, Account::Available, to))
    }
}

/// Postings that move parts of lots from one of the member's accounts to another account.
pub(super) fn moving(parts: &BTreeMap<Uuid, i64>, from: Account, to: Account) -> Vec<Posting> {
    let mut postings: Vec<Posting> = parts
        .iter()
        .map(|(lot, part)| Posting {
            account: from,
            lot: Some(*lot),
            amount: part.saturating_neg(),
        })
        .collect();
    match to {
        Account::Pending | Account::Available | Account::Locked | Account::Issued => {
            postings.extend(parts.iter().map(|(lot, part)| Posting {
                account: to,
                lot: Some(*lot),
                amount: *part,
            }));
        }
        Account::Redeemed | Account::Expired | Account::Adjusted => postings.push(Posting {
            account: to,
            lot: None,
            amount: parts
                .values()
                .fold(0, |sum, part| sum.saturating_add(*part)),
        }),
    }
    postings
}

/// Postings that pay what is owed with so much of a lot that became available.
pub(super) fn pay(owed: i64, lot: Uuid, available: i64) -> Vec<Posting> {
    let part = owed.min(available);
    if part <= 0 {
        return Vec::new();
    }
    vec![
        Posting {
            account: Account::Available,
            lot: Some(lot),
            amount: part.saturating_neg(),
        },
        Posting {
            account: Account::Available,
            lot: None,
            amount: part,
        },
    ]
}

/// The day after.
pub(super) fn next_day(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(1))
}
