//! What purchases give.

use kantis_merchant::engine::points::{self, Boost, Extra, PointsEffect};
use kantis_merchant::records::SaleLine;

use crate::shop::{ONE_A_EURO, Shop, line, programme, with_points};

/// What a basket gives by some rules, in all.
fn given(keys: &str, rules: &str, lines: Vec<SaleLine>, boost: &Boost) -> i64 {
    let mut shop = Shop::with_points("", keys, rules);
    let member = shop.member();
    let sale = shop.basket(&member, lines);
    let preview = shop.read(|work| points::preview(work, &member, &sale, boost));
    let effect = shop.write(|work| points::purchase(work, &member, &sale, boost));
    assert_eq!(preview, effect, "a preview says what the purchase gives");
    assert_eq!(shop.balance(&member).available, effect.given);
    assert!(shop.checks(&member));
    effect.given
}

fn euros(cents: i64) -> Vec<SaleLine> {
    vec![line(1, "thing", 1000, cents)]
}

#[test]
fn parts_of_a_point_are_rounded_once_for_each_rule() {
    let two = format!("{ONE_A_EURO}{ONE_A_EURO}");
    let check = |round: &str, rules: &str, lines: Vec<SaleLine>, wanted: i64| {
        let keys = format!("round = \"{round}\"");
        assert_eq!(
            given(&keys, rules, lines.clone(), &Boost::default()),
            wanted,
            "{round} {lines:?}"
        );
    };
    check("down", ONE_A_EURO, euros(199), 1);
    check("nearest", ONE_A_EURO, euros(149), 1);
    check("nearest", ONE_A_EURO, euros(150), 2);
    check("up", ONE_A_EURO, euros(101), 2);
    check("up", ONE_A_EURO, euros(100), 1);
    // Lines are added up before anything is rounded.
    let halves = || vec![line(1, "a", 1000, 50), line(2, "b", 1000, 50)];
    check("down", ONE_A_EURO, halves(), 1);
    // Each rule rounds for itself.
    check("up", &two, euros(101), 4);
    check("down", &two, euros(199), 2);
    // A basket that gives nothing gives nothing.
    check("down", ONE_A_EURO, euros(99), 0);
}

#[test]
fn rules_are_about_products_categories_and_baskets() {
    let check = |rule: &str, lines: Vec<SaleLine>, wanted: i64| {
        let rules = format!("[[points.earn]]\n{rule}");
        assert_eq!(
            given("", &rules, lines, &Boost::default()),
            wanted,
            "{rule}"
        );
    };
    let basket = || {
        vec![
            line(1, "milk", 3000, 150),
            line(2, "ham", 450, 2000),
            line(3, "deposit", 6000, 40),
        ]
    };
    check(
        "points = 5\nevery = \"item\"\non = { products = [\"milk\"] }",
        basket(),
        15,
    );
    // Parts of a piece count as none.
    check(
        "points = 5\nevery = \"item\"\non = { products = [\"ham\"] }",
        basket(),
        0,
    );
    check(
        "points = 2\nevery = \"1.00\"\non = { categories = [\"food\"] }",
        basket(),
        27,
    );
    check(
        "points = 1\nevery = \"1.00\"\non = { except = [\"deposit\"] }",
        basket(),
        13,
    );
    check("points = 7\nevery = \"purchase\"", basket(), 7);
    check(
        "points = 7\nevery = \"purchase\"\non = { products = [\"tea\"] }",
        basket(),
        0,
    );
    check(
        "points = 7\nevery = \"purchase\"\nminimum_basket = \"15.90\"",
        basket(),
        7,
    );
    check(
        "points = 7\nevery = \"purchase\"\nminimum_basket = \"15.91\"",
        basket(),
        0,
    );
}

#[test]
fn what_is_put_on_top_is_of_the_lines_it_is_about() {
    let extra = |reason: &str, percent| {
        vec![Extra {
            reason: reason.to_owned(),
            percent,
        }]
    };
    let lines = || vec![line(1, "a", 1000, 550), line(2, "b", 1000, 749)];
    let boost = |lines: Vec<Vec<Extra>>, flat: Vec<(String, i64)>| Boost { lines, flat };
    let check = |boost: Boost, wanted: i64| {
        assert_eq!(given("", ONE_A_EURO, lines(), &boost), wanted, "{boost:?}");
    };
    check(Boost::default(), 12);
    check(
        boost(
            vec![extra("campaign:x", 100), extra("campaign:x", 100)],
            vec![],
        ),
        24,
    );
    check(boost(vec![extra("campaign:x", 100)], vec![]), 12 + 5);
    check(
        boost(vec![extra("campaign:x", 50), extra("offer:y", 200)], vec![]),
        12 + 2 + 14,
    );
    check(boost(vec![], vec![("campaign:x".to_owned(), 40)]), 52);
    // What is given once a purchase belongs to the lines by what was paid for them.
    let once = "[[points.earn]]\npoints = 100\nevery = \"purchase\"\n";
    let half = boost(vec![extra("campaign:x", 100)], vec![]);
    let sum = given(
        "",
        once,
        vec![line(1, "a", 1000, 300), line(2, "b", 1000, 700)],
        &half,
    );
    assert_eq!(sum, 130);
}

#[test]
fn each_reason_is_a_line_of_the_ledger_in_the_members_words() {
    let rest = format!(
        "{}
[[points.earn]]
name = {{ en = \"Organic\", fi = \"Luomu\" }}
points = 2
every = \"item\"

[tiers]
by = \"spend\"
window = {{ months = 12 }}
[[tiers.tier]]
id = \"basic\"
name = \"Basic\"
from = 0
[[tiers.tier]]
id = \"gold\"
name = {{ en = \"Gold\", fi = \"Kulta\" }}
from = 100
points_percent = 150
",
        with_points("", ONE_A_EURO)
    );
    let mut shop = Shop::open(programme("", "Europe/Helsinki", &rest));
    let mut member = shop.member();
    // The first purchase gives what the tier before it gives; it rises afterwards.
    assert_eq!(shop.buy(&member, 1000).1.given, 10 + 2);
    assert_eq!(shop.buy(&member, 1000).1.given, 10 + 2 + 5 + 1);
    member.language = "fi-FI".to_owned();
    let said: Vec<(String, i64)> = shop
        .ledger(&member)
        .into_iter()
        .map(|entry| (entry.reason, entry.amount))
        .collect();
    for wanted in [("Ostos", 10), ("Luomu", 2), ("Lisä: Kulta", 6)] {
        assert!(said.contains(&(wanted.0.to_owned(), wanted.1)), "{said:?}");
    }
}

#[test]
fn more_than_can_be_counted_is_refused_and_nothing_happens() {
    let rules = "[[points.earn]]\npoints = 1000000\nevery = \"0.01\"\n";
    let mut shop = Shop::with_points("", "", rules);
    let member = shop.member();
    let sale = shop.basket(&member, euros(9_000_000_000));
    let refused = shop
        .try_write(|work| points::purchase(work, &member, &sale, &Boost::default()))
        .unwrap_err();
    assert_eq!(refused.kind, kantis_protocol::ProblemType::Invalid);
    assert_eq!(shop.ledger(&member), []);
    let none = shop.write(|work| {
        points::purchase(
            work,
            &member,
            &shop.basket(&member, euros(0)),
            &Boost::default(),
        )
    });
    assert_eq!(none, PointsEffect::default());
}
