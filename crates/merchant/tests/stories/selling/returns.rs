//! Goods that come back.

use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PLAIN, eur, join};
use crate::shop::TestShop;

/// Three coffees and a quarter of a kilo of cheese, 9.60 + 5.00, half by gift card.
fn sell(shop: &TestShop, member: &Value) -> Value {
    let purchase = json!({
        "basket": { "member": member, "lines": [
            { "sku": "coffee", "quantity": 3000 },
            { "name": "Juusto", "quantity": 250, "unit_price": eur(1999), "vat_rate": 1400 },
        ]},
        "payments": [
            { "means": "gift_card", "amount": eur(700) },
            { "means": "card", "amount": eur(760), "masked": "1234" },
        ],
    });
    let sale = shop
        .till()
        .post_once("/pos/v1/purchases", "sold", &purchase)
        .ok();
    sale["receipt"].clone()
}

#[test]
fn a_receipt_keeps_who_sold_when_the_seller_is_another() {
    let shop = TestShop::open(PLAIN);
    let bought = sell(&shop, &Value::Null);
    let path = format!("/pos/v1/receipts/{}", bought["id"].as_str().unwrap());
    let text = shop.till().get(&format!("{path}/text")).text();
    assert!(
        text.contains("Kulmatie 1") && text.contains("FI12345671"),
        "{text}"
    );

    let sold_on = PLAIN
        .replace("Kulman kauppa Oy", "Uusi Omistaja Oy")
        .replace("FI12345671", "FI01120389")
        .replace("address = \"Kulmatie 1, 00100 Helsinki\"\n", "")
        .replace("currency = \"EUR\"", "currency = \"SEK\"");
    let shop = shop.reopen(Some(&sold_on));
    let till = shop.till();
    assert_eq!(till.get(&path).ok(), bought);
    assert_eq!(till.get(&format!("{path}/text")).text(), text);
    // What is rung up now is of the new one, and so is the return, in the money that was paid.
    let part = json!({ "receipt": bought["id"], "lines": [{ "line": 1, "quantity": 1000 }] });
    let back = till.post_once("/pos/v1/returns", "a", &part).ok()["receipt"].clone();
    assert_eq!(
        back["seller"],
        json!({ "name": "Uusi Omistaja Oy", "vat_id": "FI01120389", "address": null })
    );
    assert_eq!(back["total"], eur(-320));
    let coffee = json!({
        "basket": { "lines": [{ "sku": "coffee", "quantity": 1000 }] },
        "payments": [{ "means": "cash", "amount": { "minor": 320, "currency": "SEK" } }],
    });
    let sale = till.post_once("/pos/v1/purchases", "new", &coffee).ok();
    assert_eq!(sale["receipt"]["seller"], back["seller"]);
    assert_eq!(sale["receipt"]["total"]["currency"], "SEK");
}

#[test]
fn a_part_and_then_the_rest_come_back_to_the_cent() {
    let shop = TestShop::open(PLAIN);
    let till = shop.till();
    let bought = sell(&shop, &Value::Null);
    let part = json!({ "receipt": bought["id"], "lines": [
        { "line": 1, "quantity": 2000 }, { "line": 2, "quantity": 100 },
    ]});
    let back = till.post_once("/pos/v1/returns", "a", &part).ok()["receipt"].clone();
    assert_eq!(back["number"], "000002");
    assert_eq!(back["returns"], bought["id"]);
    assert_eq!(back["total"], eur(-840));
    assert_eq!(back["lines"][0]["quantity"], -2000);
    // 25.6 cents of VAT each way: what comes back mirrors what was bought.
    assert_eq!(
        back["vat"],
        json!([{ "rate": 1400, "net": eur(-737), "vat": eur(-103) }])
    );
    assert_eq!(
        back["payments"],
        json!([
            { "means": "gift_card", "amount": eur(-700), "masked": null },
            { "means": "card", "amount": eur(-140), "masked": "1234" },
        ])
    );
    // The same key gives the same answer; nothing more came back.
    let again = till.post_once("/pos/v1/returns", "a", &part).ok();
    assert_eq!(again["receipt"], back);

    let too_much = json!({ "receipt": bought["id"], "lines": [{ "line": 1, "quantity": 1001 }] });
    let refused = till.post_once("/pos/v1/returns", "b", &too_much);
    let problem = refused.problem(ProblemType::Invalid);
    assert_eq!(
        (&problem["at"], &problem["figures"]["left"]),
        (&json!("lines/0/quantity"), &json!(1000))
    );

    let rest = till
        .post_once("/pos/v1/returns", "c", &json!({ "receipt": bought["id"] }))
        .ok()["receipt"]
        .clone();
    assert_eq!(rest["total"], eur(-620));
    assert_eq!(
        rest["payments"],
        json!([{ "means": "card", "amount": eur(-620), "masked": "1234" }])
    );
    till.post_once("/pos/v1/returns", "d", &json!({ "receipt": bought["id"] }))
        .problem(ProblemType::WrongState);
    // A return is not returned, and what was never sold is not found.
    till.post_once("/pos/v1/returns", "e", &json!({ "receipt": rest["id"] }))
        .problem(ProblemType::WrongState);
    let nothing = json!({ "receipt": "018f0000-0000-7000-8000-000000000000" });
    till.post_once("/pos/v1/returns", "f", &nothing)
        .problem(ProblemType::NotFound);

    let id = rest["id"].as_str().unwrap();
    let text = till
        .get(&format!("/pos/v1/receipts/{id}/text?language=sv"))
        .text();
    assert!(text.contains("Retur 000003"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 42),
        "{text}"
    );
}

#[test]
fn never_more_comes_back_than_was_bought_whoever_asks_at_the_same_time() {
    let shop = TestShop::open(PLAIN);
    let bought = sell(&shop, &Value::Null);
    let one = json!({ "receipt": bought["id"], "lines": [{ "line": 1, "quantity": 1000 }] });
    let taken = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..10)
            .map(|number| {
                let (shop, one) = (&shop, &one);
                scope.spawn(move || {
                    let key = format!("back-{number}");
                    shop.till().post_once("/pos/v1/returns", &key, one).status
                })
            })
            .collect();
        sent.into_iter()
            .map(|sent| sent.join().unwrap())
            .filter(|status| *status == 201)
            .count()
    });
    assert_eq!(taken, 3);
}

#[test]
fn a_member_who_left_may_still_bring_goods_back() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let by = json!({ "by": "number", "value": aino.number.as_str() });
    let bought = sell(&shop, &by);
    shop.write(|work| Ok(work.tx.delete_member(aino.id)?));
    let back = shop
        .till()
        .post_once("/pos/v1/returns", "a", &json!({ "receipt": bought["id"] }))
        .ok();
    assert_eq!(back["receipt"]["total"], eur(-1460));
    assert_eq!(back["balances"], json!([]));
}
