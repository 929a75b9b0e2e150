//! Stamp cards, rewards, campaigns, challenges and draws, as tills and wallets see them.

mod play;
mod rewards;
mod stamps;

use serde_json::{Value, json};

use crate::shop::{Answer, Member, TestShop};

/// A café where coffee costs 3 € and a bun 2 €, with these rules.
fn cafe(rules: &str) -> TestShop {
    TestShop::open(&format!(
        r##"
[programme]
id = "aamu"
name = "Aamu"
issuer = "Kahvila Aamu"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#7a4b2a"
languages = ["en", "fi", "sv"]
return_days = 0

[seller]
name = "Kahvila Aamu Oy"
vat_id = "FI12345671"

[[product]]
sku = "coffee"
name = {{ en = "Coffee", fi = "Kahvi", sv = "Kaffe" }}
category = "drinks"
price = "3.00"
vat = 14

[[category]]
id = "drinks"
name = "Drinks"

[[product]]
sku = "bun"
name = {{ en = "Bun", fi = "Pulla", sv = "Bulle" }}
category = "bakery"
price = "2.00"
vat = 14

[[category]]
id = "bakery"
name = "Bakery"
{rules}"##
    ))
}

fn pieces(sku: &str, count: i64) -> Value {
    json!({ "sku": sku, "quantity": count * 1000 })
}

/// Shows a rotating code: the visit at the till.
fn visit(shop: &TestShop, member: &Member) -> Value {
    let code = shop.code(member);
    let visit = shop
        .till()
        .post(
            "/pos/v1/visits",
            &json!({ "member": { "by": "scan", "value": code } }),
        )
        .ok();
    assert_eq!(visit["may_spend"], true);
    visit["id"].clone()
}

/// Rings up lines and the codes of claims for who stands at the till, paid to the cent.
fn ring_up(shop: &TestShop, visit: &Value, lines: &Value, claims: &[&str], key: &str) -> Answer {
    let basket = json!({
        "member": { "by": "visit", "value": visit },
        "lines": lines,
        "claims": claims,
    });
    let total = shop.till().post("/pos/v1/baskets", &basket).ok()["total"].clone();
    let purchase = json!({
        "basket": basket,
        "payments": [{ "means": "card", "amount": total }],
    });
    shop.till().post_once("/pos/v1/purchases", key, &purchase)
}

/// Something in a list, by a field.
fn with<'a>(list: &'a Value, field: &str, value: &str) -> &'a Value {
    list.as_array()
        .unwrap()
        .iter()
        .find(|entry| entry[field] == value)
        .unwrap_or_else(|| panic!("no {field} {value} in {list}"))
}
