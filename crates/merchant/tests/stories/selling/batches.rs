//! Tills that were offline.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PLAIN, code, coffees, eur, join, link, scan};
use crate::shop::TestShop;

fn row(key: &str, scanned: DateTime<Utc>, purchase: Value) -> Value {
    json!({ "key": key, "scanned": scanned, "purchase": purchase })
}

fn send(shop: &TestShop, rows: &[Value]) -> Vec<Value> {
    let result = shop
        .till()
        .post("/pos/v1/batches", &json!({ "rows": rows }))
        .ok();
    result["rows"].as_array().unwrap().clone()
}

#[track_caller]
fn refused(outcome: &Value, kind: ProblemType) {
    assert_eq!(outcome["receipt"], Value::Null, "{outcome}");
    assert_eq!(outcome["problem"]["type"], kind.urn(), "{outcome}");
}

#[test]
fn rows_come_in_any_order_are_judged_at_their_scan_and_count_once() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let first = (shop.now(), code(&shop, &device));
    shop.clock.pass(TimeDelta::minutes(10));
    let second = (shop.now(), code(&shop, &device));
    shop.clock.pass(TimeDelta::hours(71));
    // Online again: a code of now was used already.
    shop.till()
        .post(
            "/pos/v1/visits",
            &json!({ "member": scan(&code(&shop, &device)) }),
        )
        .ok();

    let rows = [
        row("two", second.0, coffees(2, &scan(&second.1))),
        row("one", first.0, coffees(1, &scan(&first.1))),
        // The same code under another key.
        row("three", first.0, coffees(1, &scan(&first.1))),
        // A code that is not of the time that the row says.
        row(
            "four",
            first.0 + TimeDelta::minutes(5),
            coffees(1, &scan(&second.1)),
        ),
        row("five", first.0, coffees(1, &Value::Null)),
    ];
    let outcomes = send(&shop, &rows);
    assert!(outcomes[0]["receipt"].is_string(), "{outcomes:?}");
    assert!(outcomes[1]["receipt"].is_string());
    refused(&outcomes[2], ProblemType::CodeExpired);
    refused(&outcomes[3], ProblemType::CodeExpired);
    assert!(outcomes[4]["receipt"].is_string());
    // Sent again, as after a lost answer: the same receipts.
    assert_eq!(send(&shop, &rows), outcomes);

    let sales = shop.read(|work| Ok(work.tx.purchases_since(aino.id, DateTime::UNIX_EPOCH)?));
    let at: Vec<_> = sales.iter().map(|sale| (sale.at, sale.total)).collect();
    assert_eq!(at, [(first.0, 320), (second.0, 640)]);
    assert!(sales.iter().all(|sale| sale.recorded == shop.now()));
}

#[test]
fn a_row_comes_within_72_hours_and_not_from_the_future() {
    let shop = TestShop::open(PLAIN);
    let now = shop.now();
    let check = |minutes: i64, want: Option<ProblemType>| {
        let scanned = now + TimeDelta::minutes(minutes);
        let outcome = &send(
            &shop,
            &[row(&minutes.to_string(), scanned, coffees(1, &Value::Null))],
        )[0];
        match want {
            Some(kind) => refused(outcome, kind),
            None => assert!(outcome["receipt"].is_string(), "{outcome}"),
        }
    };
    check(-72 * 60, None);
    check(-72 * 60 - 1, Some(ProblemType::CodeExpired));
    check(2, None);
    check(3, Some(ProblemType::Invalid));
}

#[test]
fn a_code_counts_once_online_and_offline_together() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let shown = code(&shop, &device);
    let offline = [row("a", shop.now(), coffees(1, &scan(&shown)))];
    assert!(send(&shop, &offline)[0]["receipt"].is_string());
    shop.till()
        .post_once("/pos/v1/purchases", "b", &coffees(1, &scan(&shown)))
        .problem(ProblemType::CodeExpired);

    shop.clock.pass(TimeDelta::minutes(1));
    let shown = code(&shop, &device);
    shop.till()
        .post_once("/pos/v1/purchases", "c", &coffees(1, &scan(&shown)))
        .ok();
    let offline = [row("d", shop.now(), coffees(1, &scan(&shown)))];
    refused(&send(&shop, &offline)[0], ProblemType::CodeExpired);
}

#[test]
fn a_device_that_was_linked_at_the_scan_is_good_though_it_was_unlinked_since() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let grant = shop.read(|work| Ok(work.tx.devices_of(aino.id)?[0].grant));
    // Each of them alone would shut out a till that counts it as a guess.
    let rows: Vec<_> = (0..25)
        .map(|index| {
            shop.clock.pass(TimeDelta::minutes(1));
            let shown = code(&shop, &device);
            row(&index.to_string(), shop.now(), coffees(1, &scan(&shown)))
        })
        .collect();
    shop.clock.pass(TimeDelta::minutes(1));
    shop.unlink(grant);
    shop.clock.pass(TimeDelta::minutes(1));
    let after = row(
        "after",
        shop.now(),
        coffees(1, &scan(&code(&shop, &device))),
    );
    shop.pass(TimeDelta::hours(71));

    // Codes that it shows after that are no guesses either, and nobody's.
    let late: Vec<_> = (0..25)
        .map(|index| {
            let mut late = after.clone();
            late["key"] = json!(format!("late-{index}"));
            late
        })
        .collect();
    for outcome in send(&shop, &late) {
        refused(&outcome, ProblemType::UnknownMember);
    }
    let outcomes = send(&shop, &rows);
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome["receipt"].is_string()),
        "{outcomes:?}"
    );
    assert_eq!(shop.read(|work| Ok(work.tx.purchase_count(aino.id)?.0)), 25);
    // Each counts once, and none is good online.
    let mut twice = rows[0].clone();
    twice["key"] = json!("twice");
    refused(&send(&shop, &[twice])[0], ProblemType::CodeExpired);
    shop.till()
        .post_once(
            "/pos/v1/purchases",
            "online",
            &coffees(1, &scan(&code(&shop, &device))),
        )
        .problem(ProblemType::UnknownMember);
    // Its secret is kept no longer than a batch may come.
    shop.pass(TimeDelta::hours(3));
    assert_eq!(
        shop.read(|work| Ok(work.tx.ended_device(&device.alias)?)),
        None
    );
}

#[test]
fn a_purchase_that_got_no_answer_may_come_again_in_a_batch() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let purchase = coffees(1, &scan(&code(&shop, &link(&shop, &aino))));
    let sale = shop
        .till()
        .post_once("/pos/v1/purchases", "k", &purchase)
        .ok();
    let outcome = &send(&shop, &[row("k", shop.now(), purchase)])[0];
    assert_eq!(outcome["receipt"], sale["receipt"]["id"]);
    assert_eq!(shop.read(|work| Ok(work.tx.purchase_count(aino.id)?.0)), 1);
}

#[test]
fn a_batch_can_only_earn_and_one_bad_row_harms_no_other() {
    let shop = TestShop::open(PLAIN);
    let visit = json!({ "by": "visit", "value": "018f0000-0000-7000-8000-000000000000" });
    let mut with_code = coffees(1, &Value::Null);
    with_code["basket"]["codes"] = json!(["SPRING"]);
    let mut unpaid = coffees(1, &Value::Null);
    unpaid["payments"] = json!([{ "means": "cash", "amount": eur(1) }]);
    let outcomes = send(
        &shop,
        &[
            row("a", shop.now(), with_code),
            row("b", shop.now(), unpaid),
            row("c", shop.now(), coffees(1, &visit)),
            row("", shop.now(), coffees(1, &Value::Null)),
            row("e", shop.now(), coffees(1, &Value::Null)),
        ],
    );
    let places: Vec<_> = outcomes
        .iter()
        .map(|row| row["problem"]["at"].clone())
        .collect();
    assert_eq!(
        places,
        [
            json!("purchase/basket/codes"),
            json!("purchase/payments"),
            json!("member"),
            json!("key"),
            Value::Null
        ]
    );
    assert!(outcomes[4]["receipt"].is_string());
    shop.till()
        .post("/pos/v1/batches", &json!({ "rows": [] }))
        .problem(ProblemType::Invalid);
}
