//! Listening while somebody looks.

use chrono::TimeDelta;
use kantis_wallet::ConnectionState;
use kantis_wallet::ports::MerchantTrouble as Trouble;
use kantis_wallet::sync::{Asked, Wake};

use crate::desk::Fault;
use crate::fake::Op;
use crate::records::{account, entry};
use crate::world::{SHOP, World, until};

#[test]
fn what_changes_while_somebody_looks_comes_at_once() {
    let (world, _, card) = World::read();
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for_listeners(SHOP, 1);
        for n in 1..=3 {
            world.shops.at(SHOP, |desk| desk.put(entry(n, 10)));
            until(|| world.wallet.ledger(card, 9).unwrap().len() == usize::from(n));
        }
        // Nobody looked before: what was said is that something changed.
        let asked = world.shops.ops();
        assert!(
            asked
                .iter()
                .all(|op| matches!(op, Op::Listen | Op::Changes))
        );
        world.engine.wake(Wake::Background);
        world.shops.wait_for_listeners(SHOP, 0);
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for_listeners(SHOP, 1);
    });
    world.shops.wait_for_listeners(SHOP, 0);
}

#[test]
fn what_changed_while_another_shop_is_slow_comes_at_once_too() {
    let (world, _, card) = World::read();
    let slow = "https://slow.example";
    world.connect(slow);
    world.shops.script(slow, Op::Changes, [Fault::Hang("slow")]);
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for(slow, Op::Changes);
        world.shops.wait_for_listeners(SHOP, 1);
        world.shops.at(SHOP, |desk| desk.put(entry(1, 10)));
        until(|| world.wallet.ledger(card, 9).unwrap().len() == 1);
        world.shops.open("slow");
        world.shops.wait_for_listeners(slow, 1);
    });
}

#[test]
fn what_the_wallet_did_itself_is_not_read_twice() {
    let (world, id, card) = World::read();
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for_listeners(SHOP, 1);
        let wish = kantis_wallet::ports::Wish::Reserve {
            reward: "cup".to_owned(),
        };
        assert_eq!(world.engine.ask_shop(id, wish).unwrap(), Asked::Done);
        world.shops.at(SHOP, |desk| desk.put(entry(1, 10)));
        until(|| world.wallet.ledger(card, 9).unwrap().len() == 1);
    });
    let asked = world.shops.ops();
    let reads = asked.iter().filter(|op| **op == Op::Changes).count();
    assert!(reads <= 3, "{asked:?}");
}

#[test]
fn where_listening_does_not_work_the_shop_is_polled_each_minute() {
    let (world, id, card) = World::read();
    world.shops.at(SHOP, |desk| desk.deaf = true);
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for(SHOP, Op::Listen);
        world.shops.at(SHOP, |desk| desk.put(account(77)));
        world.home.clock.forward(TimeDelta::seconds(61));
        world.engine.nudge();
        until(|| world.snapshot(card).contains("77"));
        let now = kantis_wallet::ports::Clock::now(&*world.home.clock);
        until(|| world.connection(id).checked_at == Some(now));
        // It heals.
        world.shops.at(SHOP, |desk| desk.deaf = false);
        world.home.clock.forward(TimeDelta::hours(1));
        world.engine.nudge();
        world.shops.wait_for_listeners(SHOP, 1);
    });
}

#[test]
fn a_token_that_ends_ends_the_stream_and_a_visit_brings_the_next() {
    let (world, id, card) = World::read();
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        world.shops.wait_for_listeners(SHOP, 1);
        world.home.clock.forward(TimeDelta::minutes(61));
        world.shops.asked();
        world.shops.at(SHOP, |desk| desk.end_access());
        world.shops.wait_for(SHOP, Op::Refresh);
        until(|| world.state(id) == ConnectionState::Live);
        world.home.clock.forward(TimeDelta::seconds(5));
        world.engine.nudge();
        world.shops.wait_for_listeners(SHOP, 1);
        world.shops.at(SHOP, |desk| desk.put(entry(1, 10)));
        until(|| world.wallet.ledger(card, 9).unwrap().len() == 1);
        let asked = world.shops.ops();
        let refreshes = asked.iter().filter(|op| **op == Op::Refresh).count();
        assert_eq!(refreshes, 1, "{asked:?}");
    });
}

#[test]
fn a_shop_in_trouble_is_not_listened_to() {
    let (world, _, card) = World::read();
    world
        .shops
        .script(SHOP, Op::Look, [Fault::Fail(Trouble::SignInOver)]);
    world.sync(card);
    let (other, _) = world.connect("https://other.example");
    world.running(|| {
        world.engine.wake(Wake::Foreground);
        until(|| world.state(other) == ConnectionState::Live);
        world.shops.wait_for_listeners("https://other.example", 1);
        assert_eq!(world.shops.at(SHOP, |desk| desk.listening), 0);
    });
}
