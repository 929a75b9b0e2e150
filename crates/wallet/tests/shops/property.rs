//! Whatever happens on the way, a wallet that followed a shop through its history has what a fresh
//! one reads at once.

use kantis_protocol::Record;
use kantis_wallet::ports::MerchantTrouble as Trouble;
use kantis_wallet::sync::RefreshOutcome;
use proptest::prelude::*;

use crate::desk::Fault;
use crate::fake::Op;
use crate::records::{account, claim, entry, offer, stamps};
use crate::world::{SHOP, World};

/// Something that happens at the shop or on the way.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8, u8),
    Remove(u8, u8),
    /// Its database is replaced: no state of before is known.
    Replace,
    /// The wallet asks: so large are the pages, and after so many the answers are cut.
    Sync(usize, Option<usize>),
    /// The process is killed and begins again.
    Restart,
}

fn record(kind: u8, n: u8, value: u8) -> Record {
    match kind % 5 {
        0 => account(value.into()),
        1 => offer(n, &format!("Tarjous {value}"), "available"),
        2 => entry(n, value.into()),
        3 => stamps(n, value),
        _ => claim(n, &format!("palkinto {value}")),
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..5_u8, 0..6_u8, any::<u8>()).prop_map(|(k, n, v)| Step::Put(k, n, v)),
        3 => (1..5_u8, 0..6_u8).prop_map(|(k, n)| Step::Remove(k, n)),
        1 => Just(Step::Replace),
        4 => (1..4_usize, prop::option::of(0..3_usize)).prop_map(|(p, c)| Step::Sync(p, c)),
        1 => Just(Step::Restart),
    ]
}

fn run(steps: &[Step]) {
    let (mut world, _, card) = World::connected();
    for step in steps {
        match step {
            Step::Put(kind, n, value) => {
                let record = record(*kind, *n, *value);
                world.shops.at(SHOP, |desk| desk.put(record));
            }
            Step::Remove(kind, n) => {
                let record = record(*kind, *n, 0);
                world.shops.at(SHOP, |desk| desk.remove(&record));
            }
            Step::Replace => world.shops.at(SHOP, |desk| desk.replace()),
            Step::Sync(page, cut) => {
                world.shops.at(SHOP, |desk| desk.page = *page);
                let cut = cut.map(|pages| {
                    let broken = std::iter::once(Fault::Lose(Trouble::Broken));
                    std::iter::repeat_n(Fault::Go, pages).chain(broken)
                });
                let faults = cut.into_iter().flatten();
                world.shops.script(SHOP, Op::Changes, faults);
                world.sync(card);
            }
            Step::Restart => world = world.restart(),
        }
    }
    world.shops.script(SHOP, Op::Changes, []);
    world.sync(card);
    let followed = world.snapshot(card);

    // Twice is as once.
    world.shops.asked();
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Look]);
    assert_eq!(world.snapshot(card), followed);

    // A fresh wallet reads everything at once.
    let mut fresh = World::new();
    fresh.shops = world.shops.clone();
    fresh.process = crate::world::Process::new(&fresh.home, &fresh.shops);
    fresh.shops.at(SHOP, |desk| desk.page = 500);
    let (_, card) = fresh.connect(SHOP);
    fresh.sync(card);
    assert_eq!(fresh.snapshot(card), followed);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn applying_changes_in_any_split_gives_the_same_state(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        run(&steps);
    }
}
