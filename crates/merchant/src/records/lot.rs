//! Lots and sums: what a member's postings come to.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Account, Posting};

/// Points that one entry gave, and where they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The entry that gave them.
    pub entry: Uuid,
    /// Whose.
    pub member: Uuid,
    /// The purchase that gave them.
    pub sale: Option<Uuid>,
    /// From when they may be spent.
    pub effective: DateTime<Utc>,
    /// The last day they are good, purchases that keep them apart.
    pub last_day: Option<NaiveDate>,
    /// Not yet to be spent.
    pub pending: i64,
    /// May be spent.
    pub available: i64,
    /// Held for claims.
    pub locked: i64,
    /// Issued, less what returns took back.
    pub net: i64,
    /// How the purchase came to them.
    pub basis: Option<Basis>,
}

/// The sums of a member's postings, and what is to happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointAccount {
    /// Whose.
    pub member: Uuid,
    /// On [`Account::Pending`].
    pub pending: i64,
    /// On [`Account::Available`]; below zero by what is owed.
    pub available: i64,
    /// On [`Account::Locked`].
    pub locked: i64,
    /// On [`Account::Issued`]: zero or below.
    pub issued: i64,
    /// On [`Account::Redeemed`].
    pub redeemed: i64,
    /// On [`Account::Expired`].
    pub expired: i64,
    /// On [`Account::Adjusted`].
    pub adjusted: i64,
    /// Taken back by returns when it was spent already, and not yet paid. The next points pay it.
    pub owed: i64,
    /// All points are good at least until the end of this day.
    pub kept_until: Option<NaiveDate>,
    /// When points become available or run out the next time; never too late, perhaps too early.
    pub due: Option<DateTime<Utc>>,
}

/// How a purchase came to its points, so that a return can ask what the rest would have given,
/// whatever the programme says by then. The points are the sum of the terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Basis {
    /// Each rounds once.
    pub terms: Vec<Term>,
}

/// What one rule gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How many, for each `every`.
    pub points: i64,
    /// For what.
    pub every: TermEvery,
    /// Nothing for a basket that costs less, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minimum: i64,
    /// What becomes of parts of a point.
    pub round: Rounding,
    /// How much of which lines counts.
    pub lines: TermLines,
}

/// For what points are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermEvery {
    /// For so many minor units.
    Spent(i64),
    /// For each whole piece.
    Item,
    /// Once, as long as any of the lines is left.
    Purchase,
}

/// What becomes of parts of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// They are dropped.
    Down,
    /// Half and more count as one.
    Nearest,
    /// Each counts as one.
    Up,
}

/// How much of which lines counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermLines {
    /// Every line, so much per cent of it.
    All(u32),
    /// These lines by number, each in per cent. One of 0 per cent is among what the rule is about,
    /// and adds nothing.
    Some(Vec<(u32, u32)>),
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde wants a reference
const fn is_zero(value: &i64) -> bool {
    *value == 0
}

impl Lot {
    /// Puts a posting on this lot. None when it would be too much to count.
    #[must_use]
    pub const fn put(&mut self, posting: &Posting) -> Option<()> {
        let (place, amount) = match posting.account {
            Account::Pending => (&mut self.pending, posting.amount),
            Account::Available => (&mut self.available, posting.amount),
            Account::Locked => (&mut self.locked, posting.amount),
            Account::Issued => (&mut self.net, posting.amount.saturating_neg()),
            Account::Redeemed | Account::Expired | Account::Adjusted => return Some(()),
        };
        match place.checked_add(amount) {
            Some(sum) => *place = sum,
            None => return None,
        }
        Some(())
    }
}

impl PointAccount {
    /// A member who never had any.
    #[must_use]
    pub const fn new(member: Uuid) -> Self {
        Self {
            member,
            pending: 0,
            available: 0,
            locked: 0,
            issued: 0,
            redeemed: 0,
            expired: 0,
            adjusted: 0,
            owed: 0,
            kept_until: None,
            due: None,
        }
    }

    /// Puts a posting on the sums. None when it would be too much to count.
    #[must_use]
    pub fn put(&mut self, posting: &Posting) -> Option<()> {
        let sum = match posting.account {
            Account::Pending => &mut self.pending,
            Account::Available => &mut self.available,
            Account::Locked => &mut self.locked,
            Account::Issued => &mut self.issued,
            Account::Redeemed => &mut self.redeemed,
            Account::Expired => &mut self.expired,
            Account::Adjusted => &mut self.adjusted,
        };
        *sum = sum.checked_add(posting.amount)?;
        if posting.account == Account::Available && posting.lot.is_none() {
            self.owed = self.owed.checked_sub(posting.amount)?;
        }
        Some(())
    }
}
