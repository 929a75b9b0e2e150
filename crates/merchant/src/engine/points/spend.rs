//! Spending in three steps, and setting right by hand.

use std::collections::BTreeMap;

use kantis_protocol::{EntryKind, ProblemType};
use uuid::Uuid;

use super::MOST;
use super::book::{Book, Gift, Line, moving, pay};
use crate::engine::{EngineError, Refused, Work};
use crate::records::{Account, Entry, Posting};

/// As [`super::reserve`].
pub(super) fn reserve(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    claim: Uuid,
) -> Result<(), EngineError> {
    if amount == 0 {
        return Ok(());
    }
    let mut book = Book::open(work, member)?;
    enough(&book, amount)?;
    let postings = book.take_available(amount, Account::Locked)?;
    book.write(line(EntryKind::Reserve, "reserve", None, claim, postings))?;
    book.close()
}

/// As [`super::consume`].
pub(super) fn consume(
    work: &mut Work<'_>,
    member: Uuid,
    claim: Uuid,
    receipt: Option<Uuid>,
) -> Result<(), EngineError> {
    let locked = parts(&work.tx.entries_of_claim(member, claim)?, |_, posting| {
        posting.account == Account::Locked
    });
    if locked.is_empty() {
        return Ok(());
    }
    let mut book = Book::open(work, member)?;
    let postings = moving(&locked, Account::Locked, Account::Redeemed);
    book.write(line(EntryKind::Redeem, "redeem", receipt, claim, postings))?;
    book.close()
}

/// As [`super::release`].
pub(super) fn release(work: &mut Work<'_>, member: Uuid, claim: Uuid) -> Result<(), EngineError> {
    let locked = parts(&work.tx.entries_of_claim(member, claim)?, |_, posting| {
        posting.account == Account::Locked
    });
    if locked.is_empty() {
        return Ok(());
    }
    let mut book = Book::open(work, member)?;
    let mut postings = moving(&locked, Account::Locked, Account::Available);
    postings.extend(pay_with(&book, &locked));
    book.write(line(EntryKind::Release, "release", None, claim, postings))?;
    book.settle_now()?;
    book.close()
}

/// As [`super::refund_claim`].
pub(super) fn refund_claim(
    work: &mut Work<'_>,
    member: Uuid,
    claim: Uuid,
    receipt: Uuid,
) -> Result<i64, EngineError> {
    let entries = work.tx.entries_of_claim(member, claim)?;
    // What was consumed of each lot, turned round; nothing once it was given back.
    let redeemed: i64 = entries
        .iter()
        .flat_map(|entry| &entry.postings)
        .filter(|posting| posting.account == Account::Redeemed)
        .map(|posting| posting.amount)
        .sum();
    if redeemed <= 0 {
        return Ok(0);
    }
    let mut spent = parts(&entries, |entry, posting| {
        entry.kind == EntryKind::Redeem && posting.account == Account::Locked
    });
    for part in spent.values_mut() {
        *part = part.saturating_neg();
    }
    let mut book = Book::open(work, member)?;
    let mut postings = vec![Posting {
        account: Account::Redeemed,
        lot: None,
        amount: redeemed.saturating_neg(),
    }];
    postings.extend(spent.iter().map(|(lot, part)| Posting {
        account: Account::Available,
        lot: Some(*lot),
        amount: *part,
    }));
    postings.extend(pay_with(&book, &spent));
    book.write(line(
        EntryKind::Refund,
        "refund-claim",
        Some(receipt),
        claim,
        postings,
    ))?;
    book.settle_now()?;
    book.close()?;
    Ok(redeemed)
}

/// As [`super::adjust`].
pub(super) fn adjust(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    reason: &str,
) -> Result<Uuid, EngineError> {
    if amount == 0 || !(-MOST..=MOST).contains(&amount) {
        return Err(Refused::new(ProblemType::Invalid)
            .because("what is set right is not nothing")
            .into());
    }
    let mut book = Book::open(work, member)?;
    let entry = if amount > 0 {
        let gift = Gift {
            kind: EntryKind::Adjust,
            reason,
            amount,
            from: Account::Adjusted,
            purchase: None,
            basis: None,
        };
        book.give(gift)?.0
    } else {
        let taken = amount.saturating_neg();
        enough(&book, taken)?;
        let postings = book.take_available(taken, Account::Adjusted)?;
        book.write(Line {
            kind: EntryKind::Adjust,
            reason,
            receipt: None,
            claim: None,
            expires: None,
            postings,
        })?
    };
    book.close()?;
    Ok(entry)
}

/// Refuses when a member has too little to spend.
fn enough(book: &Book<'_, '_>, amount: i64) -> Result<(), Refused> {
    if amount < 0 {
        return Err(Refused::new(ProblemType::Invalid).because("points below nothing"));
    }
    if book.account.available < amount {
        return Err(Refused::new(ProblemType::InsufficientBalance)
            .with("needed", amount)
            .with("available", book.account.available.max(0)));
    }
    Ok(())
}

/// What some postings come to, by lot.
fn parts(entries: &[Entry], wanted: impl Fn(&Entry, &Posting) -> bool) -> BTreeMap<Uuid, i64> {
    let mut parts: BTreeMap<Uuid, i64> = BTreeMap::new();
    for entry in entries {
        for posting in entry
            .postings
            .iter()
            .filter(|posting| wanted(entry, posting))
        {
            if let Some(lot) = posting.lot {
                let part = parts.entry(lot).or_default();
                *part = part.saturating_add(posting.amount);
            }
        }
    }
    parts.retain(|_, part| *part != 0);
    parts
}

/// Pays what is owed with parts of lots that became available.
fn pay_with(book: &Book<'_, '_>, parts: &BTreeMap<Uuid, i64>) -> Vec<Posting> {
    let mut owed = book.account.owed;
    parts
        .iter()
        .flat_map(|(lot, part)| {
            let postings = pay(owed, *lot, *part);
            owed = owed.saturating_sub(*part).max(0);
            postings
        })
        .collect()
}

fn line<'l>(
    kind: EntryKind,
    reason: &'l str,
    receipt: Option<Uuid>,
    claim: Uuid,
    postings: Vec<Posting>,
) -> Line<'l> {
    Line {
        kind,
        reason,
        receipt,
        claim: Some(claim),
        expires: None,
        postings,
    }
}
