//! When points become available and when they run out.

use chrono::NaiveDate;
use kantis_merchant::engine::points;
use kantis_protocol::{EntryKind, EntryState};
use uuid::Uuid;

use crate::shop::{ONE_A_EURO, Shop, programme, with_points};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_last_day_of_points_by_each_rule() {
    let check = |return_days: u32, expiry: &str, bought: &str, wanted: &str| {
        let identity = format!("return_days = {return_days}");
        let mut shop = Shop::with_points(&identity, &format!("expiry = {expiry}"), ONE_A_EURO);
        let member = shop.member();
        shop.set(bought);
        shop.buy(&member, 1000);
        let entry = shop.ledger(&member).pop().unwrap();
        assert_eq!(entry.expires, Some(day(wanted)), "{expiry} {bought}");
    };
    check(0, "{ months = 12 }", "2026-03-10T12:00:00", "2027-03-10");
    // Late in the evening it is the next day in London already, not in Helsinki.
    check(0, "{ months = 12 }", "2026-03-10T23:59:59", "2027-03-10");
    check(0, "{ months = 12 }", "2026-03-10T00:00:00", "2027-03-10");
    check(0, "{ months = 1 }", "2026-01-31T12:00:00", "2026-02-28");
    // So long after they could first be spent: the day after the return window.
    check(14, "{ months = 12 }", "2026-03-10T12:00:00", "2027-03-25");
    check(
        0,
        "{ on = \"12-31\", years = 1 }",
        "2026-03-10T12:00:00",
        "2027-12-31",
    );
    check(
        0,
        "{ on = \"12-31\", years = 0 }",
        "2026-03-10T12:00:00",
        "2026-12-31",
    );
    check(
        0,
        "{ on = \"03-10\", years = 0 }",
        "2026-03-10T12:00:00",
        "2026-03-10",
    );
    // Points are never past their day when they become available.
    check(
        0,
        "{ on = \"03-09\", years = 0 }",
        "2026-03-10T12:00:00",
        "2027-03-09",
    );
    check(
        30,
        "{ on = \"12-31\", years = 0 }",
        "2026-12-20T12:00:00",
        "2027-12-31",
    );
}

#[test]
fn a_window_of_days_closes_at_midnight_of_the_shop() {
    // The last instant of the window and the first one after it, on the wall.
    let check = |zone: &str, bought: &str, before: &str, after: &str| {
        let rest = with_points("", ONE_A_EURO);
        let mut shop = Shop::open(programme("return_days = 2", zone, &rest));
        let member = shop.member();
        shop.set(bought);
        let (_, effect) = shop.buy(&member, 1000);
        assert_eq!((effect.given, effect.pending), (10, 10));
        shop.set(before);
        assert_eq!(shop.balance(&member).pending, 10, "{zone} {before}");
        shop.set(after);
        let balance = shop.balance(&member);
        assert_eq!(
            (balance.pending, balance.available),
            (0, 10),
            "{zone} {after}"
        );
        assert_eq!(balance.next_release, None);
    };
    check(
        "Europe/Helsinki",
        "2026-03-10T08:00:00",
        "2026-03-12T23:59:59",
        "2026-03-13T00:00:00",
    );
    // Clocks go forward on the 29th of March at three, and back on the 25th of October at four.
    check(
        "Europe/Helsinki",
        "2026-03-27T08:00:00",
        "2026-03-29T23:59:59",
        "2026-03-30T00:00:00",
    );
    check(
        "Europe/Helsinki",
        "2026-10-23T23:59:59",
        "2026-10-25T23:59:59",
        "2026-10-26T00:00:00",
    );
    // In Beirut clocks went forward at midnight: the 29th of March 2026 begins at one.
    check(
        "Asia/Beirut",
        "2026-03-26T12:00:00",
        "2026-03-28T23:59:59",
        "2026-03-29T01:00:00",
    );
    check(
        "Pacific/Auckland",
        "2026-03-10T00:00:00",
        "2026-03-12T23:59:59",
        "2026-03-13T00:00:00",
    );
}

#[test]
fn points_are_good_until_the_last_day_ends() {
    for ticks in [true, false] {
        let mut shop = Shop::with_points("", "expiry = { months = 1 }", ONE_A_EURO);
        let member = shop.member();
        shop.buy(&member, 1000);
        shop.set("2026-03-20T12:00:00");
        shop.buy(&member, 500);
        let next = shop.balance(&member).next_expiry.unwrap();
        assert_eq!((next.amount, next.on), (10, day("2026-04-10")));

        shop.set("2026-04-10T23:59:59");
        if ticks {
            shop.tick();
        }
        assert_eq!(shop.balance(&member).available, 15);
        shop.set("2026-04-11T00:00:00");
        if ticks {
            shop.tick();
        }
        // Whether or not a tick came by, nobody reads or spends what ran out.
        let balance = shop.balance(&member);
        assert_eq!(balance.available, 5);
        assert_eq!(balance.next_expiry.unwrap().on, day("2026-04-20"));
        let claim = Uuid::new_v4();
        let refused = shop
            .try_write(|work| points::reserve(work, member.id, 6, claim))
            .unwrap_err();
        assert_eq!(refused.figures, [("needed", 6), ("available", 5)]);
        shop.tick();
        let entries = shop.ledger(&member);
        let gone: Vec<_> = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Expire)
            .map(|entry| (entry.amount, entry.expires, entry.reason.as_str()))
            .collect();
        assert_eq!(gone, [(-10, Some(day("2026-04-10")), "Ran out")]);
        assert!(shop.checks(&member));
    }
}

#[test]
fn a_purchase_keeps_all_points_for_as_long_again() {
    let keys = "expiry = { months = 3, from_last_purchase = true }";
    let mut shop = Shop::with_points("", keys, ONE_A_EURO);
    let member = shop.member();
    shop.buy(&member, 1000);
    assert_eq!(
        shop.ledger(&member)[0].expires,
        None,
        "no line says a day that moves"
    );
    shop.set("2026-06-10T23:00:00");
    // Too little for a point, and yet a purchase.
    shop.buy(&member, 50);
    let next = shop.balance(&member).next_expiry.unwrap();
    assert_eq!((next.amount, next.on), (10, day("2026-09-10")));
    shop.set("2026-09-10T12:00:00");
    shop.tick();
    assert_eq!(shop.balance(&member).available, 10);
    shop.set("2026-09-11T00:00:00");
    shop.tick();
    assert_eq!(shop.balance(&member).available, 0);
    // New points are good for as long as the rule says, whatever was kept before.
    shop.write(|work| points::award(work, member.id, 3, "challenge:x"));
    assert_eq!(
        shop.balance(&member).next_expiry.unwrap().on,
        day("2026-12-11")
    );
    assert!(shop.checks(&member));
}

#[test]
fn a_pending_line_is_posted_once_it_counts() {
    let mut shop = Shop::with_points("return_days = 14", "", ONE_A_EURO);
    let member = shop.member();
    shop.buy(&member, 1000);
    let entry = shop.ledger(&member).pop().unwrap();
    assert_eq!(entry.state, EntryState::Pending);
    assert_eq!(entry.effective, Some(shop.wall("2026-03-25T00:00:00")));
    let release = shop.balance(&member).next_release.unwrap();
    assert_eq!((release.amount, release.on), (10, day("2026-03-25")));
    shop.set("2026-03-25T00:00:00");
    shop.tick();
    let after = shop.ledger(&member).pop().unwrap();
    assert_eq!(after.state, EntryState::Posted);
    assert_eq!((after.id, after.amount), (entry.id, entry.amount));
    assert_eq!(
        shop.write(|work| points::tick(work, 10)),
        0,
        "nothing is due twice"
    );
}
