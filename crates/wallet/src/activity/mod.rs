//! The timeline: what happened to cards, by day, with filters and search; and the curves of their
//! balances.

use std::collections::BTreeSet;

use crate::domain::{ActivityEntry, ActivityId, BalanceCurve, CardId, Topic};
use crate::error::Result;
use crate::store::Wallet;
use crate::store::writer::Writer;

/// Which lines of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Only this card's.
    pub card: Option<CardId>,
    /// Only these topics; empty means all.
    pub topics: BTreeSet<Topic>,
    /// Words to find in titles, labels and values; empty finds all.
    pub search: String,
    /// Only lines older than this one.
    pub before: Option<ActivityId>,
    /// At most this many, 1–200.
    pub limit: u32,
}

/// How a pass came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameBy {
    /// The issuer's web service gave it: what changed is told.
    Service,
    /// A person brought it in: what changed is noted, but no news.
    Hand,
}

impl Wallet {
    /// The timeline, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn activity(&self, _query: &ActivityQuery) -> Result<Vec<ActivityEntry>> {
        todo!()
    }

    /// The curves of a card's balances.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn balance_history(&self, _card: CardId) -> Result<Vec<BalanceCurve>> {
        todo!()
    }
}

/// Notes what changed between two versions of a card's pass: lines of the timeline, points of the
/// curves, and notices for what the issuer wants said. `before` is `None` when the card is new: its
/// balances begin their curves. Part of the transaction that changes the pass.
pub(crate) fn pass_came(
    _writer: &mut Writer<'_>,
    _card: CardId,
    _before: Option<&[u8]>,
    _after: &[u8],
    _by: CameBy,
) -> Result<()> {
    todo!()
}
