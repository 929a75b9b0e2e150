//! Orders of a web shop.

use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PLAIN, eur, join};
use crate::shop::TestShop;

fn order(number: &str, member: &Value) -> Value {
    json!({
        "order": number,
        "basket": { "member": member, "lines": [{ "sku": "cup", "quantity": 2000 }] },
        "payments": [{ "means": "invoice", "amount": eur(2510) }],
    })
}

#[test]
fn an_order_comes_once_and_is_in_the_members_history() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let web = shop.web_shop();
    let by = json!({ "by": "email", "value": "aino@example.fi" });
    let priced = web
        .post("/shop/v1/baskets", &order("1001", &by)["basket"])
        .ok();
    assert_eq!(priced["total"], eur(2510));
    let sale = web
        .post_once("/shop/v1/orders", "a", &order("1001", &by))
        .ok();
    assert_eq!(sale["receipt"]["place"], "Verkkokauppa");
    // The same order under another key, and a number that cannot be printed.
    let twice = web.post_once("/shop/v1/orders", "b", &order("1001", &by));
    assert_eq!(twice.problem(ProblemType::WrongState)["at"], "order");
    let empty = web.post_once("/shop/v1/orders", "c", &order("", &by));
    assert_eq!(empty.problem(ProblemType::Invalid)["at"], "order");
    // A customer who is no member.
    let guest = json!({ "by": "email", "value": "guest@example.fi" });
    web.post_once("/shop/v1/orders", "d", &order("1002", &guest))
        .problem(ProblemType::UnknownMember);
    web.post_once("/shop/v1/orders", "e", &order("1002", &Value::Null))
        .ok();

    let history = shop.read(|work| kantis_merchant::engine::sale::receipts(work, &aino, None, 10));
    assert_eq!(history.receipts.len(), 1);
    assert_eq!(json!(history.receipts[0].id), sale["receipt"]["id"]);
    // A till's key is no web shop's.
    shop.till()
        .post_once("/shop/v1/orders", "f", &order("1003", &by))
        .problem(ProblemType::Forbidden);
}

#[test]
fn an_order_is_sent_back_in_part_and_cancelled() {
    let shop = TestShop::open(PLAIN);
    let web = shop.web_shop();
    web.post_once("/shop/v1/orders", "a", &order("A/1 ä", &Value::Null))
        .ok();
    let path = "/shop/v1/orders/A%2F1%20%C3%A4";
    let part = json!({ "lines": [{ "line": 1, "quantity": 1000 }] });
    let back = web.post_once(&format!("{path}/returns"), "b", &part).ok();
    assert_eq!(back["receipt"]["total"], eur(-1255));
    let rest = web.key("c").poke(&format!("{path}/cancel"));
    assert_eq!(rest.ok()["receipt"]["total"], eur(-1255));
    assert_eq!(web.key("c").poke(&format!("{path}/cancel")).body, rest.body);
    web.key("d")
        .poke(&format!("{path}/cancel"))
        .problem(ProblemType::WrongState);
    web.key("e")
        .poke("/shop/v1/orders/none/cancel")
        .problem(ProblemType::NotFound);
}

#[test]
fn history_is_read_page_by_page_newest_first() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let by = json!({ "by": "email", "value": "aino@example.fi" });
    for number in 0..7 {
        let order = order(&number.to_string(), &by);
        shop.web_shop()
            .post_once("/shop/v1/orders", &number.to_string(), &order)
            .ok();
    }
    let mut numbers = Vec::new();
    let mut before = None;
    loop {
        let page = shop.read(|work| {
            kantis_merchant::engine::sale::receipts(work, &aino, before.as_deref(), 3)
        });
        assert!(page.receipts.len() <= 3);
        numbers.extend(page.receipts.into_iter().map(|receipt| receipt.number));
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    // All in one instant: then ids decide, and each comes once.
    numbers.sort();
    let want: Vec<String> = (1..=7).map(|number| format!("{number:06}")).collect();
    assert_eq!(numbers, want);
    let refused = shop
        .shop
        .read_now(|work| kantis_merchant::engine::sale::receipts(work, &aino, Some("x"), 3));
    assert!(refused.is_err());
}
