//! A wallet with passes, an engine and services.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use kantis_pass::TrustAnchors;
use kantis_wallet::import::{self, Choices, Options, Source};
use kantis_wallet::sync::{RefreshOutcome, RefreshReport, SyncEngine, SyncHint, SyncPorts};
use kantis_wallet::{ActivityQuery, CardId, Happening, SourceState, SourceStatus, Wallet};

use crate::issuing::issuer::{ISSUER, PASS_TYPE, TEAM};
use crate::issuing::{archive, manifest, png};
use crate::service::Services;
use crate::support::Home;

/// A pass to be made.
#[derive(Clone)]
pub(crate) struct Card {
    pub(crate) serial: &'static str,
    pub(crate) team: &'static str,
    pub(crate) points: u32,
    pub(crate) code: &'static str,
    pub(crate) service: &'static str,
    pub(crate) token: &'static str,
    pub(crate) title: &'static str,
    /// More keys of `pass.json`.
    pub(crate) more: &'static str,
}

pub(crate) fn card(serial: &'static str, points: u32) -> Card {
    Card {
        serial,
        team: TEAM,
        points,
        code: "6430012345679",
        service: "https://shop.example/api/",
        token: "a-token-of-16-chars",
        title: "Kahvila",
        more: "",
    }
}

impl Card {
    pub(crate) fn json(&self) -> Vec<u8> {
        let Self {
            serial,
            team,
            points,
            code,
            service,
            token,
            title,
            more,
        } = self;
        format!(
            r##"{{"formatVersion":1,"passTypeIdentifier":"{PASS_TYPE}","serialNumber":"{serial}",
            "teamIdentifier":"{team}","organizationName":"Kahvila Oy","description":"Kortti",
            "logoText":"{title}","backgroundColor":"#204060","expirationDate":"2030-06-30T21:59:59Z",
            "webServiceURL":"{service}","authenticationToken":"{token}",
            "barcodes":[{{"format":"PKBarcodeFormatQR","message":"{code}","messageEncoding":"iso-8859-1"}}],
            "storeCard":{{"headerFields":[{{"key":"points","label":"Pisteet","value":{points},
                "changeMessage":"Sinulla on nyt %@ pistettä"}}]}}{more}}}"##
        )
        .into_bytes()
    }

    /// Signed by the issuer.
    pub(crate) fn signed(&self) -> Vec<u8> {
        self.signed_by("leaf")
    }

    pub(crate) fn signed_by(&self, signer: &str) -> Vec<u8> {
        let (json, icon) = (self.json(), png(29, 29));
        let manifest = manifest(&[("pass.json", &json), ("icon.png", &icon)]);
        let signature = ISSUER.sign(signer, &manifest, &["-md", "sha256"]);
        archive(&[
            ("pass.json", &json),
            ("icon.png", &icon),
            ("manifest.json", &manifest),
            ("signature", &signature),
        ])
    }

    /// Signed by nobody.
    pub(crate) fn unsigned(&self) -> Vec<u8> {
        archive(&[("pass.json", &self.json()), ("icon.png", &png(29, 29))])
    }

    /// With contents that the issuer did not sign.
    pub(crate) fn tampered(&self) -> Vec<u8> {
        let (json, icon) = (self.json(), png(29, 29));
        let manifest = manifest(&[("pass.json", b"another"), ("icon.png", &icon)]);
        let signature = ISSUER.sign("leaf", &manifest, &["-md", "sha256"]);
        archive(&[
            ("pass.json", &json),
            ("icon.png", &icon),
            ("manifest.json", &manifest),
            ("signature", &signature),
        ])
    }
}

pub(crate) fn anchors() -> TrustAnchors {
    TrustAnchors::from_pem(&[&ISSUER.pem("root")]).unwrap()
}

/// An engine of one process.
pub(crate) struct Process {
    pub(crate) wallet: Arc<Wallet>,
    pub(crate) engine: Arc<SyncEngine>,
    pub(crate) hints: Arc<Mutex<Vec<SyncHint>>>,
}

impl Process {
    pub(crate) fn new(home: &Home, services: &Arc<Services>) -> Self {
        let wallet = Arc::new(home.open());
        let hints = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&hints);
        let ports = SyncPorts {
            source: services.clone(),
            merchant: None,
            notifier: None,
            anchors: anchors(),
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

    /// The outcome of a person's refresh of one card.
    pub(crate) fn outcome(&self, card: CardId) -> RefreshOutcome {
        let report = self.refresh(&[card]);
        assert_eq!(report.cards.len(), 1);
        assert_eq!(report.cards[0].card, card);
        report.cards[0].outcome
    }

    /// Brings a file in, new or as a newer version.
    pub(crate) fn import(&self, file: &[u8]) -> Vec<CardId> {
        let sources = vec![Source::new("a.pkpass", file)];
        let go_on = &mut |_, _| ControlFlow::Continue(());
        let preview = import::preview_with_anchors(
            &self.wallet,
            sources,
            &Options::default(),
            &anchors(),
            go_on,
        )
        .unwrap();
        let report = import::apply(&self.wallet, &preview, &Choices::default(), go_on).unwrap();
        assert_eq!(report.failed, []);
        report.ids
    }

    pub(crate) fn status(&self, card: CardId) -> SourceStatus {
        self.wallet.source(card).unwrap().unwrap()
    }

    pub(crate) fn state(&self, card: CardId) -> SourceState {
        self.status(card).state
    }

    /// The headline of a card's pass.
    pub(crate) fn points(&self, card: CardId) -> String {
        let pass = self.wallet.card(card).unwrap().pass.unwrap();
        pass.headline.unwrap().display
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

/// A wallet's folder with one process and the services.
pub(crate) struct World {
    pub(crate) home: Home,
    pub(crate) services: Arc<Services>,
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
        let home = Home::new();
        let services = Arc::new(Services::default());
        Self {
            process: Process::new(&home, &services),
            home,
            services,
        }
    }

    /// With this pass in the wallet.
    pub(crate) fn with(file: &[u8]) -> (Self, CardId) {
        let world = Self::new();
        let ids = world.import(file);
        assert_eq!(ids.len(), 1);
        (world, ids[0])
    }
}
