//! Returns: what the goods had given is taken back.

use std::collections::BTreeMap;

use kantis_protocol::{EntryKind, EntryState};
use uuid::Uuid;

use super::PointsEffect;
use super::book::{Book, Line};
use super::terms::worth;
use crate::engine::{EngineError, Work};
use crate::records::{Account, Lot, Posting, SaleRecord};
use crate::store::Tx;

/// As [`super::returned`].
pub(super) fn returned(
    work: &mut Work<'_>,
    member: Uuid,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<PointsEffect, EngineError> {
    let Some(points) = &work.programme.points else {
        return Ok(PointsEffect::default());
    };
    let debt = points.debt;
    if work.tx.lots_of_sale(purchase.id)?.is_empty() {
        return Ok(PointsEffect::default());
    }
    let mut book = Book::open(work, member)?;
    // Read once the book is of now: what was pending may have become available.
    let lots = book.work.tx.lots_of_sale(purchase.id)?;
    let wanted = wanted(&lots, &purchase.left_after(back))?;
    let effect = take(&mut book, &wanted, debt, Some(back.id))?;
    book.close()?;
    if let Some(Taken { whole, .. }) = effect {
        let day = work.day(purchase.at);
        work.tx.add_given(member, day, whole.saturating_neg())?;
    }
    Ok(effect.map_or_else(PointsEffect::default, |taken| taken.effect))
}

/// As [`super::take_back`].
pub(super) fn undone(work: &mut Work<'_>, member: Uuid, entry: Uuid) -> Result<(), EngineError> {
    let debt = work
        .programme
        .points
        .as_ref()
        .map_or(0, |points| points.debt);
    let mut book = Book::open(work, member)?;
    let lots = book.work.tx.lots(member)?;
    let Some(lot) = lots.iter().find(|lot| lot.entry == entry) else {
        return book.close();
    };
    let taken = take(&mut book, &[(lot, lot.net)], debt, None)?;
    book.close()?;
    if let Some(Taken { whole, .. }) = taken {
        // It was good at once: the day it was given on.
        let day = work.day(lot.effective);
        work.tx.add_given(member, day, whole.saturating_neg())?;
    }
    Ok(())
}

/// What was taken back.
#[derive(Clone, Copy)]
struct Taken {
    /// In all, with what is forgiven.
    whole: i64,
    effect: PointsEffect,
}

/// Takes so much of each lot back; none where that is nothing.
fn take(
    book: &mut Book<'_, '_>,
    wanted: &[(&Lot, i64)],
    debt: i64,
    receipt: Option<Uuid>,
) -> Result<Option<Taken>, EngineError> {
    let whole: i64 = wanted.iter().map(|(_, wanted)| wanted).sum();
    if whole <= 0 {
        return Ok(None);
    }
    let mut taking = Taking::default();
    let mut left = 0;
    for (lot, wanted) in wanted {
        left += taking.of_lot(lot, *wanted);
    }
    left = taking.of_others(&*book.work.tx, book.account.member, left)?;
    let owe = left.min(debt.saturating_sub(book.account.owed).max(0));
    let forgiven = left.saturating_sub(owe);

    let reason = if forgiven > 0 {
        format!("refund:forgiven:{forgiven}")
    } else {
        "refund".to_owned()
    };
    let emptied = taking.emptied();
    let pending = taking.sum(Account::Pending);
    let given = whole.saturating_sub(forgiven).saturating_neg();
    let mut postings: Vec<Posting> = wanted
        .iter()
        .map(|(lot, wanted)| posting(Account::Issued, Some(lot.entry), *wanted))
        .collect();
    postings.extend(taking.postings());
    postings.push(posting(Account::Available, None, owe.saturating_neg()));
    postings.push(posting(Account::Adjusted, None, forgiven.saturating_neg()));
    postings.retain(|posting| posting.amount != 0);
    book.write(Line {
        kind: EntryKind::Refund,
        reason: &reason,
        receipt,
        claim: None,
        expires: None,
        postings,
    })?;
    for lot in emptied {
        book.state(lot, EntryState::Cancelled)?;
    }
    Ok(Some(Taken {
        whole,
        effect: PointsEffect {
            given,
            pending: pending.saturating_neg(),
        },
    }))
}

/// How much of each lot is to be taken back, given what is left of the purchase.
fn wanted<'l>(lots: &'l [Lot], left: &SaleRecord) -> Result<Vec<(&'l Lot, i64)>, EngineError> {
    let mut wanted = Vec::with_capacity(lots.len());
    for lot in lots {
        let stays = match &lot.basis {
            Some(basis) => worth(basis, left)?,
            None => lot.net,
        };
        let back = lot.net.saturating_sub(stays).max(0);
        if back > 0 {
            wanted.push((lot, back));
        }
    }
    Ok(wanted)
}

/// What is taken from the member's lots.
#[derive(Default)]
struct Taking(BTreeMap<(Account, Uuid), Part>);

/// So much of what a lot has on an account.
#[derive(Default)]
struct Part {
    taken: i64,
    there: i64,
}

impl Taking {
    /// Takes from the lot that gave the points: what is pending first. How much it could not give.
    fn of_lot(&mut self, lot: &Lot, wanted: i64) -> i64 {
        let left = self.take(Account::Pending, lot, wanted);
        self.take(Account::Available, lot, left)
    }

    /// Takes from the member's other lots: what may be spent and runs out first, then what is
    /// pending. How much they could not give.
    fn of_others(&mut self, tx: &dyn Tx, member: Uuid, wanted: i64) -> Result<i64, EngineError> {
        let mut left = wanted;
        if left > 0 {
            // Lots that gave already are among them, so enough is not enough.
            let taken = self.sum(Account::Available);
            for lot in tx.lots_to_spend(member, left.saturating_add(taken))? {
                left = self.take(Account::Available, &lot, left);
            }
        }
        if left > 0 {
            for lot in tx.lots_pending(member)? {
                left = self.take(Account::Pending, &lot, left);
            }
        }
        Ok(left)
    }

    fn take(&mut self, account: Account, lot: &Lot, wanted: i64) -> i64 {
        let there = if account == Account::Pending {
            lot.pending
        } else {
            lot.available
        };
        let part = self.0.entry((account, lot.entry)).or_default();
        part.there = there;
        let more = wanted.min(there.saturating_sub(part.taken)).max(0);
        part.taken = part.taken.saturating_add(more);
        wanted.saturating_sub(more)
    }

    fn sum(&self, account: Account) -> i64 {
        self.0
            .iter()
            .filter(|((of, _), _)| *of == account)
            .map(|(_, part)| part.taken)
            .sum()
    }

    fn postings(&self) -> impl Iterator<Item = Posting> {
        self.0.iter().map(|((account, lot), part)| {
            posting(*account, Some(*lot), part.taken.saturating_neg())
        })
    }

    /// Pending lots of which nothing is left.
    fn emptied(&self) -> Vec<Uuid> {
        self.0
            .iter()
            .filter(|((account, _), part)| {
                *account == Account::Pending && part.there > 0 && part.taken == part.there
            })
            .map(|((_, lot), _)| *lot)
            .collect()
    }
}

const fn posting(account: Account, lot: Option<Uuid>, amount: i64) -> Posting {
    Posting {
        account,
        lot,
        amount,
    }
}
