//! What returns take back.

use kantis_merchant::engine::points::{self, Boost, Extra, PointsEffect};
use kantis_merchant::records::SaleRecord;
use kantis_protocol::{EntryKind, EntryState};
use uuid::Uuid;

use crate::shop::{ONE_A_EURO, Shop, back, line, programme, with_points};

const THREE_FOR_TEN: &str = "
[[points.earn]]
points = 3
every = \"10.00\"

[[points.earn]]
name = \"Milk\"
points = 2
every = \"item\"
on = { products = [\"milk\"] }

[[points.earn]]
name = \"Big basket\"
points = 50
every = \"purchase\"
minimum_basket = \"20.00\"
";

/// Brings back so many thousandths of each line, and notes it on the purchase.
fn part(
    shop: &Shop,
    member: &kantis_merchant::records::MemberRecord,
    purchase: &mut SaleRecord,
    quantities: &[i64],
) -> PointsEffect {
    let back = back(purchase, quantities, shop.now);
    let effect = shop.write(|work| points::returned(work, member, purchase, &back));
    for (line, quantity) in purchase.lines.iter_mut().zip(quantities) {
        line.returned += quantity;
    }
    effect
}

#[test]
fn part_by_part_nothing_is_left_in_the_end() {
    for (round, window) in [("down", 0), ("nearest", 14), ("up", 0)] {
        let identity = format!("return_days = {window}");
        let keys = format!("round = \"{round}\"");
        let mut shop = Shop::with_points(&identity, &keys, THREE_FOR_TEN);
        let member = shop.member();
        let lines = vec![line(1, "milk", 7000, 133), line(2, "ham", 777, 1999)];
        let mut sale = shop.basket(&member, lines);
        let boost = Boost {
            lines: vec![vec![Extra {
                reason: "campaign:milk".to_owned(),
                percent: 50,
            }]],
            flat: vec![("campaign:first".to_owned(), 17)],
        };
        let gave = shop
            .write(|work| points::purchase(work, &member, &sale, &boost))
            .given;
        let mut left = gave;
        for quantities in [[1000, 0], [0, 333], [2000, 0], [0, 444], [4000, 0]] {
            let effect = part(&shop, &member, &mut sale, &quantities);
            assert!(effect.given <= 0);
            left += effect.given;
            assert!(left >= 0);
            assert!(shop.checks(&member));
        }
        assert_eq!(left, 0, "{round}");
        let balance = shop.balance(&member);
        assert_eq!(
            (balance.available, balance.pending, balance.lifetime),
            (0, 0, 0)
        );
        // Nothing is there to come back twice.
        let again = part(&shop, &member, &mut sale, &[0, 0]);
        assert_eq!(again, PointsEffect::default());
    }
}

#[test]
fn what_stays_is_what_the_rest_would_have_given() {
    let mut shop = Shop::with_points("", "", THREE_FOR_TEN);
    let member = shop.member();
    let mut sale = shop.basket(
        &member,
        vec![line(1, "milk", 4000, 150), line(2, "tv", 1000, 2000)],
    );
    let effect = shop.write(|work| points::purchase(work, &member, &sale, &Boost::default()));
    assert_eq!(effect.given, 7 + 8 + 50);
    // 24.50 is still a big basket; 22.50 too.
    assert_eq!(part(&shop, &member, &mut sale, &[1000, 0]).given, -2);
    assert_eq!(shop.balance(&member).available, 7 + 6 + 50);
    // 4.50 is not, whatever it was at the till.
    assert_eq!(part(&shop, &member, &mut sale, &[0, 1000]).given, -(6 + 50));
    assert_eq!(shop.balance(&member).available, 1 + 6);
}

#[test]
fn an_edited_programme_does_not_change_what_a_return_takes() {
    let mut shop = Shop::with_points("", "", ONE_A_EURO);
    let member = shop.member();
    let mut sale = shop.basket(&member, vec![line(1, "a", 2000, 500)]);
    shop.write(|work| points::purchase(work, &member, &sale, &Boost::default()));
    let rules = "[[points.earn]]\npoints = 9\nevery = \"1.00\"\n";
    shop.programme = programme("", "Europe/Helsinki", &with_points("", rules));
    assert_eq!(part(&shop, &member, &mut sale, &[1000, 0]).given, -5);
    assert_eq!(part(&shop, &member, &mut sale, &[1000, 0]).given, -5);
}

#[test]
fn pending_points_go_first_and_a_line_that_never_counted_is_cancelled() {
    let mut shop = Shop::with_points("return_days = 14", "", ONE_A_EURO);
    let member = shop.member();
    let (sale, _) = shop.buy(&member, 1000);
    let effect = shop.bring_back(&member, &sale);
    assert_eq!((effect.given, effect.pending), (-10, -10));
    let states: Vec<_> = shop
        .ledger(&member)
        .iter()
        .map(|entry| (entry.kind, entry.state, entry.amount))
        .collect();
    assert!(
        states.contains(&(EntryKind::Earn, EntryState::Cancelled, 10)),
        "{states:?}"
    );
    assert!(
        states.contains(&(EntryKind::Refund, EntryState::Posted, -10)),
        "{states:?}"
    );
    shop.set("2026-04-10T12:00:00");
    shop.tick();
    assert_eq!(shop.balance(&member).available, 0);
    assert!(shop.checks(&member));
}

/// Buys for 100, spends all points, and brings it all back.
fn spent_and_brought_back(
    debt: i64,
) -> (Shop, kantis_merchant::records::MemberRecord, PointsEffect) {
    let mut shop = Shop::with_points("", &format!("debt = {debt}"), ONE_A_EURO);
    let member = shop.member();
    let (sale, _) = shop.buy(&member, 10_000);
    let claim = Uuid::new_v4();
    shop.write(|work| points::reserve(work, member.id, 100, claim));
    shop.write(|work| points::consume(work, member.id, claim, None));
    let effect = shop.bring_back(&member, &sale);
    assert!(shop.checks(&member));
    (shop, member, effect)
}

#[test]
fn without_a_debt_what_was_spent_is_forgiven_and_noted() {
    let (shop, member, effect) = spent_and_brought_back(0);
    assert_eq!(effect.given, 0);
    let balance = shop.balance(&member);
    assert_eq!((balance.available, balance.lifetime), (0, 0));
    let entry = shop
        .ledger(&member)
        .into_iter()
        .find(|entry| entry.kind == EntryKind::Refund);
    let entry = entry.unwrap();
    assert_eq!(entry.amount, 0);
    assert!(entry.reason.contains("100"), "{}", entry.reason);
}

#[test]
fn a_debt_goes_as_far_as_the_programme_says_and_the_next_points_pay_it() {
    let (mut shop, member, effect) = spent_and_brought_back(60);
    assert_eq!(effect.given, -60);
    assert_eq!(shop.balance(&member).available, -60);
    shop.buy(&member, 4_000);
    assert_eq!(shop.balance(&member).available, -20);
    let refused = shop
        .try_write(|work| points::reserve(work, member.id, 1, Uuid::new_v4()))
        .unwrap_err();
    assert_eq!(refused.figures, [("needed", 1), ("available", 0)]);
    shop.set("2026-03-11T12:00:00");
    shop.buy(&member, 5_000);
    assert_eq!(shop.balance(&member).available, 30);
    shop.write(|work| points::reserve(work, member.id, 30, Uuid::new_v4()));
    assert!(shop.checks(&member));
}

#[test]
fn another_purchases_points_pay_for_what_was_spent() {
    let mut shop = Shop::with_points("return_days = 14", "debt = 0", ONE_A_EURO);
    let member = shop.member();
    let (sale, _) = shop.buy(&member, 10_000);
    shop.set("2026-04-01T12:00:00");
    let claim = Uuid::new_v4();
    shop.write(|work| points::reserve(work, member.id, 100, claim));
    shop.buy(&member, 3_000);
    let effect = shop.bring_back(&member, &sale);
    // 30 were pending from the other purchase; 70 are forgiven.
    assert_eq!((effect.given, effect.pending), (-30, -30));
    let balance = shop.balance(&member);
    assert_eq!(
        (balance.available, balance.pending, balance.locked),
        (0, 0, 100)
    );
    assert!(shop.checks(&member));
}
