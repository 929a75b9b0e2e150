//! The ledger: entries whose postings add up to nothing.

use chrono::{DateTime, NaiveDate, Utc};
use kantis_protocol::{EntryKind, EntryState};
use uuid::Uuid;

/// One thing that happened to a member's points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Stable.
    pub id: Uuid,
    /// Whose.
    pub member: Uuid,
    /// Why.
    pub kind: EntryKind,
    /// Whether it counts already: pending until the return window closes, then posted; cancelled
    /// when all of it was taken back before.
    pub state: EntryState,
    /// As the member reads it, signed: what it put on the pending and available accounts. The
    /// amounts of all entries, whatever their state, add up to what the member has.
    pub amount: i64,
    /// When.
    pub occurred: DateTime<Utc>,
    /// From when it may be spent.
    pub effective: Option<DateTime<Utc>>,
    /// The last day; none where nothing runs out, and where purchases move it.
    pub expires: Option<NaiveDate>,
    /// The purchase or return.
    pub receipt: Option<Uuid>,
    /// The claim.
    pub claim: Option<Uuid>,
    /// What to say about it: the name of a sentence in `words/*/ledger.json`, or a rule of the
    /// programme as `earn:3f07a1c2`, `campaign:double-may`.
    pub reason: String,
    /// Two or more; they add up to nothing. Points that become available are posted behind the
    /// others of their entry.
    pub postings: Vec<Posting>,
}

/// So much on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Which account.
    pub account: Account,
    /// Of which lot: the entry that gave the points; on [`Account::Issued`] too, so that what a lot
    /// still gives is known. None on the shop's other accounts, and on [`Account::Available`] for
    /// what is owed.
    pub lot: Option<Uuid>,
    /// Signed.
    pub amount: i64,
}

/// Accounts. The first three are the member's, the others the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Given, not yet to be spent.
    Pending,
    /// May be spent.
    Available,
    /// Held for a claim.
    Locked,
    /// Where points come from.
    Issued,
    /// Where spent points go.
    Redeemed,
    /// Where points go that ran out.
    Expired,
    /// The other side of what is set right by hand.
    Adjusted,
}
