//! One wrong answer at a time, through the real engine, client and store.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_connect::{PassService, Policy};
use kantis_pass::Provenance;
use kantis_tests::home::{Home, engine, import};
use kantis_tests::http::{HttpServer, Reply, Request};
use kantis_tests::issuer::{Issuer, TOKEN, pack, store_card};
use kantis_wallet::ports::{Clock as _, Refusal, SourceTrouble as Trouble};
use kantis_wallet::sync::{RefreshOutcome, SyncEngine, UpdateRefusal, Wake};
use kantis_wallet::{CardId, SourceState, SourceStatus, StoredCard, Wallet};

const DAY: TimeDelta = TimeDelta::days(1);

/// Certificates take a second to make, and all tests here may share them.
static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

/// What to answer, by serial number.
type Script = Arc<Mutex<BTreeMap<String, Reply>>>;

struct Scene {
    home: Home,
    wallet: Arc<Wallet>,
    engine: SyncEngine,
    server: HttpServer,
    script: Script,
}

impl Scene {
    fn new() -> Self {
        let script = Script::default();
        let said = Arc::clone(&script);
        let server = HttpServer::start(move |request: &Request| {
            let serial = request.target.rsplit('/').next().unwrap();
            let reply = said.lock().unwrap().get(serial).cloned();
            reply.unwrap_or(Reply::status(304))
        });
        let home = Home::new();
        let wallet = home.open();
        let service = Arc::new(PassService::new(Policy::loopback_for_tests()));
        Self {
            engine: engine(&wallet, service, ISSUER.anchors()),
            home,
            wallet,
            server,
            script,
        }
    }

    fn says(&self, serial: &str, reply: Reply) {
        self.script.lock().unwrap().insert(serial.to_owned(), reply);
    }

    fn pass(&self, serial: &str, points: u32) -> serde_json::Value {
        store_card(&self.server.url(), serial, points)
    }

    /// A genuine card with 100 points, and a title, note and star that the shopper gave it.
    fn card(&self, serial: &str) -> CardId {
        let file = ISSUER.sign("leaf", &self.pass(serial, 100));
        self.own(&file)
    }

    fn own(&self, file: &[u8]) -> CardId {
        let card = import(&self.wallet, file, &ISSUER.anchors());
        let mut content = self.wallet.card(card).unwrap().content;
        content.title = "Äidin kortti".to_owned();
        content.note = "PIN on laatikossa".to_owned();
        content.favourite = true;
        self.wallet.update(card, content).unwrap();
        card
    }

    /// What a person's refresh of one card comes to.
    fn refresh(&self, card: CardId) -> RefreshOutcome {
        self.home.clock.forward(TimeDelta::seconds(11));
        let mut step = |_, _| ControlFlow::Continue(());
        let report = self
            .engine
            .refresh(&BTreeSet::from([card]), &mut step)
            .unwrap();
        report.cards[0].outcome
    }

    fn stored(&self, card: CardId) -> StoredCard {
        self.wallet.card(card).unwrap()
    }

    fn source(&self, card: CardId) -> SourceStatus {
        self.wallet.source(card).unwrap().unwrap()
    }

    fn due(&self, card: CardId) -> TimeDelta {
        let due: DateTime<Utc> = self.source(card).due_at.unwrap();
        due - self.home.clock.now()
    }
}

/// After this answer the card is as it was before, the outcome and the state are these, and the
/// next good answer is taken.
fn check(reply: impl Fn(&Scene) -> Reply, outcome: RefreshOutcome, state: SourceState) {
    let scene = Scene::new();
    let card = scene.card("42");
    let before = scene.stored(card);
    let reply = reply(&scene);
    scene.says("42", reply);
    assert_eq!(scene.refresh(card), outcome);
    assert_eq!(scene.stored(card), before, "{outcome:?}");
    assert_eq!(scene.source(card).state, state, "{outcome:?}");

    let better = ISSUER.sign("leaf", &scene.pass("42", 250));
    scene.says("42", Reply::ok(better).with("ETag", "\"2\""));
    assert_eq!(scene.refresh(card), RefreshOutcome::Updated);
    let after = scene.stored(card);
    assert_eq!(after.pass.unwrap().headline.unwrap().display, "250");
    assert_eq!(after.content, before.content, "what the shopper wrote");
    assert_eq!(scene.source(card).state, SourceState::Live);
}

fn failed(trouble: Trouble) -> RefreshOutcome {
    RefreshOutcome::Failed(trouble)
}

#[test]
fn a_sign_in_page_in_place_of_a_pass_changes_nothing() {
    let html = "<!doctype html><title>Welcome to the station's network</title>";
    check(
        |_| Reply::ok(html),
        failed(Trouble::NotAPass),
        SourceState::Waiting,
    );
    check(
        |_| Reply::ok(""),
        failed(Trouble::NotAPass),
        SourceState::Waiting,
    );
}

#[test]
fn another_pass_is_not_taken() {
    let refused = RefreshOutcome::Refused(UpdateRefusal::Identity);
    for (key, value) in [
        ("serialNumber", "43"),
        ("passTypeIdentifier", "pass.org.example.other"),
        ("teamIdentifier", "OTHER12345"),
    ] {
        let other = |scene: &Scene| {
            let mut pass = scene.pass("42", 250);
            pass[key] = value.into();
            Reply::ok(ISSUER.sign("leaf", &pass))
        };
        check(other, refused, SourceState::Refused);
    }
}

#[test]
fn a_tampered_pass_is_not_taken() {
    let tampered = |scene: &Scene| {
        let mut files = ISSUER.signed_files("leaf", &scene.pass("42", 100));
        files[0].1 = serde_json::to_vec(&scene.pass("42", 999_999)).unwrap();
        Reply::ok(pack(&files))
    };
    let refused = RefreshOutcome::Refused(UpdateRefusal::Provenance);
    check(tampered, refused, SourceState::Refused);
}

#[test]
fn a_pass_of_lower_provenance_is_not_taken() {
    let refused = RefreshOutcome::Refused(UpdateRefusal::Provenance);
    let unsigned = |scene: &Scene| Reply::ok(kantis_tests::issuer::unsigned(&scene.pass("42", 7)));
    check(unsigned, refused, SourceState::Refused);
    let stranger = |scene: &Scene| Reply::ok(ISSUER.sign("stranger", &scene.pass("42", 7)));
    check(stranger, refused, SourceState::Refused);
}

#[test]
fn an_unknown_issuer_has_to_stay_the_same_one() {
    let scene = Scene::new();
    // Nobody vouches for either, so the key is all there is to go by.
    let card = scene.own(&ISSUER.sign("stranger", &scene.pass("42", 100)));
    let before = scene.stored(card);
    assert_eq!(
        before.pass.as_ref().unwrap().provenance,
        Provenance::UnknownIssuer
    );
    let another = Issuer::new();
    scene.says(
        "42",
        Reply::ok(another.sign("stranger", &scene.pass("42", 7))),
    );
    let refused = RefreshOutcome::Refused(UpdateRefusal::Signer);
    assert_eq!(scene.refresh(card), refused);
    assert_eq!(scene.stored(card), before);
    scene.says(
        "42",
        Reply::ok(ISSUER.sign("stranger", &scene.pass("42", 8))),
    );
    assert_eq!(scene.refresh(card), RefreshOutcome::Updated);
}

#[test]
fn a_truncated_pass_is_not_taken() {
    let half = |scene: &Scene| {
        let file = ISSUER.sign("leaf", &scene.pass("42", 250));
        Reply::ok(&file[..file.len() / 2])
    };
    let refused = RefreshOutcome::Refused(UpdateRefusal::Unreadable);
    check(half, refused, SourceState::Refused);
}

#[test]
fn answers_without_a_pass_are_what_their_status_says() {
    for (status, trouble, state) in [
        (401, Trouble::Rejected, SourceState::Rejected),
        (403, Trouble::Rejected, SourceState::Rejected),
        (404, Trouble::Gone, SourceState::Gone),
        (410, Trouble::Gone, SourceState::Gone),
        (500, Trouble::Busy { status: 500 }, SourceState::Waiting),
        (
            400,
            Trouble::Unexpected { status: 400 },
            SourceState::Waiting,
        ),
    ] {
        check(|_| Reply::status(status), failed(trouble), state);
    }
    check(
        |_| Reply::HangUp,
        failed(Trouble::Unreachable),
        SourceState::Waiting,
    );
}

#[test]
fn an_answer_of_eleven_mebibytes_is_dropped() {
    let large = |scene: &Scene| {
        let mut file = ISSUER.sign("leaf", &scene.pass("42", 250));
        file.resize(11 << 20, 0);
        Reply::ok(file)
    };
    check(large, failed(Trouble::TooLarge), SourceState::Waiting);
}

#[test]
fn a_redirect_to_another_host_carries_no_token() {
    let scene = Scene::new();
    let card = scene.card("42");
    let file = ISSUER.sign("leaf", &scene.pass("42", 250));
    let elsewhere = HttpServer::start(move |_| Reply::ok(file.clone()));
    scene.says(
        "42",
        Reply::redirect(&format!("{}/42.pkpass", elsewhere.url())),
    );
    assert_eq!(scene.refresh(card), RefreshOutcome::Updated);
    let seen = elsewhere.seen();
    assert_eq!(seen.len(), 1);
    assert!(!format!("{seen:?}").contains(TOKEN));
    assert!(format!("{:?}", scene.server.seen()).contains(TOKEN));
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    for location in [
        "https://10.0.0.1/42",
        "http://169.254.169.254/",
        "https://nas.local/",
    ] {
        let refused = failed(Trouble::Refused(Refusal::Private));
        check(|_| Reply::redirect(location), refused, SourceState::Unsafe);
    }
}

#[test]
fn a_service_that_always_says_204_has_the_newest_and_the_card_stays() {
    let scene = Scene::new();
    let card = scene.card("42");
    let before = scene.stored(card);
    scene.says("42", Reply::status(204));
    for _ in 0..20 {
        scene.home.clock.forward(DAY);
        assert_eq!(scene.refresh(card), RefreshOutcome::Unchanged);
    }
    assert_eq!(scene.stored(card), before);
    let source = scene.source(card);
    // It never gave anything, so it may be one that answers registered wallets only.
    assert!(source.may_register && !source.registered);
}

#[test]
fn a_pass_that_is_gone_is_asked_for_three_times_and_the_card_stays() {
    let scene = Scene::new();
    let card = scene.card("42");
    let before = scene.stored(card);
    scene.says("42", Reply::status(410));
    for _ in 0..10 {
        scene
            .engine
            .background_sync(std::time::Duration::from_secs(60))
            .unwrap();
        scene.home.clock.forward(TimeDelta::hours(30));
    }
    assert_eq!(scene.server.seen().len(), 3);
    let source = scene.source(card);
    assert_eq!((source.state, source.due_at), (SourceState::Gone, None));
    assert_eq!(scene.stored(card), before);
    // A person may still ask, and what comes back is taken.
    scene.says("42", Reply::ok(ISSUER.sign("leaf", &scene.pass("42", 101))));
    assert_eq!(scene.refresh(card), RefreshOutcome::Updated);
}

#[test]
fn a_service_that_wants_to_rest_is_left_alone_until_then() {
    let date = |from: DateTime<Utc>| from.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for by_date in [false, true] {
        let scene = Scene::new();
        let card = scene.card("42");
        let now = scene.home.clock.now();
        let (wait, reply) = if by_date {
            let reply = Reply::status(503).with("Date", &date(now));
            (date(now + TimeDelta::hours(3)), reply)
        } else {
            ("10800".to_owned(), Reply::status(429))
        };
        scene.says("42", reply.with("Retry-After", &wait));
        let outcome = scene.refresh(card);
        assert!(
            matches!(outcome, RefreshOutcome::Failed(Trouble::Busy { .. })),
            "{outcome:?}"
        );
        let due = scene.due(card);
        let hours = TimeDelta::minutes(179)..=TimeDelta::minutes(181);
        assert!(hours.contains(&due), "{due}");

        scene.says("42", Reply::ok(ISSUER.sign("leaf", &scene.pass("42", 101))));
        scene.server.take_seen();
        let some = std::time::Duration::from_secs(60);
        for wake in [Wake::Foreground, Wake::NetworkUp] {
            scene.home.clock.forward(TimeDelta::minutes(30));
            scene.engine.wake(wake);
            scene.engine.background_sync(some).unwrap();
        }
        assert!(scene.server.seen().is_empty());
        scene.home.clock.forward(TimeDelta::minutes(125));
        scene.engine.background_sync(some).unwrap();
        assert_eq!(scene.server.seen().len(), 1);
        assert_eq!(
            scene.stored(card).pass.unwrap().headline.unwrap().display,
            "101"
        );
    }
}

#[test]
fn one_slow_drip_costs_its_own_time_and_nobody_elses() {
    let scene = Scene::new();
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nPK\x03\x04".to_vec();
    let drip = HttpServer::start(move |_| Reply::Drip(head.clone()));
    let slow = scene.own(&ISSUER.sign("leaf", &store_card(&drip.url(), "slow", 100)));
    let quick: Vec<_> = (0..5)
        .map(|number| {
            let serial = format!("q{number}");
            let card = scene.card(&serial);
            let file = ISSUER.sign("leaf", &scene.pass(&serial, 250));
            scene.says(&serial, Reply::ok(file));
            card
        })
        .collect();
    let before = scene.stored(slow);
    let deadline = std::time::Duration::from_secs(3);
    scene.engine.background_sync(deadline).unwrap();
    for card in quick {
        let shown = scene.stored(card).pass.unwrap().headline.unwrap().display;
        assert_eq!(shown, "250");
    }
    assert_eq!(scene.stored(slow), before);
    assert_eq!(drip.seen().len(), 1);
    assert_eq!(scene.source(slow).state, SourceState::Waiting);
}
