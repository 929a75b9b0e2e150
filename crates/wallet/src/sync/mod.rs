//! Keeping passes fresh: when to ask an issuer's web service, what to make of the answer, and who
//! of several processes asks.
//!
//! One state machine per source: `idle → due → fetching → applying → idle | waiting(until)`. A
//! pass is fetched outside of any transaction and applied, with its cursor, inside one. One dead
//! host delays nobody. A card is never deleted by an answer.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use kantis_pass::TrustAnchors;

use crate::domain::{CardId, SourceStatus};
use crate::error::Result;
use crate::ports::{Notifier, PassSource, SourceTrouble, Stop};
use crate::store::Wallet;

/// What the engine needs besides the wallet.
pub struct SyncPorts {
    /// Asks the issuers.
    pub source: Arc<dyn PassSource>,
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
}

/// What happened in the world that may make sources due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The card has no web service, or the shopper switched its updates off.
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

/// Keeps the passes of one wallet fresh. Shared by all of a host's threads.
pub struct SyncEngine {
    wallet: Arc<Wallet>,
    ports: SyncPorts,
}

impl SyncEngine {
    /// An engine that does nothing until it is told to.
    pub fn new(wallet: Arc<Wallet>, ports: SyncPorts) -> Self {
        Self { wallet, ports }
    }

    /// Tells what happened in the world. Returns at once.
    pub fn wake(&self, _wake: Wake) {
        todo!()
    }

    /// Works until `stop` is set: asks what is due, tells notices and reminders, sleeps until the
    /// next thing is due or something wakes it. A host runs it on a thread of its own.
    pub fn run(&self, _stop: &Stop) {
        todo!()
    }

    /// Ends the sleep of [`SyncEngine::run`] so that it sees its flag.
    pub fn nudge(&self) {
        todo!()
    }

    /// A person's refresh of these cards, or of all when empty. `step` hears done and total, and
    /// may break; what has come by then stays.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn refresh(
        &self,
        _cards: &BTreeSet<CardId>,
        _step: &mut (dyn FnMut(u32, u32) -> ControlFlow<()> + Send),
    ) -> Result<RefreshReport> {
        let _ = (&self.wallet, &self.ports.source);
        todo!()
    }

    /// Does what is due within `deadline`, for a system that grants a moment now and then.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn background_sync(&self, _deadline: Duration) -> Result<RefreshReport> {
        todo!()
    }

    /// Registers this device for a card's pass and asks for it. The person was told what that
    /// tells the issuer.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn register(&self, _card: CardId) -> Result<RefreshOutcome> {
        todo!()
    }

    /// Takes a registration back.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn unregister(&self, _card: CardId) -> Result<()> {
        todo!()
    }
}

impl Wallet {
    /// The web service behind a card's pass; `None` when it has none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn source(&self, _card: CardId) -> Result<Option<SourceStatus>> {
        todo!()
    }

    /// All sources, by card title.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceStatus>> {
        todo!()
    }

    /// Lets a card's issuer be asked for newer versions, or not. A step.
    ///
    /// # Errors
    /// When the store cannot be written or there is no such card.
    pub fn set_updates(&self, _card: CardId, _on: bool) -> Result<crate::Change> {
        todo!()
    }
}
