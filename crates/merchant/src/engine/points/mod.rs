//! Points: a double-entry ledger in lots.
//!
//! Whatever moves points is an entry whose postings add up to nothing. Points that one entry gave
//! are a lot: it is pending until the return window closes, then available, perhaps locked for a
//! claim, and gone when it was spent or ran out. Spending takes what runs out first. Sums and lots
//! are kept beside the postings; [`check()`] plays them again and compares.
//!
//! A member's book is opened with everything done that was due by then, so nothing depends on how
//! often [`tick`] comes by.

mod book;
mod calendar;
mod check;
mod earn;
mod refund;
mod settle;
mod spend;
mod terms;
mod view;

use chrono::NaiveDate;
use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// The most points that one purchase may give and one member may have: more cannot be counted
/// exactly by readers that know numbers only as JSON does.
const MOST: i64 = 1_000_000_000_000_000;

/// What campaigns, tiers and offers put on top of a purchase's points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Boost {
    /// For each line, in the order of the sale: points of the line times so much in per cent, on
    /// top of what the rules give (100 is once more, that is: double).
    pub lines: Vec<Vec<Extra>>,
    /// Flat points on top: the entry's reason and how many.
    pub flat: Vec<(String, i64)>,
}

/// So much on top of a line's points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// The entry's reason: `campaign:double-may`, `offer:birthday`.
    pub reason: String,
    /// In per cent of the line's base points.
    pub percent: u32,
}

/// What a purchase or return did to points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointsEffect {
    /// Given in all (negative: taken back).
    pub given: i64,
    /// Of these, pending.
    pub pending: i64,
}

/// Gives the points of a purchase: each rule, the tier's multiplier, what is put on top. Each reason
/// is an entry of its own.
///
/// # Errors
/// `invalid` for more points than can be counted.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<PointsEffect, EngineError> {
    earn::purchase(work, member.id, sale, boost)
}

/// What a purchase would give. Changes nothing.
///
/// # Errors
/// When the database fails.
pub fn preview(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<PointsEffect, EngineError> {
    earn::preview(work, member.id, sale, boost)
}

/// Takes back what a return's goods had given: what the purchase gave, less what the rest of it
/// would have given by the rules of that day. Nothing is left once all is back. Taken are first
/// pending points of this purchase, then its available ones, then others that run out first, then
/// others that are pending; then the member owes as much as the programme lets a debt grow. What is
/// beyond is forgiven, and the entry's reason says how much.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<PointsEffect, EngineError> {
    refund::returned(work, member.id, purchase, back)
}

/// Gives points that no purchase gave (a challenge, an offer): at once to be spent. The entry's id.
///
/// # Errors
/// When the database fails.
pub fn award(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    reason: &str,
) -> Result<Uuid, EngineError> {
    earn::award(work, member, amount, reason)
}

/// Takes points back that no purchase gave, as [`returned`] does: what they were given for was
/// undone.
///
/// # Errors
/// When the database fails.
pub(super) fn take_back(work: &mut Work<'_>, member: Uuid, entry: Uuid) -> Result<(), EngineError> {
    refund::undone(work, member, entry)
}

/// Sets right by hand; never below zero.
///
/// # Errors
/// `insufficient-balance`.
pub fn adjust(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    reason: &str,
) -> Result<Uuid, EngineError> {
    spend::adjust(work, member, amount, reason)
}

/// Locks points for a claim: those that run out first.
///
/// # Errors
/// `insufficient-balance` with `needed` and `available`.
pub fn reserve(
    work: &mut Work<'_>,
    member: Uuid,
    amount: i64,
    claim: Uuid,
) -> Result<(), EngineError> {
    spend::reserve(work, member, amount, claim)
}

/// Spends what is locked for a claim.
///
/// # Errors
/// When the database fails.
pub fn consume(
    work: &mut Work<'_>,
    member: Uuid,
    claim: Uuid,
    receipt: Option<Uuid>,
) -> Result<(), EngineError> {
    spend::consume(work, member, claim, receipt)
}

/// Gives back what is locked for a claim, to the lots it came from.
///
/// # Errors
/// When the database fails.
pub fn release(work: &mut Work<'_>, member: Uuid, claim: Uuid) -> Result<(), EngineError> {
    spend::release(work, member, claim)
}

/// Gives back what was spent on a claim whose purchase came back whole. How much.
///
/// # Errors
/// When the database fails.
pub fn refund_claim(
    work: &mut Work<'_>,
    member: Uuid,
    claim: Uuid,
    receipt: Uuid,
) -> Result<i64, EngineError> {
    spend::refund_claim(work, member, claim, receipt)
}

/// Lets pending points become available and old ones run out, for so many members at most. For how many it did something.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    settle::tick(work, limit)
}

/// What a member has; none where the programme has no points.
///
/// # Errors
/// When the database fails.
pub fn balance(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Option<wire::Balance>, EngineError> {
    view::balance(work, member)
}

/// One line of a member's ledger.
///
/// # Errors
/// When the database fails.
pub fn entry(
    work: &Work<'_>,
    member: &MemberRecord,
    id: Uuid,
) -> Result<Option<wire::LedgerEntry>, EngineError> {
    view::entry(work, member, id)
}

/// The ledger, newest first.
///
/// # Errors
/// `malformed` for a `before` that was never given out.
pub fn ledger(
    work: &Work<'_>,
    member: &MemberRecord,
    before: Option<&str>,
    limit: u32,
) -> Result<wire::LedgerPage, EngineError> {
    view::ledger(work, member, before, limit)
}

/// Points given and not taken back since a day: for tiers.
///
/// # Errors
/// When the database fails.
pub fn given_since(work: &Work<'_>, member: Uuid, since: NaiveDate) -> Result<i64, EngineError> {
    Ok(work
        .tx
        .given_by_day(member, since)?
        .iter()
        .map(|(_, given)| given)
        .sum())
}

/// Whether the postings of a member, played again from nothing, give the sums and lots that are kept.
///
/// # Errors
/// When the database fails.
pub fn check(work: &Work<'_>, member: Uuid) -> Result<bool, EngineError> {
    check::check(work, member)
}
