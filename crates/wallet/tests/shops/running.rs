//! The engine as a host runs it.

use std::time::Duration;

use chrono::TimeDelta;
use kantis_wallet::ports::{MerchantTrouble as Trouble, Wish};
use kantis_wallet::sync::{RefreshOutcome, Wake};
use kantis_wallet::{CardId, ConnectionState};

use crate::desk::Fault;
use crate::fake::Op;
use crate::world::{SHOP, World, until};

#[test]
fn a_shop_that_was_connected_is_read_and_then_asked_by_schedule_and_wakes() {
    let (world, id, _) = World::connected();
    world.running(|| {
        until(|| world.state(id) == ConnectionState::Live);
        assert_eq!(world.shops.ops(), [Op::Changes, Op::Link]);
        let asked_again = |wake: Wake, forward: TimeDelta| {
            world.home.clock.forward(forward);
            world.engine.wake(wake);
            world.shops.wait_for(SHOP, Op::Look);
            let now = kantis_wallet::ports::Clock::now(&*world.home.clock);
            // Times that go back with the clock are due now; after an answer it is later.
            until(|| {
                let connection = world.connection(id);
                connection.checked_at == Some(now) && connection.due_at > Some(now)
            });
            let asked = world.shops.ops();
            assert_eq!(asked.iter().filter(|op| **op == Op::Look).count(), 1);
        };
        asked_again(Wake::Force, TimeDelta::minutes(15));
        asked_again(Wake::Background, TimeDelta::minutes(75));
        // The clock is set back by two days: what it knew of the shop's is wrong, so it asks.
        asked_again(Wake::Background, -TimeDelta::hours(48));
        asked_again(Wake::Background, TimeDelta::minutes(75));
        let (late, _) = world.connect("https://late.example");
        world.engine.nudge();
        until(|| world.state(late) == ConnectionState::Live);
    });
}

#[test]
fn a_network_that_comes_back_is_used_at_once_also_for_what_waits() {
    let (world, id, card) = World::read();
    let join = Wish::Join {
        challenge: "kesä".to_owned(),
    };
    world
        .shops
        .script(SHOP, Op::Look, [Fault::Fail(Trouble::Unreachable)]);
    world.sync(card);
    world.wallet.wish(id, &join).unwrap();
    world.running(|| {
        world.home.clock.forward(TimeDelta::seconds(10));
        world.engine.wake(Wake::NetworkUp);
        until(|| world.state(id) == ConnectionState::Live);
        until(|| world.wallet.outbox().unwrap().is_empty());
    });
    assert_eq!(world.shops.at(SHOP, |desk| desk.done.clone()), [join]);
}

#[test]
fn one_dead_shop_of_two_hundred_delays_nobody() {
    let world = World::new();
    let issuer = |n: usize| format!("https://shop-{n}.example");
    let cards: Vec<CardId> = (0..200).map(|n| world.connect(&issuer(n)).1).collect();
    // It answers only when all others have been read.
    world
        .shops
        .script(&issuer(0), Op::Changes, [Fault::Hang("dead")]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.refresh(&[]));
        for n in 1..200 {
            world.shops.wait_for(&issuer(n), Op::Link);
        }
        world.shops.open("dead");
        let report = asking.join().unwrap();
        assert_eq!(report.cards.len(), 200);
        assert!(
            report
                .cards
                .iter()
                .all(|line| line.outcome == RefreshOutcome::Updated)
        );
    });
    for card in cards {
        assert!(world.snapshot(card).contains("Aino"));
    }
    world.shops.asked();
    world.home.clock.forward(TimeDelta::seconds(11));
    world.refresh(&[]);
    let asked = world.shops.ops();
    assert_eq!(asked.len(), 200);
    assert!(asked.iter().all(|op| *op == Op::Look), "one request each");
}

#[test]
fn a_person_who_had_enough_stops_a_long_read_and_what_came_stays() {
    let (world, id, card) = World::connected();
    world.shops.at(SHOP, |desk| {
        desk.page = 1;
        (1..=5).for_each(|n| desk.put(crate::records::entry(n, 10)));
    });
    world.shops.script(
        SHOP,
        Op::Changes,
        [Fault::Go, Fault::Go, Fault::Go, Fault::Hang("never")],
    );
    let cards = std::iter::once(card).collect();
    let mut enough = |_, _| {
        if world.wallet.ledger(card, 9).unwrap().len() == 2 {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    };
    world.engine.refresh(&cards, &mut enough).unwrap();
    assert_eq!(world.wallet.ledger(card, 9).unwrap().len(), 2);
    assert_eq!(world.state(id), ConnectionState::New, "it is due as before");
    world.shops.open("never");
    let minute = Duration::from_secs(60);
    world.engine.background_sync(minute).unwrap();
    assert_eq!(world.wallet.ledger(card, 9).unwrap().len(), 5);
}
