//! A shop with a web service for its passes, and somebody who hears notices.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_pass::TrustAnchors;
use kantis_wallet::ports::{
    Call, ChangedSerials, Cursor, Fetched, Notice, Notifier, NotifyError, PassAccess, PassSource,
    ServiceDevice, SourceFailure,
};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, SyncPorts};
use kantis_wallet::{ActivityQuery, CardId, Happening, Wallet};

use crate::issuer::{card_of, pass};
use crate::support::Home;

const SERVICE: &str =
    r#""webServiceURL":"https://kahvila.example/","authenticationToken":"a-token-of-16-chars","#;

/// The newest pass of each serial number.
#[derive(Default)]
pub(crate) struct Service(Mutex<BTreeMap<String, Vec<u8>>>);

impl PassSource for Service {
    fn fetch(&self, pass: &PassAccess, _: &Cursor, _: &Call) -> Result<Fetched, SourceFailure> {
        let passes = self.0.lock().unwrap();
        Ok(passes
            .get(&pass.serial)
            .map_or(Fetched::Unchanged, |bytes| Fetched::Pass {
                bytes: bytes.clone(),
                cursor: Cursor::default(),
            }))
    }

    fn register(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        Ok(())
    }

    fn unregister(&self, _: &PassAccess, _: &ServiceDevice, _: &Call) -> Result<(), SourceFailure> {
        Ok(())
    }

    fn changed(
        &self,
        _: &str,
        _: &str,
        _: &ServiceDevice,
        _: Option<&str>,
        _: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        Ok(ChangedSerials {
            serials: Vec::new(),
            tag: None,
        })
    }
}

/// Remembers what was shown and withdrawn.
#[derive(Default)]
pub(crate) struct Ear {
    pub(crate) shown: Mutex<Vec<Notice>>,
    pub(crate) withdrawn: Mutex<Vec<String>>,
}

impl Notifier for Ear {
    fn show(&self, notice: &Notice) -> Result<(), NotifyError> {
        self.shown.lock().unwrap().push(notice.clone());
        Ok(())
    }

    fn withdraw(&self, key: &str) {
        self.withdrawn.lock().unwrap().push(key.to_owned());
    }
}

/// A wallet, the service of its passes, and an ear.
pub(crate) struct Shop {
    pub(crate) home: Home,
    pub(crate) wallet: Arc<Wallet>,
    pub(crate) ear: Arc<Ear>,
    service: Arc<Service>,
    engine: SyncEngine,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let home = Home::new();
        let wallet = Arc::new(home.open());
        let service = Arc::new(Service::default());
        Self {
            engine: engine_of(&wallet, &service),
            home,
            wallet,
            ear: Arc::default(),
            service,
        }
    }

    /// The same wallet, opened anew.
    pub(crate) fn restarted(self) -> Self {
        let Self {
            home,
            wallet,
            ear,
            service,
            engine,
        } = self;
        drop((wallet, engine));
        let wallet = Arc::new(home.open());
        Self {
            engine: engine_of(&wallet, &service),
            home,
            wallet,
            ear,
            service,
        }
    }

    /// Brings a pass in by hand.
    pub(crate) fn bring(&self, serial: &str, body: &str, more: &str) -> CardId {
        card_of(&self.wallet, &live(serial, body, more))
    }

    /// Gives out a newer version; the wallet asks for it a minute later.
    pub(crate) fn issue(&self, card: CardId, serial: &str, body: &str, more: &str) {
        let newest = live(serial, body, more);
        self.service
            .0
            .lock()
            .unwrap()
            .insert(serial.to_owned(), newest);
        self.home.clock.forward(TimeDelta::minutes(1));
        let report = self
            .engine
            .refresh(&BTreeSet::from([card]), &mut |_, _| {
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(report.cards[0].outcome, RefreshOutcome::Updated);
    }

    /// Tells what waits, and gives when there is more.
    pub(crate) fn tell(&self) -> Option<DateTime<Utc>> {
        let ear: Arc<dyn Notifier> = self.ear.clone();
        self.wallet.tell_notices(Some(&ear)).unwrap()
    }

    /// Title and body of what was heard since this was last called.
    pub(crate) fn heard(&self) -> Vec<(String, String)> {
        let shown = std::mem::take(&mut *self.ear.shown.lock().unwrap());
        shown
            .into_iter()
            .map(|notice| (notice.title, notice.body))
            .collect()
    }

    /// What happened to a card, oldest first.
    pub(crate) fn happened(&self, card: CardId) -> Vec<Happening> {
        let query = ActivityQuery {
            card: Some(card),
            limit: 200,
            ..ActivityQuery::default()
        };
        let mut lines = self.wallet.activity(&query).unwrap();
        lines.reverse();
        lines.into_iter().map(|line| line.what).collect()
    }
}

fn engine_of(wallet: &Arc<Wallet>, service: &Arc<Service>) -> SyncEngine {
    SyncEngine::new(
        Arc::clone(wallet),
        SyncPorts {
            source: service.clone(),
            merchant: None,
            notifier: None,
            anchors: TrustAnchors::apple(),
            listener: Box::new(drop),
        },
    )
}

fn live(serial: &str, body: &str, more: &str) -> Vec<u8> {
    pass("storeCard", serial, body, &format!("{SERVICE}{more}"))
}

/// A header field with points and the issuer's words.
pub(crate) fn points(points: u32) -> String {
    format!(
        r#""headerFields":[{{"key":"points","label":"Pisteet","value":{points},"changeMessage":"Sinulla on nyt %@ pistettä"}}]"#
    )
}
