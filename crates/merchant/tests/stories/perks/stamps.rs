//! Stamp cards.

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use serde_json::json;

use super::{cafe, pieces, ring_up, visit};

const CARD: &str = r#"
[[stamp_card]]
id = "coffee"
title = "Coffee card"
buy = 10
on = { categories = ["drinks"] }
expires_days = 60
reward = { title = "A coffee for free", worth = { gift = { products = ["coffee"] } }, days = 30 }
"#;

#[test]
fn the_eleventh_coffee_is_free_and_gives_no_stamp() {
    let shop = cafe(CARD);
    let aino = shop.join("aino@example.fi");
    let before = aino.wallet.get("/v1/changes").ok()["new_state"].clone();

    let sold = shop.buy(&aino, &json!([pieces("coffee", 10)]));
    let stamped = json!([{ "card": "coffee", "stamps": 10, "completed": 1 }]);
    assert_eq!(sold["receipt"]["effects"]["stamps"], stamped);

    // The wallet hears of the card and of the claim.
    let path = format!("/v1/changes?since={}", before.as_str().unwrap());
    let changes = aino.wallet.get(&path).ok();
    let kinds: Vec<_> = changes["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["kind"].as_str().unwrap().to_owned())
        .collect();
    assert!(kinds.contains(&"stamp_card".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"claim".to_owned()), "{kinds:?}");
    let claims = aino.wallet.get("/v1/claims").ok();
    assert_eq!(claims[0]["title"], "A coffee for free");
    assert_eq!(
        claims[0]["value"],
        json!({ "kind": "gift", "what": "Coffee" })
    );
    let code = claims[0]["code"].as_str().unwrap();

    // Two coffees and the claim: one is paid, and one stamps.
    let here = visit(&shop, &aino);
    let sold = ring_up(&shop, &here, &json!([pieces("coffee", 2)]), &[code], "free").ok();
    let receipt = &sold["receipt"];
    assert_eq!(receipt["total"]["minor"], 300);
    assert_eq!(receipt["effects"]["saved"], 300);
    assert_eq!(receipt["effects"]["claims"], json!([claims[0]["id"]]));
    assert_eq!(receipt["effects"]["stamps"][0]["stamps"], 1);
    assert_eq!(sold["stamp_cards"][0]["collected"], 1);
    assert_eq!(sold["stamp_cards"][0]["completed"], 1);

    // It is used up.
    let basket = json!({
        "basket": {
            "member": { "by": "visit", "value": here },
            "lines": [pieces("coffee", 1)],
            "claims": [code],
        },
        "payments": [{ "means": "card", "amount": { "minor": 0, "currency": "EUR" } }],
    });
    shop.till()
        .post_once("/pos/v1/purchases", "again", &basket)
        .problem(ProblemType::WrongState);

    // The purchase comes back whole: the claim may be used again, the stamp is gone.
    let back = json!({ "receipt": receipt["id"] });
    let returned = shop.till().post_once("/pos/v1/returns", "back", &back).ok();
    assert_eq!(returned["receipt"]["effects"]["stamps"][0]["stamps"], -1);
    let claims = aino.wallet.get("/v1/claims").ok();
    assert_eq!(claims[0]["state"], "reserved");
    let sold = ring_up(
        &shop,
        &here,
        &json!([pieces("coffee", 1)]),
        &[code],
        "free-again",
    )
    .ok();
    assert_eq!(sold["receipt"]["total"]["minor"], 0);
}

#[test]
fn coffees_that_come_back_open_the_full_card_again() {
    let shop = cafe(CARD);
    let aino = shop.join("aino@example.fi");
    shop.buy(&aino, &json!([pieces("coffee", 6)]));
    let sold = shop.buy(&aino, &json!([pieces("coffee", 5), pieces("bun", 1)]));
    assert_eq!(sold["stamp_cards"][0]["collected"], 1);
    let back = json!({
        "receipt": sold["receipt"]["id"],
        "lines": [{ "line": 1, "quantity": 3000 }],
    });
    let returned = shop.till().post_once("/pos/v1/returns", "back", &back).ok();
    assert_eq!(returned["receipt"]["effects"]["stamps"][0]["stamps"], -3);
    assert_eq!(returned["stamp_cards"][0]["collected"], 8);
    assert_eq!(returned["stamp_cards"][0]["completed"], 0);
    let claims = aino.wallet.get("/v1/claims").ok();
    assert_eq!(claims[0]["state"], "released");
}

#[test]
fn stamps_and_claims_wear_off_as_days_pass() {
    let shop = cafe(CARD);
    let aino = shop.join("aino@example.fi");
    shop.buy(&aino, &json!([pieces("coffee", 13)]));
    let card = || aino.wallet.get("/v1/stamp-cards").ok()[0].clone();
    assert_eq!(
        (card()["collected"].clone(), card()["expires"].clone()),
        (json!(3), json!("2026-05-09"))
    );
    shop.pass(TimeDelta::days(31));
    let claims = aino.wallet.get("/v1/claims").ok();
    assert_eq!(claims[0]["state"], "lapsed");
    let code = claims[0]["code"].clone();
    shop.till()
        .post_once("/pos/v1/claims/consume", "late", &json!({ "code": code }))
        .problem(ProblemType::Gone);
    assert_eq!(card()["collected"], 3);
    shop.pass(TimeDelta::days(30));
    assert_eq!(card()["collected"], 0);
    assert_eq!(card()["completed"], 1);
}
