//! What a power cut leaves: files whose last writes never came to the disk, or came in part or in
//! another order. `cache.db` opens to an earlier page with the very cursor of that page, or is made
//! anew; `wallet.db` is never set aside for it. One refresh later the wallet has what a fresh one
//! reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use kantis_wallet::CardId;
use kantis_wallet::sync::RefreshOutcome;

use crate::fake::Op;
use crate::records::{account, entry, offer, stamps};
use crate::support::Home;
use crate::world::{Process, SHOP, World};

/// Power cuts of each kind.
const CUTS: u64 = 12;

/// A wallet with a log of many commits behind it.
struct Story {
    world: World,
    card: CardId,
    /// What the wallet had at each state of the shop.
    had: BTreeMap<String, String>,
}

impl Story {
    fn new() -> Self {
        let world = World::new();
        world.shops.at(SHOP, |desk| desk.lasts = 1 << 30);
        let (_, card) = world.connect(SHOP);
        let mut had = BTreeMap::new();
        let mut read = |world: &World| {
            assert_eq!(world.sync(card), RefreshOutcome::Updated);
            let state = world.shops.at(SHOP, |desk| desk.state());
            had.insert(state, world.snapshot(card));
        };
        read(&world);
        // Closing brings both databases to their files: what follows is in the logs beside them.
        let World {
            home,
            shops,
            process,
        } = world;
        drop(process);
        let process = Process::new(&home, &shops);
        let world = World {
            home,
            shops,
            process,
        };
        for n in 1..=20 {
            world.shops.at(SHOP, |desk| {
                desk.put(account(i64::from(n)));
                desk.put(entry(n, i64::from(n)));
                desk.put(stamps(n % 3, n));
                desk.put(offer(n, &format!("Tarjous {n}"), "available"));
                if n > 5 {
                    desk.remove(&offer(n - 5, "", "available"));
                }
            });
            read(&world);
        }
        Self { world, card, had }
    }

    /// The files as they are now, somewhere else, after a power cut did this to one of them.
    fn cut(&self, file: &str, how: impl FnOnce(&mut Vec<u8>)) -> World {
        let home = Home::new();
        copy(self.world.home.dir(), home.dir());
        let path = home.file(file);
        let mut bytes = fs::read(&path).unwrap();
        assert!(bytes.len() > 40_000, "there is little to lose");
        how(&mut bytes);
        fs::write(path, bytes).unwrap();
        home.clock.forward(TimeDelta::days(1));
        let opened = home.try_open().map(drop);
        assert!(opened.is_ok(), "{file}: {:?}", opened.err());
        World {
            process: Process::new(&home, &self.world.shops),
            home,
            shops: self.world.shops.clone(),
        }
    }

    /// After a cut the wallet is where it once was, and one refresh later where it should be. The
    /// state that it was at.
    fn check(&self, world: &World, what: &str) -> String {
        let before = world.snapshot(self.card);
        world.shops.asked();
        world.sync(self.card);
        let (_, op, state) = world.shops.asked().remove(0);
        if op == Op::Look {
            assert_eq!(Some(&before), self.had.get(&state), "{what}");
        } else {
            assert_eq!((op, state.as_str()), (Op::Changes, ""), "{what}");
        }
        assert_eq!(
            world.snapshot(self.card),
            self.world.snapshot(self.card),
            "{what}"
        );
        state
    }
}

/// As after a power cut: what processes share in memory is gone.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with("-shm") {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// What a power cut does to the end of a file.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// It is shorter.
    Short,
    /// Its end was made room for, and never written.
    Zeroed,
    /// Its end holds what was there before.
    Stale,
    /// One block never came, and those behind it did.
    Hole,
}

impl Cut {
    const ALL: [Self; 4] = [Self::Short, Self::Zeroed, Self::Stale, Self::Hole];

    fn does(self, bytes: &mut Vec<u8>, number: u64, home: &Home) {
        let at = usize::try_from(number).unwrap() % bytes.len();
        match self {
            Self::Short => bytes.truncate(at),
            Self::Zeroed => bytes[at..].fill(0),
            Self::Stale => home.ports().entropy.fill(&mut bytes[at..]),
            Self::Hole => {
                let start = at - at % 512;
                let end = (start + 4096).min(bytes.len());
                bytes[start..end].fill(0);
            }
        }
    }
}

fn check_cuts(file: &str) -> BTreeSet<String> {
    let story = Story::new();
    let chance = Home::new().ports().entropy;
    let mut states = BTreeSet::new();
    for cut in Cut::ALL {
        for n in 0..CUTS {
            let mut number = [0; 8];
            chance.fill(&mut number);
            let number = u64::from_le_bytes(number);
            let world = story.cut(file, |bytes| cut.does(bytes, number, &story.world.home));
            states.insert(story.check(&world, &format!("{file} {cut:?} {n} {number}")));
        }
    }
    states
}

#[test]
fn a_cache_whose_last_writes_are_lost_is_an_earlier_page_with_its_own_cursor() {
    let states = check_cuts("cache.db-wal");
    assert!(states.len() > 10, "{states:?}");
}

#[test]
fn a_wallet_whose_last_writes_are_lost_opens_and_reads_on() {
    check_cuts("wallet.db-wal");
}

#[test]
fn a_cache_that_is_lost_whole_is_read_anew() {
    let story = Story::new();
    let home = Home::new();
    copy(story.world.home.dir(), home.dir());
    for file in ["cache.db", "cache.db-wal"] {
        fs::remove_file(home.file(file)).unwrap();
    }
    home.clock.forward(TimeDelta::days(1));
    let world = World {
        process: Process::new(&home, &story.world.shops),
        home,
        shops: story.world.shops.clone(),
    };
    assert_eq!(story.check(&world, "no cache"), "");
    // What was news once is none again.
    let lines = |world: &World| {
        let all = world
            .wallet
            .activity(&kantis_wallet::ActivityQuery::default());
        all.unwrap().len()
    };
    assert_eq!(lines(&world), lines(&story.world));
}
