//! What the shopper wishes is done once, in order, whatever becomes of the answers.

use std::time::Duration;

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use kantis_wallet::ports::{MerchantTrouble as Trouble, Wish};
use kantis_wallet::sync::{Asked, RefreshOutcome, SyncHint};
use kantis_wallet::{ConnectionId, ConnectionState, OutboxState};

use crate::desk::Fault;
use crate::fake::Op;
use crate::records::{id as offer_id, offer};
use crate::world::{SHOP, World};

fn activate(n: u8) -> Wish {
    Wish::ActivateOffer { offer: offer_id(n) }
}

fn reserve(reward: &str) -> Wish {
    Wish::Reserve {
        reward: reward.to_owned(),
    }
}

fn ask(world: &World, id: ConnectionId, wish: Wish) -> Asked {
    world.engine.ask_shop(id, wish).unwrap()
}

fn refused(why: &str) -> Asked {
    Asked::Refused {
        why: why.to_owned(),
    }
}

fn reservations(world: &World) -> usize {
    world.shops.at(SHOP, |desk| desk.claims.len())
}

/// Wishes that the shop was asked for, by key.
fn keys(world: &World) -> Vec<String> {
    let asked = world.shops.asked().into_iter();
    let wishes = asked.filter(|(_, op, _)| *op == Op::Wish);
    wishes.map(|(_, _, key)| key).collect()
}

fn outbox(world: &World) -> Vec<(Wish, OutboxState)> {
    let all = world.wallet.outbox().unwrap().into_iter();
    all.map(|entry| (entry.wish, entry.state)).collect()
}

#[test]
fn a_wish_comes_true_and_the_records_say_so() {
    let (world, id, card) = World::read();
    assert_eq!(ask(&world, id, activate(3)), Asked::Done);
    assert_eq!(world.shops.ops(), [Op::Wish, Op::Changes]);
    assert!(world.snapshot(card).contains("Activated"));
    assert_eq!(outbox(&world), []);
    assert!(world.hints.lock().unwrap().contains(&SyncHint::Connections));
    assert_eq!(ask(&world, id, reserve("cup")), Asked::Done);
    assert!(world.snapshot(card).contains("ABCDEFGHJK"));
    let records = world.wallet.shop_records(card).unwrap().unwrap();
    assert_eq!(records.claims.len(), 1);
}

#[test]
fn what_a_shop_refuses_has_its_reason_and_the_next_wish_goes_on() {
    let (world, id, card) = World::read();
    assert_eq!(ask(&world, id, reserve("none")), refused("out-of-stock"));
    assert_eq!(reservations(&world), 0);
    for wish in [reserve("none"), activate(1)] {
        world.wallet.wish(id, &wish).unwrap();
    }
    world.sync(card);
    assert_eq!(
        world.shops.at(SHOP, |desk| desk.done.clone()),
        [activate(1)]
    );
    // The one that was wished again took the place of the one before.
    assert_eq!(outbox(&world), [(reserve("none"), OutboxState::Refused)]);
}

#[test]
fn wishes_are_sent_in_order_and_none_passes_one_without_an_answer() {
    let (world, id, card) = World::read();
    for n in 1..=3 {
        world.wallet.wish(id, &activate(n)).unwrap();
    }
    world
        .shops
        .script(SHOP, Op::Wish, [Fault::Go, Fault::Lose(Trouble::TimedOut)]);
    assert!(matches!(world.sync(card), RefreshOutcome::Failed(_)));
    assert_eq!(
        outbox(&world),
        [
            (activate(2), OutboxState::Sent),
            (activate(3), OutboxState::Waiting)
        ]
    );
    let first = keys(&world);
    let world = world.restart();
    world.sync(card);
    let second = keys(&world);
    assert_eq!((first.len(), second.len()), (2, 2));
    assert_eq!(first[1], second[0], "the same key");
    let done = world.shops.at(SHOP, |desk| desk.done.clone());
    // Idempotent by nature, so twice is as once.
    assert_eq!(done, [activate(1), activate(2), activate(2), activate(3)]);
    assert_eq!(outbox(&world), []);
}

#[test]
fn a_reservation_without_an_answer_is_asked_about_and_never_repeated() {
    for trouble in [
        Trouble::TimedOut,
        Trouble::Broken,
        Trouble::Unreadable,
        Trouble::Busy { status: 502 },
        Trouble::Problem(ProblemType::Internal),
    ] {
        let (world, id, card) = World::read();
        world
            .shops
            .script(SHOP, Op::Wish, [Fault::Lose(trouble.clone())]);
        assert_eq!(ask(&world, id, reserve("cup")), Asked::Unclear, "{trouble}");
        assert_eq!(outbox(&world), [(reserve("cup"), OutboxState::Sent)]);
        // Another try that does not reach the shop says nothing of the first.
        world
            .shops
            .script(SHOP, Op::Wish, [Fault::Fail(Trouble::Unreachable)]);
        world.sync(card);
        assert_eq!(outbox(&world), [(reserve("cup"), OutboxState::Sent)]);
        let world = world.restart();
        world.home.clock.forward(TimeDelta::hours(6));
        world
            .engine
            .background_sync(Duration::from_secs(60))
            .unwrap();
        assert_eq!(outbox(&world), []);
        assert_eq!(reservations(&world), 1);
        let keys = keys(&world);
        assert!(keys.len() == 3 && keys.iter().all(|key| *key == keys[0]));
    }
}

#[test]
fn a_reservation_whose_key_is_forgotten_by_now_is_not_sent_again() {
    for hours in [30, -30] {
        let (world, id, card) = World::read();
        world
            .shops
            .script(SHOP, Op::Wish, [Fault::Lose(Trouble::TimedOut)]);
        assert_eq!(ask(&world, id, reserve("cup")), Asked::Unclear);
        keys(&world);
        world.home.clock.forward(TimeDelta::hours(hours));
        world.sync(card);
        assert_eq!(keys(&world), Vec::<String>::new());
        let entry = &world.wallet.outbox().unwrap()[0];
        assert_eq!(
            (entry.state, entry.why.as_deref()),
            (OutboxState::Refused, Some("unclear"))
        );
        // What became of it is among the records.
        let records = world.wallet.shop_records(card).unwrap().unwrap();
        assert_eq!(records.claims.len(), 1);
    }
}

#[test]
fn what_spends_needs_the_shops_word_and_what_does_not_waits() {
    let (world, id, card) = World::read();
    let away = || {
        for op in [Op::Wish, Op::Look] {
            let faults = (0..3).map(|_| Fault::Fail(Trouble::Unreachable));
            world.shops.script(SHOP, op, faults);
        }
    };
    away();
    assert_eq!(ask(&world, id, reserve("cup")), Asked::Offline);
    assert_eq!(outbox(&world), []);
    away();
    assert_eq!(ask(&world, id, activate(1)), Asked::Queued);
    assert_eq!(outbox(&world), [(activate(1), OutboxState::Waiting)]);
    assert_eq!(world.connection(id).waiting, 1);
    assert_eq!(world.state(id), ConnectionState::Waiting);
    for op in [Op::Wish, Op::Look] {
        world.shops.script(SHOP, op, []);
    }
    world.sync(card);
    assert_eq!(reservations(&world), 0);
    assert_eq!(
        world.shops.at(SHOP, |desk| desk.done.clone()),
        [activate(1)]
    );
}

#[test]
fn a_busy_shop_is_left_alone_and_asked_later() {
    let (world, id, _) = World::read();
    let busy = Fault::Rest(Trouble::Busy { status: 429 }, Duration::from_secs(600));
    world.shops.script(SHOP, Op::Wish, [busy.clone(), busy]);
    assert_eq!(ask(&world, id, reserve("cup")), Asked::Offline);
    assert_eq!(ask(&world, id, activate(1)), Asked::Queued);
    world.shops.asked();
    let minute = Duration::from_secs(60);
    world.engine.background_sync(minute).unwrap();
    assert_eq!(world.shops.ops(), []);
    world.home.clock.forward(TimeDelta::seconds(700));
    world.engine.background_sync(minute).unwrap();
    assert_eq!(world.shops.ops()[0], Op::Wish);
    assert_eq!(reservations(&world), 0);
    assert_eq!(outbox(&world), []);
}

#[test]
fn a_reservation_that_never_left_is_not_sent_behind_the_shoppers_back() {
    let (world, id, card) = World::read();
    // As a process leaves it that dies while its shopper waits.
    world.wallet.wish(id, &reserve("cup")).unwrap();
    world.home.clock.forward(TimeDelta::hours(1));
    let world = world.restart();
    world.sync(card);
    assert_eq!(reservations(&world), 0);
    let entry = &world.wallet.outbox().unwrap()[0];
    assert_eq!(
        (entry.state, entry.why.as_deref()),
        (OutboxState::Refused, Some("offline"))
    );
}

#[test]
fn wishes_of_many_at_once_are_each_done_once() {
    let (world, id, _) = World::read();
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..8)
            .map(|n| {
                let world = &world;
                scope.spawn(move || ask(world, id, reserve(&format!("r{n}"))))
            })
            .collect();
        for one in asking {
            assert_eq!(one.join().unwrap(), Asked::Done);
        }
    });
    assert_eq!(reservations(&world), 8);
    let sent = keys(&world);
    assert_eq!(sent.len(), 8);
}

#[test]
fn a_wish_that_was_taken_back_is_not_sent() {
    let (world, id, card) = World::read();
    world
        .shops
        .at(SHOP, |desk| desk.put(offer(1, "Pulla", "available")));
    let wish = world.wallet.wish(id, &activate(1)).unwrap();
    assert!(world.wallet.unwish(wish).unwrap());
    world.sync(card);
    assert_eq!(keys(&world), Vec::<String>::new());
}
