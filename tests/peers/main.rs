//! Web services and signers that nobody of us wrote, from their registries.
//!
//! `scripts/setup.sh test` installs them. Where one is missing, its tests say so by name on the
//! terminal and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod peer;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use kantis_connect::{PassService, Policy};
use kantis_pass::{AuthenticationToken, Limits, Pass, Provenance};
use kantis_tests::home::{Home, engine, import};
use kantis_tests::issuer::{Issuer, PASS_TYPE};
use kantis_wallet::ports::{
    Call, Cursor, Fetched, PassAccess, PassSource as _, ServiceDevice, SourceTrouble, Stop,
};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, UpdateRefusal};
use kantis_wallet::{ActivityQuery, CardId, Happening, Wallet};
use serde_json::json;

use crate::peer::{Peer, has_npm};

/// A wallet, its engine, and the peer that it talks to.
struct Scene {
    home: Home,
    wallet: Arc<Wallet>,
    engine: SyncEngine,
    issuer: Issuer,
    peer: Peer,
}

impl Scene {
    fn new(start: fn(&Path) -> Option<Peer>) -> Option<Self> {
        let issuer = Issuer::new();
        let peer = start(issuer.folder())?;
        let home = Home::new();
        let wallet = home.open();
        let service = Arc::new(PassService::new(Policy::loopback_for_tests()));
        let engine = engine(&wallet, service, issuer.anchors());
        Some(Self {
            home,
            wallet,
            engine,
            issuer,
            peer,
        })
    }

    fn import(&self, file: &[u8]) -> CardId {
        import(&self.wallet, file, &self.issuer.anchors())
    }

    /// What a person's refresh of one card comes to.
    fn refresh(&self, card: CardId) -> RefreshOutcome {
        // A person may ask again after ten seconds.
        self.home.clock.forward(TimeDelta::seconds(11));
        let mut step = |_, _| std::ops::ControlFlow::Continue(());
        let report = self
            .engine
            .refresh(&BTreeSet::from([card]), &mut step)
            .unwrap();
        report.cards[0].outcome
    }

    fn headline(&self, card: CardId) -> String {
        let pass = self.wallet.card(card).unwrap().pass.unwrap();
        pass.headline.unwrap().display
    }

    fn points(&self, card: CardId) -> i64 {
        let pass = self.wallet.card(card).unwrap().pass.unwrap();
        let balance = &pass.loyalty.balances[0].value.available;
        assert_eq!(balance.scale, 0);
        balance.amount
    }

    /// The issuer's own words in the timeline, newest first.
    fn words(&self, card: CardId) -> Vec<String> {
        let query = ActivityQuery {
            card: Some(card),
            limit: 200,
            ..ActivityQuery::default()
        };
        let entries = self.wallet.activity(&query).unwrap();
        let message = |what| match what {
            Happening::Field { message, .. } => message,
            _ => None,
        };
        entries
            .into_iter()
            .filter_map(|entry| message(entry.what))
            .collect()
    }

    /// Issues, imports, raises, refreshes: what everybody's pass has to go through.
    fn lives(&self, serial: &str, encoded: &str) -> CardId {
        let card = self.import(&self.peer.issue(serial, json!({ "balance": 120 })));
        let came = self.wallet.card(card).unwrap().pass.unwrap();
        assert_eq!(came.provenance, Provenance::Verified);
        assert_eq!(self.points(card), 120);
        // The first answer brings what to send back, the second needs nothing more than that.
        assert_eq!(self.refresh(card), RefreshOutcome::Unchanged);
        assert_eq!(self.refresh(card), RefreshOutcome::Unchanged);
        let asked = self.peer.log();
        let path = format!("/v1/passes/{PASS_TYPE}/{encoded}");
        assert!(
            asked.last().unwrap().ends_with(&format!("{path} 304")),
            "{asked:?}"
        );
        assert!(self.words(card).is_empty());

        self.peer.issue(serial, json!({ "balance": 1250 }));
        assert_eq!(self.refresh(card), RefreshOutcome::Updated);
        assert_eq!(self.points(card), 1250);
        let shown = self.headline(card);
        assert!(shown.ends_with("250"), "{shown}");
        assert_eq!(self.words(card), [format!("You now have {shown} points")]);
        assert_eq!(self.refresh(card), RefreshOutcome::Unchanged);
        assert!(self.peer.log().last().unwrap().ends_with(" 304"));
        card
    }

    /// A certificate that is a year younger is fine, one that somebody made himself is not.
    fn signers(&self, serial: &str, card: CardId) {
        self.peer
            .issue(serial, json!({ "balance": 1300, "signer": "renewed" }));
        assert_eq!(self.refresh(card), RefreshOutcome::Updated);
        assert_eq!(self.points(card), 1300);
        self.peer
            .issue(serial, json!({ "balance": 9999, "signer": "stranger" }));
        assert_eq!(
            self.refresh(card),
            RefreshOutcome::Refused(UpdateRefusal::Provenance)
        );
        assert_eq!(self.points(card), 1300);
        self.peer
            .issue(serial, json!({ "balance": 1301, "signer": "leaf" }));
        assert_eq!(self.refresh(card), RefreshOutcome::Updated);
        assert_eq!(self.points(card), 1301);
    }

    /// Registers, is listed, and takes it back when the card goes.
    fn registrations(&self, serial: &str, card: CardId) {
        self.engine.register(card).unwrap();
        assert_eq!(self.peer.registered(), [serial]);
        self.peer.issue(serial, json!({ "balance": 1400 }));
        assert_eq!(self.refresh(card), RefreshOutcome::Updated);
        assert_eq!(self.points(card), 1400);
        self.engine.unregister(card).unwrap();
        assert!(self.peer.registered().is_empty());
    }
}

fn access(file: &[u8], token: Option<&str>) -> PassAccess {
    let pass = Pass::read(file, &Limits::default()).unwrap();
    let data = pass.data();
    PassAccess {
        service: data.web_service.clone().unwrap(),
        pass_type: data.pass_type_identifier.clone().unwrap(),
        serial: data.serial_number.clone().unwrap(),
        token: token.map_or_else(|| data.token.clone().unwrap(), AuthenticationToken::new),
    }
}

/// The four calls as such, with nothing of the wallet in between.
fn protocol(peer: &Peer) {
    let service = PassService::new(Policy::loopback_for_tests());
    let call = Call {
        timeout: Duration::from_secs(60),
        stop: Stop::default(),
    };
    let device = ServiceDevice {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        push_token: "cd".repeat(32),
    };
    let serials = ["a", "b ü+"];
    let files = serials.map(|serial| peer.issue(serial, json!({ "balance": 1 })));
    let [one, two] = [access(&files[0], None), access(&files[1], None)];

    let wrong = access(&files[0], Some("another-token-abcdefgh"));
    let refused = service
        .fetch(&wrong, &Cursor::default(), &call)
        .err()
        .unwrap();
    assert_eq!(refused.kind, SourceTrouble::Rejected);
    let refused = service.register(&wrong, &device, &call).err().unwrap();
    assert_eq!(refused.kind, SourceTrouble::Rejected);

    let changed = |tag: Option<&str>| {
        let list = service.changed(&one.service, &one.pass_type, &device, tag, &call);
        list.unwrap()
    };
    assert!(changed(None).serials.is_empty(), "nothing is registered");
    for pass in [&one, &two] {
        service.register(pass, &device, &call).unwrap();
        service.register(pass, &device, &call).unwrap();
    }
    // Some list all that changed, some the newest only.
    let first = changed(None);
    assert!(
        first.serials.iter().any(|serial| serial == "b ü+"),
        "{:?}",
        first.serials
    );
    let tag = first.tag.unwrap();
    assert!(changed(Some(&tag)).serials.is_empty());
    peer.issue("a", json!({ "balance": 2 }));
    let second = changed(Some(&tag));
    assert_eq!(second.serials, ["a"]);
    assert_ne!(second.tag.as_deref(), Some(tag.as_str()));

    let Fetched::Pass { bytes, cursor } = service.fetch(&one, &Cursor::default(), &call).unwrap()
    else {
        panic!("nothing came");
    };
    assert!(Pass::read(&bytes, &Limits::default()).is_ok());
    assert!(cursor.last_modified.is_some());
    assert!(service.fetch(&one, &cursor, &call).unwrap() == Fetched::Unchanged);

    for pass in [&one, &two, &one] {
        service.unregister(pass, &device, &call).unwrap();
    }
    assert!(peer.registered().is_empty());
}

#[test]
fn hono_passkit_webservice_speaks_the_protocol() {
    let issuer = Issuer::new();
    if let Some(peer) = Peer::hono(issuer.folder()) {
        protocol(&peer);
    }
}

#[test]
fn django_walletpass_speaks_the_protocol() {
    let issuer = Issuer::new();
    if let Some(peer) = Peer::django(issuer.folder()) {
        protocol(&peer);
    }
}

#[test]
fn passes_of_hono_passkit_webservice_stay_fresh() {
    let Some(scene) = Scene::new(Peer::hono) else {
        return;
    };
    let card = scene.lives("SN 1/ü", "SN%201%2F%C3%BC");
    scene.signers("SN 1/ü", card);
    scene.registrations("SN 1/ü", card);
    // Whoever no longer has the right token keeps the card as it was.
    scene.peer.issue(
        "SN 1/ü",
        json!({ "token": "a-new-token-abcdefgh", "balance": 5 }),
    );
    assert_eq!(
        scene.refresh(card),
        RefreshOutcome::Failed(SourceTrouble::Rejected)
    );
    assert_eq!(scene.points(card), 1400);
}

#[test]
fn a_pass_in_a_larger_buffer_with_foreign_memory_around_it_is_taken() {
    let Some(scene) = Scene::new(Peer::hono) else {
        return;
    };
    let card = scene.import(&scene.peer.issue("pooled", json!({ "balance": 1 })));
    let file = scene
        .peer
        .issue("pooled", json!({ "balance": 2, "pooled": true }));
    let service = PassService::new(Policy::loopback_for_tests());
    let call = Call {
        timeout: Duration::from_secs(60),
        stop: Stop::default(),
    };
    let answer = service.fetch(&access(&file, None), &Cursor::default(), &call);
    let Ok(Fetched::Pass { bytes, .. }) = answer else {
        panic!("nothing came");
    };
    assert!(
        bytes.len() >= 8192 && bytes.len() > file.len(),
        "{}",
        bytes.len()
    );
    assert_eq!(scene.refresh(card), RefreshOutcome::Updated);
    assert_eq!(scene.points(card), 2);
    assert_eq!(
        scene.wallet.card(card).unwrap().pass.unwrap().provenance,
        Provenance::Verified
    );
}

#[test]
fn passes_of_django_walletpass_stay_fresh() {
    let Some(scene) = Scene::new(Peer::django) else {
        return;
    };
    let card = scene.lives("SN 1 ü", "SN%201%20%C3%BC");
    scene.signers("SN 1 ü", card);
    scene.registrations("SN 1 ü", card);
    // It takes a slash in a serial number for one in its path, and does not find the pass.
    let slashed = scene.import(&scene.peer.issue("a/b", json!({ "balance": 7 })));
    assert_eq!(
        scene.refresh(slashed),
        RefreshOutcome::Failed(SourceTrouble::Gone)
    );
    assert_eq!(scene.points(slashed), 7);
}

#[test]
fn passes_signed_by_pass_js_read_and_are_genuine() {
    if !has_npm("@walletpass/pass-js") {
        return;
    }
    let issuer = Issuer::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/pass-js/sign.mjs");
    let signed = Command::new("node")
        .arg(script)
        .arg(issuer.folder())
        .output()
        .unwrap();
    assert!(
        signed.status.success(),
        "{}",
        String::from_utf8_lossy(&signed.stderr)
    );
    let home = Home::new();
    let wallet = home.open();
    for style in [
        "storeCard",
        "coupon",
        "eventTicket",
        "generic",
        "boardingPass",
    ] {
        let file = std::fs::read(issuer.file("pass-js").join(format!("{style}.pkpass"))).unwrap();
        let card = import(&wallet, &file, &issuer.anchors());
        let pass = wallet.card(card).unwrap().pass.unwrap();
        assert_eq!(pass.provenance, Provenance::Verified, "{style}");
        assert_eq!(pass.serial_number, format!("pass-js {style}"));
        let shown = Pass::read(&file, &Limits::default()).unwrap();
        let view = shown.view(
            "fi-FI",
            chrono::Utc::now(),
            kantis_pass::Zone::of(&chrono::Utc),
        );
        let all: Vec<_> = view.fields().map(|field| field.display.clone()).collect();
        assert!(all.contains(&"Äiti Ö".to_owned()), "{style}: {all:?}");
    }
}
