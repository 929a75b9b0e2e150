//! A `cache.db` whose middle is broken: not found at opening, which does not read it whole, but
//! where it is met. It is made anew at once and its shops are asked for everything, while the wallet
//! stays open.

use std::fs;

use chrono::TimeDelta;

use crate::fake::Op;
use crate::records::entry;
use crate::support::Home;
use crate::world::{Process, SHOP, World, until};

/// A wallet just opened, whose cache has a hundred pages and more.
fn opened() -> (World, kantis_wallet::CardId, String) {
    let (world, _, card) = World::connected();
    world.shops.at(SHOP, |desk| {
        for n in 0..250 {
            let mut record = entry(n, i64::from(n));
            if let kantis_protocol::Record::LedgerEntry(entry) = &mut record {
                entry.reason = "Kahvia ja pullaa. ".repeat(60);
            }
            desk.put(record);
        }
    });
    world.sync(card);
    let whole = world.snapshot(card);
    (reopened(world, |_| {}), card, whole)
}

/// Closed, which brings everything to the files, and opened again after something happened to them.
fn reopened(world: World, work: impl FnOnce(&Home)) -> World {
    let World {
        home,
        shops,
        process,
    } = world;
    drop(process);
    work(&home);
    let process = Process::new(&home, &shops);
    World {
        home,
        shops,
        process,
    }
}

/// Breaks every page but the first.
fn damage(home: &Home) {
    let path = home.file("cache.db");
    let mut bytes = fs::read(&path).unwrap();
    assert!(bytes.len() > 400_000);
    for page in bytes.chunks_mut(4096).skip(1) {
        page[100] ^= 0xff;
    }
    fs::write(path, bytes).unwrap();
}

fn check_mends_itself(world: &World, card: kantis_wallet::CardId, whole: &str) {
    assert_ne!(world.snapshot(card), whole, "it is empty, and no error");
    world.shops.asked();
    // Nothing is due for hours, and nobody asks for anything.
    world.running(|| until(|| world.snapshot(card) == whole));
    let asked = world.shops.asked();
    assert_eq!((asked[0].1, asked[0].2.as_str()), (Op::Changes, ""));
}

#[test]
fn damage_that_is_met_while_the_wallet_is_open_mends_itself() {
    let (world, card, whole) = opened();
    let other = Process::new(&world.home, &world.shops);
    damage(&world.home);
    check_mends_itself(&world, card, &whole);
    assert_eq!(other.snapshot(card), whole);
    drop(other);
    assert_eq!(world.restart().snapshot(card), whole);
}

#[test]
fn damage_that_came_while_the_wallet_was_closed_mends_itself() {
    let (world, card, whole) = opened();
    let world = reopened(world, damage);
    check_mends_itself(&world, card, &whole);
}

#[test]
fn a_page_that_comes_for_a_damaged_cache_is_followed_by_everything_else() {
    let (world, card, _) = opened();
    damage(&world.home);
    world.shops.at(SHOP, |desk| desk.put(entry(251, 7)));
    // Whether it is met while the cursor is read or while the page is kept.
    world.sync(card);
    world.home.clock.forward(TimeDelta::seconds(11));
    let mut fresh = World::new();
    fresh.shops = world.shops.clone();
    fresh.process = Process::new(&fresh.home, &fresh.shops);
    let (_, other) = fresh.connect(SHOP);
    fresh.sync(other);
    let whole = fresh.snapshot(other);
    world.running(|| until(|| world.snapshot(card) == whole));
}

#[test]
fn a_cache_that_is_gone_is_asked_for_at_once() {
    let (world, card, whole) = opened();
    let world = reopened(world, |home| {
        fs::remove_file(home.file("cache.db")).unwrap()
    });
    check_mends_itself(&world, card, &whole);
}
