//! A wallet that is killed while it refreshes, at random moments, against a service that keeps
//! raising its passes. Afterwards one refresh brings it to where a new wallet with the latest passes
//! is, and everything that the shopper wrote meanwhile is there.
//!
//! The moments come from seeds. `KANTIS_KILL_RUNS` says how many runs there are, and
//! `KANTIS_KILL_SEED` runs the one that a failure names. The child is this very test binary.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use kantis_connect::{PassService, Policy};
use kantis_pass::TrustAnchors;
use kantis_tests::home::{Home, Seeded, engine, import};
use kantis_tests::http::{HttpServer, Reply, Request};
use kantis_tests::issuer::{store_card, unsigned};
use kantis_wallet::ports::Clock as _;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{
    ActivityQuery, CardContent, CardId, Colour, Happening, PassLink, StoredCard, Wallet,
};

const RUNS: u64 = 200;
const DIR: &str = "KANTIS_TEST_DIR";
const NOW: &str = "KANTIS_TEST_NOW";
const SEED: &str = "KANTIS_TEST_SEED";

/// Version `version` of a pass: balances, stamps and an offer that come and go with it.
fn version_of(service: &str, serial: usize, version: u32) -> Vec<u8> {
    let mut pass = store_card(service, &serial.to_string(), version * 10);
    let stamps = format!("{}/10", version % 11);
    let tier = if (version / 3).is_multiple_of(2) {
        "Silver"
    } else {
        "Gold"
    };
    pass["storeCard"]["secondaryFields"] = serde_json::json!([
        { "key": "stamps", "label": "Stamps", "value": stamps, "changeMessage": "%@ stamps" },
        { "key": "tier", "label": "Level", "value": tier },
    ]);
    if version % 2 == 1 {
        pass["storeCard"]["backFields"] = serde_json::json!([
            { "key": "offer", "label": "Offer", "value": format!("{version} % off bread") },
        ]);
    }
    unsigned(&pass)
}

/// The service: what it has, and whether it goes on changing it.
struct Service {
    versions: Vec<u32>,
    chance: Seeded,
    calm: bool,
}

impl Service {
    fn answer(&mut self, request: &Request, base: &str) -> Reply {
        let serial: usize = request.target.rsplit('/').next().unwrap().parse().unwrap();
        let version = self.versions[serial];
        if !self.calm {
            let count = self.versions.len() as u64;
            let other = usize::try_from(self.chance.below(count)).unwrap();
            self.versions[other] += 1;
            if self.chance.below(12) == 0 {
                return [Reply::status(503), Reply::HangUp][other % 2].clone();
            }
        }
        let tag = format!("\"{version}\"");
        if request.header("if-none-match") == Some(&tag) {
            return Reply::status(304);
        }
        Reply::ok(version_of(base, serial, version)).with("ETag", &tag)
    }
}

fn serve(passes: usize, seed: u64) -> (HttpServer, Arc<Mutex<Service>>) {
    let service = Arc::new(Mutex::new(Service {
        versions: vec![0; passes],
        chance: Seeded::new(seed),
        calm: false,
    }));
    let answering = Arc::clone(&service);
    let server = HttpServer::start(move |request| {
        let base = format!("http://{}", request.header("host").unwrap());
        answering.lock().unwrap().answer(request, &base)
    });
    (server, service)
}

fn refresh_all(home: &Home, wallet: &Arc<Wallet>) -> Vec<RefreshOutcome> {
    let service = Arc::new(PassService::new(Policy::loopback_for_tests()));
    let engine = engine(wallet, service, TrustAnchors::default());
    home.clock.forward(TimeDelta::seconds(11));
    let mut on = |_, _| ControlFlow::Continue(());
    let report = engine.refresh(&BTreeSet::new(), &mut on).unwrap();
    assert!(!report.handed_over);
    report.cards.into_iter().map(|card| card.outcome).collect()
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn child_refreshes_until_it_is_killed() {
    let number = |name| std::env::var(name).unwrap().parse::<i64>().unwrap();
    let now = DateTime::from_timestamp_millis(number(NOW)).unwrap();
    let dir = PathBuf::from(std::env::var_os(DIR).unwrap());
    let home = Home::at(dir, now, number(SEED).unsigned_abs());
    let wallet = home.open();
    let service = Arc::new(PassService::new(Policy::loopback_for_tests()));
    let engine = engine(&wallet, service, TrustAnchors::default());
    loop {
        home.clock.forward(TimeDelta::seconds(11));
        let mut on = |_, _| ControlFlow::Continue(());
        engine.refresh(&BTreeSet::new(), &mut on).unwrap();
    }
}

fn child(home: &Home, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_refreshes_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(DIR, home.dir())
        .env(NOW, home.clock.now().timestamp_millis().to_string())
        .env(SEED, (seed >> 2).to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Something that a shopper does to one of his cards; what it should be from then on.
fn edit(wallet: &Wallet, card: CardId, chance: &Seeded) -> CardContent {
    let mut content = wallet.card(card).unwrap().content;
    let number = chance.below(1000);
    match chance.below(5) {
        0 => content.title = format!("Oma kortti {number}"),
        1 => content.note = format!("Muista {number}"),
        2 => content.favourite = !content.favourite,
        3 => content.colour = Some(Colour::new(16, 60, u8::try_from(number % 256).unwrap())),
        _ => {
            let name = format!("Ryhmä {}", number % 3);
            let groups = wallet.groups().unwrap();
            let known = groups.into_iter().find(|group| group.name == name);
            let group = known.unwrap_or_else(|| wallet.group_create(&name).unwrap());
            if !content.groups.contains(&group.id) {
                content.groups.push(group.id);
            }
        }
    }
    wallet.update(card, content.clone()).unwrap();
    content
}

/// What the shopper owns of it.
fn overlay(content: &CardContent) -> CardContent {
    let mut overlay = content.clone();
    overlay.groups.sort();
    overlay
}

/// What the issuer owns of it.
fn issued(card: &StoredCard) -> PassLink {
    let mut pass = card.pass.clone().unwrap();
    // When it came differs, as it should.
    pass.as_of = DateTime::default();
    pass
}

/// The lines of the timeline about the points are a chain from what the pass had first to what it
/// has now: nothing was told twice, and nothing was left out.
fn tells_each_change_once(wallet: &Wallet, card: CardId, latest: u32) {
    let query = ActivityQuery {
        card: Some(card),
        limit: 200,
        ..ActivityQuery::default()
    };
    let mut entries = wallet.activity(&query).unwrap();
    entries.reverse();
    let mut known = (entries.len() < 200).then(|| "0".to_owned());
    for entry in entries {
        let Happening::Field {
            field,
            before,
            after,
            ..
        } = entry.what
        else {
            continue;
        };
        if field == "points" {
            if known.is_some() {
                assert_eq!(before, known);
            }
            known = after;
        }
    }
    let digits: String = known
        .unwrap()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    assert_eq!(digits, (latest * 10).to_string());
    let curve = &wallet.balance_history(card).unwrap()[0];
    let last = &curve.points.last().unwrap().balance;
    assert_eq!(last.amount, i64::from(latest * 10));
}

/// How many cards got a newer version, by whom.
#[derive(Default)]
struct Tally {
    by_the_killed: AtomicU64,
    at_last: AtomicU64,
}

fn run(seed: u64, tally: &Tally) {
    let chance = Seeded::new(seed);
    let passes = usize::try_from(5 + chance.below(6)).unwrap();
    let (server, service) = serve(passes, seed ^ 0x5eed);
    let home = Home::new();
    let wallet = home.open();
    let anchors = TrustAnchors::default();
    let cards: Vec<CardId> = (0..passes)
        .map(|serial| import(&wallet, &version_of(&server.url(), serial, 0), &anchors))
        .collect();
    let mut wanted: Vec<CardContent> = cards
        .iter()
        .map(|card| wallet.card(*card).unwrap().content)
        .collect();

    for _ in 0..=chance.below(2) {
        let asked = server.seen().len();
        let mut process = child(&home, chance.number());
        // From before the first question to some rounds later.
        let moment = usize::try_from(chance.below(4 * passes as u64)).unwrap();
        server.wait_for(asked + moment);
        for _ in 0..chance.below(4) {
            let one = usize::try_from(chance.below(passes as u64)).unwrap();
            wanted[one] = edit(&wallet, cards[one], &chance);
        }
        // Chance is what is wanted here: anywhere between two instructions of the child.
        std::thread::sleep(Duration::from_micros(chance.below(20_000)));
        process.kill().unwrap();
        process.wait().unwrap();
        // By then nobody believes that the dead one still works.
        home.clock.forward(TimeDelta::hours(1));
    }

    let newer = cards.iter().filter(|card| {
        let points = wallet.balance_history(**card).unwrap()[0].points.len();
        points > 1
    });
    let newer = newer.count() as u64;
    tally.by_the_killed.fetch_add(newer, Ordering::Relaxed);

    service.lock().unwrap().calm = true;
    let outcomes = refresh_all(&home, &wallet);
    let good = [RefreshOutcome::Updated, RefreshOutcome::Unchanged];
    assert!(
        outcomes.iter().all(|outcome| good.contains(outcome)),
        "{outcomes:?}"
    );
    assert_eq!(outcomes.len(), passes);
    let updated = |outcome: &&RefreshOutcome| **outcome == RefreshOutcome::Updated;
    let newer = outcomes.iter().filter(updated).count() as u64;
    tally.at_last.fetch_add(newer, Ordering::Relaxed);

    let fresh_home = Home::new();
    let fresh = fresh_home.open();
    let versions = service.lock().unwrap().versions.clone();
    for (serial, version) in versions.into_iter().enumerate() {
        let file = version_of(&server.url(), serial, version);
        let new = fresh.card(import(&fresh, &file, &anchors)).unwrap();
        let card = wallet.card(cards[serial]).unwrap();
        assert_eq!(issued(&card), issued(&new), "pass {serial}");
        assert_eq!(
            overlay(&card.content),
            overlay(&wanted[serial]),
            "overlay {serial}"
        );
        assert_eq!(wallet.original(card.id).unwrap(), file);
        tells_each_change_once(&wallet, cards[serial], version);
    }
    let again = refresh_all(&home, &wallet);
    assert!(
        again
            .iter()
            .all(|outcome| *outcome == RefreshOutcome::Unchanged),
        "{again:?}"
    );
}

#[test]
fn a_wallet_that_is_killed_while_it_refreshes_ends_where_a_new_one_begins() {
    let number = |name| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    if let Some(seed) = number("KANTIS_KILL_SEED") {
        return run(seed, &Tally::default());
    }
    let runs = number("KANTIS_KILL_RUNS").unwrap_or(RUNS);
    let next = AtomicU64::new(0);
    let tally = Tally::default();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= runs {
                        return;
                    }
                    let went = std::panic::catch_unwind(|| run(seed, &tally));
                    assert!(went.is_ok(), "failed with KANTIS_KILL_SEED={seed}");
                }
            });
        }
    });
    // The moments were neither all too early nor all too late.
    assert!(tally.by_the_killed.load(Ordering::Relaxed) > 0);
    assert!(tally.at_last.load(Ordering::Relaxed) > 0);
}
