//! A member rises, enjoys it, and falls.

use chrono::TimeDelta;
use kantis_protocol::{Tier, pos::Sale};
use serde_json::json;

use super::points::{account, buy, goods, wallet};
use crate::shop::{TestShop, Visitor};

const PROGRAMME: &str = r##"
[programme]
id = "grocer"
name = "Grocer"
issuer = "Grocer"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]

[seller]
name = "Grocer Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = "point"
other = "points"

[[points.earn]]
points = 1
every = "1.00"

[tiers]
by = "spend"
window = { months = 6 }
grace_days = 14

[[tiers.tier]]
id = "green"
name = "Green"
from = 0

[[tiers.tier]]
id = "blue"
name = { en = "Blue", fi = "Sininen" }
from = 10000
points_percent = 200
benefits = [{ en = "Coffee on Fridays", fi = "Perjantaikahvi" }]
"##;

fn tier(wallet: &Visitor) -> Tier {
    account(wallet).tier.unwrap()
}

#[test]
fn a_member_rises_earns_more_loses_a_rise_that_came_back_and_falls() {
    let shop = TestShop::open(PROGRAMME);
    let email = "aino@example.fi";
    let member = wallet(&shop, email);
    assert_eq!(tier(&member).id, "green");

    let food = |price| [goods("food", "food", 1000, price)];
    let first = buy(&shop, "1", email, &food(6000), 6000);
    assert_eq!(
        (first.receipt.effects.points, &first.receipt.effects.tier),
        (60, &None)
    );
    let next = tier(&member).to_next.unwrap();
    assert_eq!(
        (next.current, next.threshold, next.tier.as_str()),
        (6000, 10_000, "blue")
    );

    let second = buy(&shop, "2", email, &food(5000), 5000);
    assert!(second.receipt.effects.tier.is_some());
    let now = tier(&member);
    assert_eq!(
        (now.id.as_str(), now.name.as_str(), now.rank),
        ("blue", "Blue", 1)
    );
    assert_eq!(now.benefits, ["Coffee on Fridays"]);
    assert_eq!(
        buy(&shop, "3", email, &food(1000), 1000)
            .receipt
            .effects
            .points,
        20
    );

    // Without the second purchase it would never have been blue.
    let all = json!({ "receipt": second.receipt.id });
    let back: Sale = shop
        .till()
        .post_once("/pos/v1/returns", "back", &all)
        .read_as();
    assert_eq!(back.receipt.effects.points, -50);
    assert_eq!(tier(&member).id, "green");

    buy(&shop, "4", email, &food(4000), 4000);
    let now = tier(&member);
    assert_eq!(now.id, "blue");
    let until = now.until.unwrap();
    let keep = now.to_keep.unwrap();
    assert_eq!((keep.threshold, keep.by), (10_000, Some(until)));
    let left = (until - shop.now().date_naive()).num_days();
    shop.pass(TimeDelta::days(left));
    let member = wallet(&shop, email);
    assert_eq!(tier(&member).id, "blue", "the last day of grace");
    shop.pass(TimeDelta::days(1));
    let member = wallet(&shop, email);
    let now = tier(&member);
    assert_eq!((now.id.as_str(), now.until), ("green", None));
    assert_eq!(
        buy(&shop, "5", email, &food(1000), 1000)
            .receipt
            .effects
            .points,
        10
    );
}

#[test]
fn a_till_that_was_offline_gives_what_the_tier_of_then_gave() {
    let shop = TestShop::open(PROGRAMME);
    let email = "aino@example.fi";
    wallet(&shop, email);
    let offline = |key: &str| {
        let purchase = super::points::basket(email, &[goods("food", "food", 1000, 1000)], 1000);
        json!({ "key": key, "scanned": shop.now(), "purchase": purchase })
    };
    let green = offline("green");
    shop.clock.pass(TimeDelta::hours(1));
    let rose = buy(
        &shop,
        "1",
        email,
        &[goods("food", "food", 1000, 10_000)],
        10_000,
    );
    assert!(rose.receipt.effects.tier.is_some());
    shop.clock.pass(TimeDelta::hours(1));
    let blue = offline("blue");
    shop.clock.pass(TimeDelta::hours(1));
    let rows = shop
        .till()
        .post("/pos/v1/batches", &json!({ "rows": [blue, green] }))
        .ok();
    let points = |row: usize| {
        let receipt = rows["rows"][row]["receipt"].as_str().unwrap();
        let receipt = shop.till().get(&format!("/pos/v1/receipts/{receipt}")).ok();
        receipt["effects"]["points"].clone()
    };
    assert_eq!((points(0), points(1)), (json!(20), json!(10)));
}
