//! A wallet that is killed while it asks its shop for things, at random moments, with everything
//! going wrong in between. Afterwards one calm refresh brings it to where a fresh wallet is that
//! reads all from the shop; each wish happened once at most, and the shopper's words are there.
//!
//! The moments come from seeds. `KANTIS_KILL_RUNS` says how many runs there are, and
//! `KANTIS_KILL_SEED` runs the one that a failure names. The child is this very test binary.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use kantis_protocol::Purpose;
use kantis_tests::home::{Home, Seeded};
use kantis_tests::http::Request;
use kantis_wallet::ports::{Clock as _, Wish};
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{CardContent, Wallet};
use std::collections::BTreeSet;

use crate::faults::SHOP;
use crate::proxy::Fault;
use crate::world::{World, engine};

const RUNS: u64 = 50;
const DIR: &str = "KANTIS_TEST_DIR";
const NOW: &str = "KANTIS_TEST_NOW";
const SEED: &str = "KANTIS_TEST_SEED";

/// Where the child notes each reward that it is about to ask for.
fn wish_list(dir: &Path) -> PathBuf {
    dir.with_extension("wishes")
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn child_shops_until_it_is_killed() {
    let number = |name| std::env::var(name).unwrap().parse::<i64>().unwrap();
    let now = DateTime::from_timestamp_millis(number(NOW)).unwrap();
    let dir = PathBuf::from(std::env::var_os(DIR).unwrap());
    let seed = number(SEED).unsigned_abs();
    let mut wishes = OpenOptions::new()
        .create(true)
        .append(true)
        .open(wish_list(&dir))
        .unwrap();
    let home = Home::at(dir, now, seed);
    let wallet = home.open();
    let engine = engine(&wallet);
    let connection = wallet.connections().unwrap()[0].id;
    let chance = Seeded::new(seed);
    loop {
        // Sometimes so long that the access token is over, always so long that a person may ask.
        let pause = if chance.below(3) == 0 { 4000 } else { 11 };
        home.clock.forward(TimeDelta::seconds(pause));
        let wish = match chance.below(4) {
            0 | 1 => {
                wishes.write_all(b"cup\n").unwrap();
                Wish::Reserve {
                    reward: "cup".to_owned(),
                }
            }
            2 => Wish::Consent {
                purpose: Purpose::Newsletter,
                granted: chance.below(2) == 0,
                version: 1,
            },
            _ => {
                let mut on = |_, _| std::ops::ControlFlow::Continue(());
                engine.refresh(&BTreeSet::new(), &mut on).unwrap();
                continue;
            }
        };
        engine.ask_shop(connection, wish).unwrap();
    }
}

fn child(home: &Home, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_shops_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(DIR, home.dir())
        .env(NOW, home.clock.now().timestamp_millis().to_string())
        .env(SEED, (seed >> 2).to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Something that a shopper does to the card; what it should be from then on.
fn edit(wallet: &Wallet, world: &World, chance: &Seeded) -> CardContent {
    let mut content = wallet.card(world.card).unwrap().content;
    match chance.below(3) {
        0 => content.title = format!("Oma kauppa {}", chance.below(1000)),
        1 => content.note = format!("Muista {}", chance.below(1000)),
        _ => content.favourite = !content.favourite,
    }
    wallet.update(world.card, content.clone()).unwrap();
    content
}

fn any_fault(chance: &Seeded, request: &Request) -> Fault {
    let all = Fault::QUICK;
    match chance.below(4) {
        0 => all[usize::try_from(chance.below(all.len() as u64)).unwrap()],
        1 if request.target.contains("since=") && chance.below(3) == 0 => Fault::LostCursor(400),
        1 => Fault::CutAfter,
        _ => Fault::None,
    }
}

/// How many keys were sent for rewards.
fn keys(seen: &[Request]) -> usize {
    let claims = |request: &&Request| request.method == "POST" && request.target == "/v1/claims";
    let keys = seen.iter().filter(claims);
    let keys: BTreeSet<&str> = keys
        .map(|request| request.header("idempotency-key").unwrap())
        .collect();
    keys.len()
}

/// How many rewards the shop gave, in all runs.
#[derive(Default)]
struct Tally(AtomicU64);

fn run(seed: u64, tally: &Tally) {
    let chance = Seeded::new(seed);
    let world = World::new(SHOP);
    for _ in 0..3 {
        world.buy("cup", 10);
    }
    let number = world.number();
    let mut wanted = world.wallet.card(world.card).unwrap().content;
    let faults = Seeded::new(seed ^ 0x5eed);
    world
        .proxy
        .script(move |request| any_fault(&faults, request));
    for _ in 0..=chance.below(2) {
        let asked = world.proxy.server().seen().len();
        let mut process = child(&world.home, chance.number());
        let moment = usize::try_from(1 + chance.below(12)).unwrap();
        world.proxy.server().wait_for(asked + moment);
        if chance.below(2) == 0 {
            crate::world::buy(&world.shop, &number, "cup", 1);
        }
        for _ in 0..chance.below(3) {
            wanted = edit(&world.wallet, &world, &chance);
        }
        // Chance is what is wanted here: anywhere between two instructions of the child.
        std::thread::sleep(Duration::from_micros(chance.below(30_000)));
        process.kill().unwrap();
        process.wait().unwrap();
        // By then nobody believes that the dead one still works.
        world.home.clock.forward(TimeDelta::hours(1));
    }
    world.proxy.calm_down();
    world.home.clock.forward(TimeDelta::hours(7));
    let went = world.refresh();
    assert!(
        matches!(went, RefreshOutcome::Updated | RefreshOutcome::Unchanged),
        "{went:?}"
    );
    let records = world.wallet.shop_records(world.card).unwrap().unwrap();
    let open = records.outbox.iter().filter(|wish| {
        use kantis_wallet::OutboxState::{Sent, Waiting};
        matches!(wish.state, Waiting | Sent)
    });
    assert_eq!(open.count(), 0);
    let wished = std::fs::read_to_string(wish_list(world.home.dir())).unwrap_or_default();
    let wished = wished.lines().count();
    let sent = keys(&world.proxy.server().seen());
    let given = records.claims.len();
    assert!(
        given <= sent && sent <= wished,
        "{given} of {sent} of {wished}"
    );
    tally.0.fetch_add(given as u64, Ordering::Relaxed);
    assert_eq!(world.said(), world.read_afresh());
    assert_eq!(world.wallet.card(world.card).unwrap().content, wanted);
    assert_eq!(world.refresh(), RefreshOutcome::Unchanged);
}

#[test]
fn a_wallet_that_is_killed_while_it_shops_ends_where_a_fresh_one_begins() {
    let number = |name| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    let tally = Tally::default();
    if let Some(seed) = number("KANTIS_KILL_SEED") {
        return run(seed, &tally);
    }
    let runs = number("KANTIS_KILL_RUNS").unwrap_or(RUNS);
    let next = AtomicU64::new(0);
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
    // The moments were not all too early.
    assert!(tally.0.load(Ordering::Relaxed) > 0);
}
