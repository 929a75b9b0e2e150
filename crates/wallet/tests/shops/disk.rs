//! A disk that is full, or writes no more, while the pages of a shop are kept. A page is kept with
//! its cursor or not at all, the person who asked is told, and once there is room it goes on from
//! there.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::process::Command;

use chrono::TimeDelta;
use kantis_protocol::Record;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{ActivityEntry, ActivityQuery, CardId, Happening, OpenError, WalletError};

use crate::fake::Op;
use crate::records::{entry, offer};
use crate::small_disk::SmallDisk;
use crate::support::Home;
use crate::world::{Process, SHOP, World};

/// Records that come on one page: entries, and an offer that is news.
const PAGE: u8 = 8;
/// Pages that the shop has: more than a megabyte together.
const PAGES: u8 = 20;

/// An entry with much to say.
fn long(n: u8) -> Record {
    let mut record = entry(n, i64::from(n));
    if let Record::LedgerEntry(entry) = &mut record {
        entry.reason = "Kahvia ja pullaa. ".repeat(200);
    }
    record
}

/// A wallet that has read its shop, before the shop has much to tell.
fn world(home: Home) -> (World, CardId) {
    let world = World::at(home);
    let (_, card) = world.connect(SHOP);
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    world.shops.at(SHOP, |desk| {
        desk.page = usize::from(PAGE);
        for page in 0..PAGES {
            (1..PAGE).for_each(|n| desk.put(long(page * PAGE + n)));
            desk.put(offer(page, &format!("Tarjous {page}"), "available"));
        }
    });
    (world, card)
}

/// A person's refresh, which does not go well; what they are told.
fn fails(world: &World, card: CardId) -> WalletError {
    world.home.clock.forward(TimeDelta::seconds(11));
    let mut on = |_, _| ControlFlow::Continue(());
    let cards = BTreeSet::from([card]);
    world.engine.refresh(&cards, &mut on).unwrap_err()
}

/// Everything came that the shop has, from where the last page was kept, and what is news was told
/// once; how many pages there were before.
fn check_goes_on(world: &World, card: CardId) -> usize {
    let entries = world.wallet.ledger(card, 1000).unwrap().len();
    let page = usize::from(PAGE);
    assert_eq!(entries % (page - 1), 0, "half a page was kept");
    let kept = entries / (page - 1);
    world.shops.asked();
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    let asked = world.shops.asked();
    let pages = asked.iter().filter(|(_, op, _)| *op == Op::Changes);
    let since: Vec<&str> = pages.map(|(_, _, since)| since.as_str()).collect();
    // Its account is the shop's first record.
    assert_eq!(since[0], format!("1-{}", kept * page + 1));
    assert_eq!(since.len(), usize::from(PAGES) - kept);
    let query = ActivityQuery {
        limit: 1000,
        ..ActivityQuery::default()
    };
    let lines = world.wallet.activity(&query).unwrap();
    let came = |line: &&ActivityEntry| matches!(line.what, Happening::OfferCame { .. });
    assert_eq!(lines.iter().filter(came).count(), usize::from(PAGES));

    let mut fresh = World::new();
    fresh.shops = world.shops.clone();
    fresh.shops.at(SHOP, |desk| desk.page = 500);
    fresh.process = Process::new(&fresh.home, &fresh.shops);
    let (_, other) = fresh.connect(SHOP);
    fresh.sync(other);
    assert_eq!(world.snapshot(card), fresh.snapshot(other));
    kept
}

#[test]
fn a_page_that_no_longer_fits_on_the_disk_is_told_and_comes_when_there_is_room() {
    let mut kept = BTreeSet::new();
    for room in [0, 60, 200, 500, 900] {
        let Some(disk) = SmallDisk::mount("8m") else {
            return;
        };
        let (world, card) = world(Home::at(disk.dir(), 1));
        let before = world.snapshot(card);
        let filler = disk.fill_but(room * 1024);
        assert_eq!(fails(&world, card), WalletError::DiskFull, "{room} KiB");
        if room == 0 {
            assert_eq!(world.snapshot(card), before);
        }
        // What is there can still be read; asking again is told the same.
        assert_eq!(fails(&world, card), WalletError::DiskFull, "{room} KiB");
        std::fs::remove_file(filler).unwrap();
        kept.insert(check_goes_on(&world, card));
    }
    assert!(kept.len() > 2, "the disks were full at the same page");
}

#[test]
fn a_wallet_that_is_opened_while_the_disk_is_full_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount("8m") else {
        return;
    };
    let (world, card) = world(Home::at(disk.dir(), 1));
    let filler = disk.fill_but(300 * 1024);
    assert_eq!(fails(&world, card), WalletError::DiskFull);
    let World {
        home,
        shops,
        process,
    } = world;
    drop(process);
    let opened = home.try_open().map(drop);
    assert!(
        matches!(opened, Ok(()) | Err(OpenError::DiskFull)),
        "{opened:?}"
    );
    std::fs::remove_file(filler).unwrap();
    // By then nobody believes that the one before still works.
    home.clock.forward(TimeDelta::hours(1));
    let process = Process::new(&home, &shops);
    let world = World {
        home,
        shops,
        process,
    };
    assert!(check_goes_on(&world, card) > 0);
}

/// Runs this test binary once more, where writing beyond a limit fails instead of ending it.
#[test]
#[cfg(target_os = "linux")]
fn writes_that_fail_anywhere_leave_whole_pages() {
    let name = "disk::child_writes_until_it_may_not";
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

/// From now on no file of this process may be longer.
fn limit_files(bytes: &str) {
    let pid = std::process::id().to_string();
    let status = Command::new("prlimit")
        .args(["--pid", &pid, &format!("--fsize={bytes}:")])
        .status();
    assert!(status.unwrap().success());
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn child_writes_until_it_may_not() {
    let mut kept = BTreeSet::new();
    for step in 0..12 {
        let (world, card) = world(Home::new());
        let wal = world.home.file("cache.db-wal").metadata().unwrap().len();
        // Anywhere in a page of the file, and further on each time.
        limit_files(&(wal + 1 + step * 60_357).to_string());
        let error = fails(&world, card);
        assert!(
            matches!(error, WalletError::DiskFull | WalletError::Io { .. }),
            "{error:?}"
        );
        limit_files("unlimited");
        kept.insert(check_goes_on(&world, card));
    }
    assert!(kept.len() > 4, "{kept:?}");
}
