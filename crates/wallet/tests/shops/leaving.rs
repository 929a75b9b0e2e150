//! Shops that the shopper leaves.

use std::time::Duration;

use chrono::TimeDelta;
use kantis_wallet::WalletError;
use kantis_wallet::ports::MerchantTrouble as Trouble;

use crate::desk::Fault;
use crate::fake::Op;
use crate::world::{SHOP, World};

fn background(world: &World) {
    let minute = Duration::from_secs(60);
    world.engine.background_sync(minute).unwrap();
}

fn rows(world: &World) -> i64 {
    let sql = world.home.sql("wallet.db");
    sql.query_row("SELECT count(*) FROM connection", [], |row| row.get(0))
        .unwrap()
}

fn cached(world: &World) -> i64 {
    let sql = world.home.sql("cache.db");
    sql.query_row("SELECT count(*) FROM shop_record", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_shop_hears_that_it_was_left_as_soon_as_it_can_be_reached() {
    let (world, id, card) = World::read();
    world.wallet.disconnect(id, true).unwrap();
    assert_eq!((rows(&world), cached(&world)), (1, 0));
    let away = || Fault::Fail(Trouble::Unreachable);
    world.shops.script(SHOP, Op::Revoke, [away(), away()]);
    background(&world);
    background(&world);
    assert_eq!(world.shops.ops(), [Op::Revoke], "not without rest");
    world.home.clock.forward(TimeDelta::minutes(3));
    background(&world);
    world.home.clock.forward(TimeDelta::minutes(10));
    background(&world);
    assert_eq!(world.shops.ops(), [Op::Revoke, Op::Revoke]);
    assert!(world.shops.at(SHOP, |desk| desk.revoked));
    assert_eq!(rows(&world), 0);
    // The card stays as a plain one.
    let kept = world.wallet.card(card).unwrap();
    assert_eq!(kept.content.number.as_deref(), Some("123456789015"));
}

#[test]
fn a_shop_that_never_answers_is_forgotten_after_a_month_and_one_that_is_gone_at_once() {
    for (trouble, days, attempts) in [
        (Trouble::Unreachable, 31, 2),
        (Trouble::NoShop, 0, 1),
        (Trouble::WrongIssuer, 0, 1),
    ] {
        let (world, id, _) = World::read();
        world.wallet.disconnect(id, false).unwrap();
        let faults = (0..2).map(|_| Fault::Fail(trouble.clone()));
        world.shops.script(SHOP, Op::Revoke, faults);
        background(&world);
        if days > 0 {
            assert_eq!(rows(&world), 1);
            world.home.clock.forward(TimeDelta::days(days));
            background(&world);
        }
        assert_eq!(rows(&world), 0, "{trouble}");
        assert_eq!(world.shops.ops().len(), attempts);
    }
}

#[test]
fn a_deleted_card_keeps_its_shop_until_it_cannot_come_back() {
    let (world, id, card) = World::read();
    world.wallet.delete(&[card]).unwrap();
    world.home.clock.forward(TimeDelta::hours(2));
    background(&world);
    assert_eq!(world.shops.ops(), [], "nobody sees it");
    world.wallet.undo(None).unwrap();
    background(&world);
    assert_eq!(world.shops.ops(), [Op::Refresh, Op::Look]);
    assert!(world.wallet.connections().unwrap()[0].id == id);
}

#[test]
fn everything_that_the_shop_holds_can_be_deleted() {
    let (world, id, card) = World::read();
    world
        .shops
        .script(SHOP, Op::Leave, [Fault::Fail(Trouble::Unreachable)]);
    let answer = world.engine.leave_shop(id).unwrap();
    assert_eq!(answer.unwrap_err().kind, Trouble::Unreachable);
    assert!(world.wallet.card(card).is_ok(), "nothing happened");
    world.engine.leave_shop(id).unwrap().unwrap();
    assert_eq!((rows(&world), cached(&world)), (0, 0));
    assert!(matches!(
        world.wallet.card(card),
        Err(WalletError::NotFound)
    ));
    assert!(matches!(
        world.engine.leave_shop(id),
        Err(WalletError::NotFound)
    ));
}

#[test]
fn a_card_that_was_there_before_stays_when_the_membership_is_deleted() {
    let world = World::new();
    let mine = crate::support::add(&world.wallet, "Oma kortti");
    let new = kantis_wallet::NewConnection {
        card: Some(mine),
        ..world.signed_in(SHOP)
    };
    let (id, card) = world.wallet.connect(&new).unwrap();
    assert_eq!(card, mine);
    world.sync(card);
    world.engine.leave_shop(id).unwrap().unwrap();
    assert_eq!(world.wallet.card(card).unwrap().content.title, "Oma kortti");
}
