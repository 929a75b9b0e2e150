//! Keeping passes and connected shops fresh: when to ask an issuer's web service or a shop, what to
//! make of the answer, and who of several processes asks. What is only about shops is in `shop`.
//!
//! One state machine per source and per connection: `idle → due → fetching → applying → idle | waiting(until)`. A
//! pass is fetched outside of any transaction and applied, with its cursor, inside one. One dead
//! host delays nobody. A card is never deleted by an answer.

mod accept;
mod apply;
mod ask;
mod backoff;
mod bell;
mod chance;
mod device;
mod engine;
mod known;
mod lease;
mod reconcile;
mod register;
mod registration;
mod rights;
mod round;
mod run;
mod schedule;
mod service;
mod shop;
mod status;
mod store;
mod worker;

use std::sync::Arc;

use kantis_pass::TrustAnchors;

use crate::domain::CardId;
use crate::ports::{Merchant, Notifier, PassSource, SourceTrouble};

pub use engine::SyncEngine;
pub use shop::Asked;

/// What the engine needs besides the wallet.
pub struct SyncPorts {
    /// Asks the issuers.
    pub source: Arc<dyn PassSource>,
    /// Asks shops; `None` where none are connected.
    pub merchant: Option<Arc<dyn Merchant>>,
    /// Shows notices; `None` where the host shows none.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// Certificates that a genuine pass leads to.
    pub anchors: TrustAnchors,
    /// Hears what changed. Called on the engine's threads; must not block.
    pub listener: Box<dyn Fn(SyncHint) + Send + Sync>,
}

/// What changed, for whoever shows the wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncHint {
    /// The contents of these cards.
    Cards(Vec<CardId>),
    /// The state of some sources.
    Sources,
    /// The timeline.
    Activity,
    /// The state of some connections, or what became of a wish.
    Connections,
    /// Everything that a card's shop has is being read: so many records by now.
    Reading {
        /// Which card.
        card: CardId,
        /// How many.
        records: u32,
    },
}

/// What happened in the world that may make sources due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wake {
    /// A person looks at the wallet.
    Foreground,
    /// Nobody does.
    Background,
    /// The network came back.
    NetworkUp,
    /// A person asked, or a card with a source came in.
    Force,
}

/// What a refresh did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefreshReport {
    /// One line for each card that was asked for.
    pub cards: Vec<RefreshedCard>,
    /// Another process holds the lease and was asked to do it.
    pub handed_over: bool,
}

impl RefreshReport {
    /// Nothing here: another process was asked to.
    fn handed_over() -> Self {
        Self {
            cards: Vec::new(),
            handed_over: true,
        }
    }
}

/// What became of one card in a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshedCard {
    /// Which card.
    pub card: CardId,
    /// How it went.
    pub outcome: RefreshOutcome,
}

/// How a refresh of one card went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// A newer version came.
    Updated,
    /// What the wallet has is the newest.
    Unchanged,
    /// The answer was another pass, of lower provenance, or signed by another key.
    Refused(UpdateRefusal),
    /// No usable answer.
    Failed(SourceTrouble),
    /// The card has no web service and no shop, or the shopper switched its updates off.
    NotLive,
    /// Asked a moment ago, or the issuer wants to be left alone until later.
    TooSoon,
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateRefusal {
    /// Another pass type, team or serial number.
    Identity,
    /// A lower provenance than the pass in the wallet, or tampered.
    Provenance,
    /// An unknown issuer's pass, and another key signed it.
    Signer,
    /// No pass that can be read.
    Unreadable,
}

impl RefreshOutcome {
    /// The one outcome of a card that has both a pass and a shop.
    fn with(self, other: Self) -> Self {
        let rank = |outcome| match outcome {
            Self::Updated => 0,
            Self::Refused(_) => 1,
            Self::Failed(_) => 2,
            Self::Unchanged => 3,
            Self::TooSoon => 4,
            Self::NotLive => 5,
        };
        if rank(other) < rank(self) {
            other
        } else {
            self
        }
    }
}

impl UpdateRefusal {
    /// A stable name, camelCase.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Provenance => "provenance",
            Self::Signer => "signer",
            Self::Unreadable => "unreadable",
        }
    }
}
