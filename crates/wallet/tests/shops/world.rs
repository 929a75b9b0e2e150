//! Wallets with connected shops, and the engines of their processes.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use chrono::TimeDelta;
use kantis_pass::TrustAnchors;
use kantis_wallet::ports::{
    Call, ChangedSerials, Client, Cursor, Fetched, PassAccess, PassSource, ServiceDevice,
    SourceFailure, Stop,
};
use kantis_wallet::sync::{RefreshOutcome, RefreshReport, SyncEngine, SyncHint, SyncPorts};
use kantis_wallet::{
    CardId, CardQuery, ConnectionId, ConnectionState, NewConnection, ShopConnection, Wallet,
};

use crate::fake::{PATIENCE, Shops};
use crate::made_up::found;
use crate::support::Home;

/// The shop that most tests are about.
pub(crate) const SHOP: &str = "https://kahvila.example";

/// No pass has a service here.
struct NoPasses;

impl PassSource for NoPasses {
    fn fetch(&self, _: &PassAccess, _: &Cursor, _: &Call) -> Result<Fetched, SourceFailure> {
        panic!("no passes")
    }

    fn register(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        panic!("no passes")
    }

    fn unregister(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        panic!("no passes")
    }

    fn changed(
        &self,
        _: &str,
        _: &str,
        _: &ServiceDevice,
        _: Option<&str>,
        _: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        panic!("no passes")
    }
}

/// A process with the wallet open.
pub(crate) struct Process {
    pub(crate) wallet: Arc<Wallet>,
    pub(crate) engine: Arc<SyncEngine>,
    pub(crate) hints: Arc<Mutex<Vec<SyncHint>>>,
}

impl Process {
    pub(crate) fn new(home: &Home, shops: &Arc<Shops>) -> Self {
        let wallet = Arc::new(home.open());
        let hints = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&hints);
        let ports = SyncPorts {
            source: Arc::new(NoPasses),
            merchant: Some(shops.clone()),
            notifier: None,
            anchors: TrustAnchors::apple(),
            listener: Box::new(move |hint| heard.lock().unwrap().push(hint)),
        };
        Self {
            engine: Arc::new(SyncEngine::new(Arc::clone(&wallet), ports)),
            wallet,
            hints,
        }
    }

    pub(crate) fn refresh(&self, cards: &[CardId]) -> RefreshReport {
        let cards: BTreeSet<CardId> = cards.iter().copied().collect();
        self.engine
            .refresh(&cards, &mut |_, _| ControlFlow::Continue(()))
            .unwrap()
    }

    pub(crate) fn connection(&self, id: ConnectionId) -> ShopConnection {
        let all = self.wallet.connections().unwrap();
        all.into_iter().find(|one| one.id == id).unwrap()
    }

    pub(crate) fn state(&self, id: ConnectionId) -> ConnectionState {
        self.connection(id).state
    }

    /// Everything that the wallet has of a card's shop, as text, without times of its own.
    pub(crate) fn snapshot(&self, card: CardId) -> String {
        let records = self.wallet.shop_records(card).unwrap().unwrap();
        let tile = self.wallet.cards(&CardQuery::default()).unwrap().cards;
        let tile = tile.into_iter().find(|one| one.id == card).unwrap();
        format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            records.account,
            records.claims,
            records.offers,
            records.stamp_cards,
            self.wallet.receipts(card, 1000).unwrap(),
            self.wallet.ledger(card, 1000).unwrap(),
            tile.loyalty,
            tile.number,
        )
    }

    /// Runs the engine while `work` goes on.
    pub(crate) fn running(&self, work: impl FnOnce()) {
        let stop = Stop::default();
        std::thread::scope(|scope| {
            let run = scope.spawn(|| self.engine.run(&stop));
            // Also when `work` fails: the engine would run for ever.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            stop.set();
            self.engine.nudge();
            run.join().unwrap();
            if let Err(panic) = done {
                std::panic::resume_unwind(panic);
            }
        });
    }
}

/// Waits for something that the engine brings about on its own thread.
pub(crate) fn until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < PATIENCE, "it never came");
        std::thread::yield_now();
    }
}

/// A wallet's folder with one process and the shops.
pub(crate) struct World {
    pub(crate) home: Home,
    pub(crate) shops: Arc<Shops>,
    pub(crate) process: Process,
}

impl std::ops::Deref for World {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::at(Home::new())
    }

    /// With its files there.
    pub(crate) fn at(home: Home) -> Self {
        let shops = Arc::new(Shops::new(home.clock.clone()));
        Self {
            process: Process::new(&home, &shops),
            home,
            shops,
        }
    }

    /// With one shop connected, and nothing read yet.
    pub(crate) fn connected() -> (Self, ConnectionId, CardId) {
        let world = Self::new();
        let (id, card) = world.connect(SHOP);
        (world, id, card)
    }

    /// With one shop connected, everything read, and nothing in the log.
    pub(crate) fn read() -> (Self, ConnectionId, CardId) {
        let (world, id, card) = Self::connected();
        assert_eq!(world.sync(card), RefreshOutcome::Updated);
        world.shops.asked();
        (world, id, card)
    }

    pub(crate) fn connect(&self, issuer: &str) -> (ConnectionId, CardId) {
        self.wallet.connect(&self.signed_in(issuer)).unwrap()
    }

    /// A sign-in that succeeded.
    pub(crate) fn signed_in(&self, issuer: &str) -> NewConnection {
        NewConnection {
            shop: found(issuer, "Kahvila"),
            client: Client {
                id: "wallet".to_owned(),
            },
            granted: self.shops.at(issuer, |desk| desk.grant()),
            card: None,
        }
    }

    /// A person's refresh of one card, a while after the last one.
    pub(crate) fn sync(&self, card: CardId) -> RefreshOutcome {
        self.home.clock.forward(TimeDelta::seconds(11));
        let report = self.refresh(&[card]);
        assert_eq!(report.cards.len(), 1);
        report.cards[0].outcome
    }

    /// The process is killed, and another one begins.
    pub(crate) fn restart(mut self) -> Self {
        self.process = Process::new(&self.home, &self.shops);
        self
    }
}
