//! Reserve, consume, release, and setting right.

use kantis_merchant::engine::points;
use kantis_protocol::{EntryKind, ProblemType};
use uuid::Uuid;

use crate::shop::{ONE_A_EURO, Shop};

#[test]
fn a_reservation_is_used_or_let_go_once() {
    let mut shop = Shop::with_points("", "", ONE_A_EURO);
    let member = shop.member();
    shop.buy(&member, 10_000);
    let (used, freed) = (Uuid::new_v4(), Uuid::new_v4());
    shop.write(|work| points::reserve(work, member.id, 30, used));
    shop.write(|work| points::reserve(work, member.id, 70, freed));
    let balance = shop.balance(&member);
    assert_eq!((balance.available, balance.locked), (0, 100));
    let refused = shop
        .try_write(|work| points::reserve(work, member.id, 1, Uuid::new_v4()))
        .unwrap_err();
    assert_eq!(refused.kind, ProblemType::InsufficientBalance);
    assert_eq!(refused.figures, [("needed", 1), ("available", 0)]);

    let receipt = Uuid::new_v4();
    for _ in 0..2 {
        shop.write(|work| points::consume(work, member.id, used, Some(receipt)));
        shop.write(|work| points::release(work, member.id, freed));
    }
    // What was let go is not consumed, and what was consumed is not let go.
    shop.write(|work| points::consume(work, member.id, freed, None));
    shop.write(|work| points::release(work, member.id, used));
    let balance = shop.balance(&member);
    assert_eq!(
        (balance.available, balance.locked, balance.lifetime),
        (70, 0, 100)
    );
    let kinds: Vec<_> = shop
        .ledger(&member)
        .iter()
        .map(|entry| (entry.kind, entry.amount))
        .collect();
    for wanted in [
        (EntryKind::Reserve, -30),
        (EntryKind::Reserve, -70),
        (EntryKind::Redeem, 0),
        (EntryKind::Release, 70),
        (EntryKind::Earn, 100),
    ] {
        assert_eq!(
            kinds.iter().filter(|kind| **kind == wanted).count(),
            1,
            "{kinds:?}"
        );
    }

    // The purchase came back: what was spent is there again, once.
    let again = |shop: &Shop| {
        shop.write(|work| points::refund_claim(work, member.id, used, Uuid::new_v4()))
    };
    assert_eq!((again(&shop), again(&shop)), (30, 0));
    assert_eq!(shop.balance(&member).available, 100);
    assert!(shop.checks(&member));
}

#[test]
fn another_members_claim_is_left_alone() {
    let mut shop = Shop::with_points("", "", ONE_A_EURO);
    let (one, other) = (shop.member(), shop.member());
    shop.buy(&one, 1000);
    let claim = Uuid::new_v4();
    shop.write(|work| points::reserve(work, one.id, 10, claim));
    shop.write(|work| points::release(work, other.id, claim));
    shop.write(|work| points::consume(work, other.id, claim, None));
    assert_eq!(shop.balance(&one).locked, 10);
    assert_eq!(shop.balance(&other).available, 0);
}

#[test]
fn spending_takes_what_runs_out_first() {
    let mut shop = Shop::with_points("", "expiry = { months = 2 }", ONE_A_EURO);
    let member = shop.member();
    shop.buy(&member, 1000);
    shop.set("2026-04-01T12:00:00");
    shop.buy(&member, 1000);
    let claim = Uuid::new_v4();
    shop.write(|work| points::reserve(work, member.id, 15, claim));
    let next = shop.balance(&member).next_expiry.unwrap();
    assert_eq!(
        (next.amount, next.on.to_string().as_str()),
        (5, "2026-06-01")
    );
    // What ran out during the hold runs out when it is let go; the rest is back.
    shop.set("2026-05-20T12:00:00");
    shop.tick();
    assert_eq!(shop.balance(&member).locked, 15);
    shop.write(|work| points::release(work, member.id, claim));
    let balance = shop.balance(&member);
    assert_eq!((balance.available, balance.locked), (10, 0));
    let amounts: Vec<_> = shop
        .ledger(&member)
        .iter()
        .map(|entry| (entry.kind, entry.amount))
        .collect();
    assert!(amounts.contains(&(EntryKind::Release, 15)), "{amounts:?}");
    assert!(amounts.contains(&(EntryKind::Expire, -10)), "{amounts:?}");
    assert!(shop.checks(&member));
}

#[test]
fn what_is_set_right_never_goes_below_zero() {
    let mut shop = Shop::with_points("", "debt = 1000", ONE_A_EURO);
    let member = shop.member();
    shop.write(|work| points::adjust(work, member.id, 50, "Sorry for the cold coffee: 50"));
    let refused = shop
        .try_write(|work| points::adjust(work, member.id, -51, "wrong"))
        .unwrap_err();
    assert_eq!(refused.kind, ProblemType::InsufficientBalance);
    shop.write(|work| points::adjust(work, member.id, -20, "adjust"));
    let balance = shop.balance(&member);
    assert_eq!((balance.available, balance.lifetime), (30, 0));
    let mut said: Vec<_> = shop
        .ledger(&member)
        .into_iter()
        .map(|entry| entry.reason)
        .collect();
    said.sort();
    assert_eq!(
        said,
        ["Set right by the shop", "Sorry for the cold coffee: 50"]
    );
    for nothing in [0, i64::MIN, i64::MAX] {
        let refused = shop
            .try_write(|work| points::adjust(work, member.id, nothing, "adjust"))
            .unwrap_err();
        assert_eq!(refused.kind, ProblemType::Invalid);
    }
    assert!(shop.checks(&member));
}
