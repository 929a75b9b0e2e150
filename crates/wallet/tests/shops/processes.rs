//! Several processes with one wallet: one asks the shops.

use kantis_wallet::ports::Wish;
use kantis_wallet::sync::{Asked, RefreshOutcome};

use crate::desk::Fault;
use crate::fake::Op;
use crate::records::account;
use crate::world::{Process, SHOP, World};

#[test]
fn what_a_second_process_wants_is_done_by_the_one_that_works() {
    let (world, id, card) = World::read();
    let slow = "https://slow.example";
    let (_, slow_card) = world.connect(slow);
    world.shops.script(slow, Op::Changes, [Fault::Hang("slow")]);
    let other = Process::new(&world.home, &world.shops);
    std::thread::scope(|scope| {
        let working = scope.spawn(|| world.refresh(&[slow_card]));
        world.shops.wait_for(slow, Op::Changes);
        world.shops.at(SHOP, |desk| desk.put(account(88)));
        world.home.clock.forward(chrono::TimeDelta::seconds(11));
        let report = other.refresh(&[card]);
        assert!(report.handed_over);
        let wish = Wish::Reserve {
            reward: "cup".to_owned(),
        };
        let asking = scope.spawn(|| other.engine.ask_shop(id, wish).unwrap());
        crate::world::until(|| !other.wallet.outbox().unwrap().is_empty());
        world.shops.open("slow");
        let report = working.join().unwrap();
        assert_eq!(report.cards[0].outcome, RefreshOutcome::Updated);
        assert_eq!(asking.join().unwrap(), Asked::Done);
    });
    assert!(other.snapshot(card).contains("88"));
    assert_eq!(world.shops.at(SHOP, |desk| desk.claims.len()), 1);
    // The lease is free again.
    world.home.clock.forward(chrono::TimeDelta::seconds(11));
    let report = other.refresh(&[card]);
    assert!(!report.handed_over);
}
