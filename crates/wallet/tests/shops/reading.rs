//! What a shop says comes into the wallet, once, whole and in any split.

use chrono::TimeDelta;
use kantis_wallet::ports::{MerchantTrouble as Trouble, SourceTrouble, Wish};
use kantis_wallet::sync::{RefreshOutcome, SyncHint};
use kantis_wallet::{ConnectionState, MemberCode};

use crate::desk::Fault;
use crate::fake::Op;
use crate::records::{account, entry, offer};
use crate::world::{SHOP, World};

#[test]
fn the_first_sync_reads_everything_and_links_the_device() {
    let (world, id, card) = World::connected();
    world.shops.at(SHOP, |desk| {
        desk.page = 2;
        (1..=5).for_each(|n| desk.put(entry(n, 10)));
        desk.put(offer(9, "Pulla", "available"));
    });
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    assert_eq!(
        world.shops.ops(),
        [Op::Changes, Op::Changes, Op::Changes, Op::Changes, Op::Link]
    );
    assert_eq!(world.wallet.ledger(card, 100).unwrap().len(), 5);
    assert_eq!(world.wallet.shop_offers().unwrap().len(), 1);
    assert_eq!(world.state(id), ConnectionState::Live);
    let read: Vec<u32> = world
        .hints
        .lock()
        .unwrap()
        .iter()
        .filter_map(|hint| match hint {
            SyncHint::Reading { records, .. } => Some(*records),
            _ => None,
        })
        .collect();
    assert_eq!(read, [2, 4, 6, 7]);
    let code = world.wallet.member_code(card).unwrap();
    assert!(
        matches!(code, Some(MemberCode::Rotating { .. })),
        "{code:?}"
    );
}

#[test]
fn what_is_unchanged_costs_one_request_and_what_changed_two() {
    let (world, _, card) = World::read();
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Look]);
    let before = world.snapshot(card);
    world.shops.at(SHOP, |desk| desk.put(account(25)));
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    assert_eq!(world.shops.ops(), [Op::Look, Op::Changes]);
    assert_ne!(world.snapshot(card), before);
    let after = world.snapshot(card);
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.snapshot(card), after);
}

#[test]
fn a_read_that_is_cut_goes_on_where_it_was() {
    let (world, id, card) = World::connected();
    world.shops.at(SHOP, |desk| {
        desk.page = 2;
        (1..=5).for_each(|n| desk.put(entry(n, 10)));
    });
    world.shops.script(
        SHOP,
        Op::Changes,
        [Fault::Go, Fault::Fail(Trouble::Unreadable)],
    );
    let failed = RefreshOutcome::Failed(SourceTrouble::Unexpected { status: 200 });
    assert_eq!(world.sync(card), failed);
    assert_eq!(world.state(id), ConnectionState::Waiting);
    world.shops.asked();
    let world = world.restart();
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    let asked = world.shops.asked();
    assert_eq!((asked[0].1, asked[0].2.as_str()), (Op::Changes, "1-2"));
    assert_eq!(world.wallet.ledger(card, 100).unwrap().len(), 5);
    assert_eq!(world.state(id), ConnectionState::Live);
}

#[test]
fn a_shop_that_does_not_know_the_state_is_read_anew_and_what_is_no_more_goes() {
    for trouble in [
        Trouble::CannotCalculate,
        Trouble::Unexpected { status: 410 },
    ] {
        let (world, _, card) = World::read();
        let stale = entry(1, 10);
        world.shops.at(SHOP, |desk| desk.put(stale.clone()));
        world.sync(card);
        assert_eq!(world.wallet.ledger(card, 100).unwrap().len(), 1);
        let mut content = world.wallet.card(card).unwrap().content;
        content.title = "Oma nimi".to_owned();
        world.wallet.update(card, content).unwrap();
        world.shops.at(SHOP, |desk| {
            desk.remove(&stale);
            desk.replace();
            desk.put(entry(2, 20));
        });
        world
            .shops
            .script(SHOP, Op::Changes, [Fault::Fail(trouble)]);
        world.shops.asked();
        assert_eq!(world.sync(card), RefreshOutcome::Updated);
        assert_eq!(world.shops.ops(), [Op::Look, Op::Changes, Op::Changes]);
        let ledger = world.wallet.ledger(card, 100).unwrap();
        assert_eq!(ledger.len(), 1);
        assert_eq!(ledger[0].amount, 20);
        assert_eq!(world.wallet.card(card).unwrap().content.title, "Oma nimi");
    }
}

#[test]
fn a_shop_that_never_comes_to_an_end_is_given_up() {
    let (world, id, card) = World::connected();
    world.shops.at(SHOP, |desk| {
        desk.page = 0;
        desk.put(entry(1, 10));
    });
    assert!(matches!(world.sync(card), RefreshOutcome::Failed(_)));
    assert_eq!(world.state(id), ConnectionState::Waiting);
}

#[test]
fn the_difference_of_the_clocks_is_learnt_from_every_answer() {
    let (world, _, card) = World::read();
    let offset = || {
        let records = world.wallet.shop_records(card).unwrap().unwrap();
        records.clock_offset
    };
    assert_eq!(offset(), Some(0));
    // It is the wallet's clock that is off by a day; it learns so with the next answer.
    world.shops.at(SHOP, |desk| desk.ahead = TimeDelta::days(1));
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(offset(), Some(86_400_000));
    world.shops.at(SHOP, |desk| {
        desk.ahead = TimeDelta::days(1) + TimeDelta::milliseconds(900);
    });
    world.sync(card);
    assert_eq!(
        offset(),
        Some(86_400_000),
        "that is within what a date says"
    );
    // Also where the answer is no good one.
    world.shops.at(SHOP, |desk| desk.ahead = TimeDelta::zero());
    world.shops.at(SHOP, |desk| desk.end_access());
    world.sync(card);
    assert_eq!(offset(), Some(0));
}

#[test]
fn a_clock_that_is_set_back_is_known_to_be_wrong_until_the_shop_has_spoken() {
    let (world, _, card) = World::read();
    let rotating = || {
        let code = world.wallet.member_code(card).unwrap();
        matches!(code, Some(MemberCode::Rotating { .. }))
    };
    assert!(rotating());
    world.home.clock.forward(-TimeDelta::days(2));
    assert!(!rotating());
    world
        .shops
        .script(SHOP, Op::Look, [Fault::Fail(Trouble::Unreachable)]);
    let minute = std::time::Duration::from_secs(60);
    // It is due at once, but the shop is away.
    world.engine.background_sync(minute).unwrap();
    assert_eq!(world.shops.ops(), [Op::Look]);
    assert!(!rotating(), "nobody has told the time since");
    world.shops.at(SHOP, |desk| desk.ahead = TimeDelta::days(2));
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert!(rotating());
}

#[test]
fn a_device_that_could_not_be_linked_is_linked_the_next_time() {
    let (world, _, card) = World::connected();
    world
        .shops
        .script(SHOP, Op::Link, [Fault::Fail(Trouble::Busy { status: 500 })]);
    assert_eq!(world.sync(card), RefreshOutcome::Updated);
    let code = world.wallet.member_code(card).unwrap();
    assert!(matches!(code, Some(MemberCode::Static { .. })), "{code:?}");
    world.sync(card);
    world.sync(card);
    assert_eq!(world.shops.at(SHOP, |desk| desk.linked), 1);
}

#[test]
fn troubles_have_their_states_and_the_sign_in_that_is_over_needs_a_person() {
    use ConnectionState as S;
    for (trouble, state) in [
        (Trouble::Unreachable, S::Waiting),
        (Trouble::Unreadable, S::Waiting),
        (Trouble::Busy { status: 503 }, S::Waiting),
        (Trouble::NoShop, S::Gone),
        (Trouble::WrongIssuer, S::Unsafe),
        (Trouble::SignInOver, S::SignInOver),
    ] {
        let (world, id, card) = World::read();
        world.shops.script(SHOP, Op::Look, [Fault::Fail(trouble)]);
        world.sync(card);
        assert_eq!(world.state(id), state);
        // What there was stays to be seen.
        assert!(world.snapshot(card).contains("Aino"));
        if state == S::SignInOver {
            assert_eq!(world.connection(id).due_at, None);
            let (again, same) = world.connect(SHOP);
            assert_eq!((again, same), (id, card));
            assert_eq!(world.state(id), S::New);
        }
        assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
        assert_eq!(world.state(id), S::Live);
    }
}

#[test]
fn a_card_that_was_refreshed_a_moment_ago_is_left_alone_unless_there_is_a_wish() {
    let (world, id, card) = World::read();
    assert_eq!(
        world.refresh(&[card]).cards[0].outcome,
        RefreshOutcome::TooSoon
    );
    assert_eq!(world.shops.ops(), []);
    let join = Wish::Join {
        challenge: "kesä".to_owned(),
    };
    world.wallet.wish(id, &join).unwrap();
    world.refresh(&[card]);
    assert_eq!(world.shops.ops()[0], Op::Wish);
}

#[test]
fn another_language_is_another_reading() {
    let (world, _, card) = World::read();
    let mut settings = world.wallet.settings().unwrap();
    settings.locale = "sv-FI".to_owned();
    world.wallet.set_settings(&settings).unwrap();
    assert_eq!(
        world.sync(card),
        RefreshOutcome::Unchanged,
        "the same words"
    );
    let asked = world.shops.asked();
    assert_eq!((asked[0].1, asked[0].2.as_str()), (Op::Changes, ""));
    assert_eq!(world.sync(card), RefreshOutcome::Unchanged);
    assert_eq!(world.shops.ops(), [Op::Look]);
}
