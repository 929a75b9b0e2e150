//! Access tokens that are over, and refresh tokens that are good once.

use chrono::TimeDelta;
use kantis_wallet::ConnectionState;
use kantis_wallet::ports::{MerchantTrouble as Trouble, Wish};
use kantis_wallet::sync::{Asked, RefreshOutcome};

use crate::desk::Fault;
use crate::fake::Op;
use crate::world::{Process, SHOP, World};

fn hide(n: u8) -> Wish {
    Wish::HideOffer {
        offer: crate::records::id(n),
        hidden: true,
    }
}

#[test]
fn a_token_that_is_over_is_refreshed_before_it_is_shown() {
    let (world, _, card) = World::read();
    world.home.clock.forward(TimeDelta::minutes(60));
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Refresh, Op::Look]);
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Look]);
}

#[test]
fn a_token_that_the_shop_no_longer_takes_is_refreshed_once() {
    let (world, id, card) = World::read();
    world.shops.at(SHOP, |desk| desk.end_access());
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Look, Op::Refresh, Op::Look]);
    // One that takes none at all is in trouble.
    world.shops.script(
        SHOP,
        Op::Look,
        [
            Fault::Fail(Trouble::Unauthorized),
            Fault::Fail(Trouble::Unauthorized),
        ],
    );
    assert!(matches!(world.sync(card), RefreshOutcome::Failed(_)));
    assert_eq!(world.shops.ops(), [Op::Look, Op::Refresh, Op::Look]);
    assert_eq!(world.state(id), ConnectionState::Waiting);
}

#[test]
fn one_refresh_serves_everybody_who_waits() {
    let (world, id, _) = World::read();
    world.shops.at(SHOP, |desk| desk.end_access());
    world
        .shops
        .script(SHOP, Op::Refresh, [Fault::Hang("refresh")]);
    std::thread::scope(|scope| {
        let exporting: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| world.engine.export_shop(id).unwrap().unwrap()))
            .collect();
        world.shops.wait_for(SHOP, Op::Refresh);
        world.shops.open("refresh");
        for one in exporting {
            assert_eq!(one.join().unwrap(), b"{\"all\":1}");
        }
    });
    let refreshes = world.shops.ops().into_iter();
    assert_eq!(refreshes.filter(|op| *op == Op::Refresh).count(), 1);
}

#[test]
fn a_process_that_dies_before_it_kept_the_new_token_sends_the_old_one_again() {
    let (world, id, card) = World::read();
    let sql = world.home.sql("wallet.db");
    let old: String = sql
        .query_row("SELECT refresh FROM connection", [], |row| row.get(0))
        .unwrap();
    world.shops.at(SHOP, |desk| desk.end_access());
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    // As it would be found on the disk had the process died just before the write.
    sql.execute("UPDATE connection SET refresh = ?1, access = NULL", [&old])
        .unwrap();
    world.shops.asked();
    let world = world.restart();
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(
        world.shops.asked()[0],
        (SHOP.to_owned(), Op::Refresh, old.clone())
    );
    assert_eq!(world.state(id), ConnectionState::Live);
    let new: String = sql
        .query_row("SELECT refresh FROM connection", [], |row| row.get(0))
        .unwrap();
    assert_ne!(new, old);
    // And the next one is taken too.
    world.shops.at(SHOP, |desk| desk.end_access());
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
}

#[test]
fn a_token_whose_answer_was_lost_is_sent_again_at_once_and_then_soon() {
    let (world, id, card) = World::read();
    world.shops.at(SHOP, |desk| desk.end_access());
    world
        .shops
        .script(SHOP, Op::Refresh, [Fault::Lose(Trouble::TimedOut)]);
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(
        world.shops.ops(),
        [Op::Look, Op::Refresh, Op::Refresh, Op::Look]
    );
    world.shops.at(SHOP, |desk| desk.end_access());
    let lost = || Fault::Lose(Trouble::Broken);
    world.shops.script(SHOP, Op::Refresh, [lost(), lost()]);
    assert!(matches!(world.sync(card), RefreshOutcome::Failed(_)));
    // While the shop still gives the same successor.
    let due = world.connection(id).due_at.unwrap();
    let now = kantis_wallet::ports::Clock::now(&*world.home.clock);
    assert!(due - now <= TimeDelta::seconds(30), "{}", due - now);
    world.home.clock.forward(TimeDelta::seconds(15));
    let minute = std::time::Duration::from_secs(60);
    world.engine.background_sync(minute).unwrap();
    assert_eq!(world.state(id), ConnectionState::Live);
}

#[test]
fn a_sign_in_that_is_over_is_said_and_wishes_wait_for_the_next() {
    let (world, id, card) = World::read();
    world.shops.at(SHOP, |desk| {
        desk.end_access();
        desk.over = true;
    });
    assert!(matches!(world.sync(card), RefreshOutcome::Failed(_)));
    assert_eq!(world.state(id), ConnectionState::SignInOver);
    assert_eq!(world.engine.ask_shop(id, hide(1)).unwrap(), Asked::Queued);
    let spend = Wish::Reserve {
        reward: "cup".to_owned(),
    };
    assert_eq!(world.engine.ask_shop(id, spend).unwrap(), Asked::Offline);
    assert_eq!(world.wallet.outbox().unwrap().len(), 1);
    world.shops.at(SHOP, |desk| desk.over = false);
    world.connect(SHOP);
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.at(SHOP, |desk| desk.done.clone()), [hide(1)]);
}

#[test]
fn tokens_stay_in_the_wallet() {
    let (world, id, card) = World::read();
    world.shops.at(SHOP, |desk| desk.end_access());
    world.sync(card);
    let other = Process::new(&world.home, &world.shops);
    let said = format!(
        "{:?} {:?} {:?} {:?}",
        other.connection(id),
        world.hints.lock().unwrap(),
        other.wallet.shop_records(card).unwrap(),
        other.wallet.outbox().unwrap(),
    );
    for secret in ["access-", "refresh-"] {
        assert!(!said.contains(secret));
        let bytes = world.home.all_bytes();
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} is on the disk in the clear");
    }
}
