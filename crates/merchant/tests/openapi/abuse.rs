//! Every route with what does not belong there: another's token and ids, wrong types, too much.

use kantis_protocol::ProblemType;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::document::operations;
use crate::open;
use crate::shop::{Answer, Member, TestShop, Visitor};

/// The operations of one kind of visitor.
fn routes(shop: &TestShop, prefix: &str) -> Vec<(String, String, Value)> {
    let document = shop.nobody().get("/openapi.json").ok();
    let routes: Vec<_> = operations(&document)
        .into_iter()
        .filter(|(_, path, operation)| {
            path.starts_with(prefix) && operation.get("security").is_some()
        })
        .collect();
    assert!(!routes.is_empty());
    routes
}

fn fill(path: &str, id: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').unwrap();
        filled.push_str(before);
        filled.push_str(id);
        rest = after;
    }
    filled + rest
}

fn ask(visitor: &Visitor, method: &str, path: &str, operation: &Value, body: &[u8]) -> Answer {
    let visitor = visitor.key(&Uuid::now_v7().to_string());
    match operation.get("requestBody") {
        Some(_) => visitor.ask(method, path, Some("application/json"), body.to_vec()),
        None => visitor.ask(method, path, None, Vec::new()),
    }
}

#[track_caller]
fn refused(answer: &Answer) {
    assert!(
        (400..500).contains(&answer.status),
        "{}: {} {}",
        answer.asked,
        answer.status,
        answer.text()
    );
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{}",
        answer.asked
    );
    let problem = answer.json();
    assert!(ProblemType::of(problem["type"].as_str().unwrap()).is_some());
    assert_eq!(problem["status"], answer.status);
}

/// Ids of what is Matti's: claims, receipts, offers, subscriptions.
fn belongings(shop: &TestShop, matti: &Member) -> Vec<String> {
    let sale = shop.buy(matti, &json!([{ "sku": "coffee", "quantity": 4000 }]));
    shop.pass(chrono::TimeDelta::days(20));
    let claim = matti
        .wallet
        .post_once("/v1/claims", "matti", &json!({ "reward": "mug" }))
        .ok();
    let mut ids = vec![
        sale["receipt"]["id"].as_str().unwrap().to_owned(),
        claim["id"].as_str().unwrap().to_owned(),
        matti.id.to_string(),
        matti.grant.to_string(),
    ];
    for entry in matti.wallet.get("/v1/ledger").ok()["entries"]
        .as_array()
        .unwrap()
    {
        ids.push(entry["id"].as_str().unwrap().to_owned());
    }
    ids
}

#[test]
fn another_members_token_reaches_nothing_of_mine() {
    let shop = open();
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let ids = belongings(&shop, &matti);
    let before = matti.wallet.get("/v1/claims").ok();
    for (method, path, operation) in routes(&shop, "/v1/") {
        if path.contains('{') {
            for id in &ids {
                refused(&ask(
                    &aino.wallet,
                    &method,
                    &fill(&path, id),
                    &operation,
                    b"{}",
                ));
            }
        } else if method == "GET" && path != "/v1/events" {
            let answer = aino.wallet.get(&path);
            answer.ok();
            for id in &ids {
                assert!(!answer.text().contains(id.as_str()), "{path}");
            }
            assert!(!answer.text().contains("matti"), "{path}");
        }
    }
    assert_eq!(matti.wallet.get("/v1/claims").ok(), before);
}

#[test]
fn every_route_wants_its_own_kind_of_key() {
    let shop = open();
    let aino = shop.join("aino@example.fi");
    let (over, grant) = shop.link(aino.id, true, true);
    shop.unlink(grant);
    for prefix in ["/v1/", "/pos/", "/shop/"] {
        for (method, path, operation) in routes(&shop, prefix) {
            let path = fill(&path, &Uuid::now_v7().to_string());
            let visitors = [
                (shop.nobody(), ProblemType::Unauthorized),
                (shop.with_token("nonsense"), ProblemType::Unauthorized),
                (shop.with_token(&over), ProblemType::Unauthorized),
                (
                    shop.nobody().header("authorization", "Basic eDp5"),
                    ProblemType::Unauthorized,
                ),
            ];
            for (visitor, kind) in visitors {
                ask(&visitor, &method, &path, &operation, b"{}").problem(kind);
            }
            for (visitor, own) in [
                (&aino.wallet, "/v1/"),
                (&shop.till(), "/pos/"),
                (&shop.web_shop(), "/shop/"),
            ] {
                if own != prefix {
                    ask(visitor, &method, &path, &operation, b"{}").problem(ProblemType::Forbidden);
                }
            }
        }
    }
}

#[test]
fn whatever_is_sent_is_refused_with_a_problem_and_never_breaks_the_shop() {
    let shop = open();
    let aino = shop.join("aino@example.fi");
    let huge = vec![b' '; 3 * 1024 * 1024];
    let deep = "[".repeat(50_000);
    let bodies: Vec<&[u8]> = vec![
        b"",
        b"{",
        b"null",
        b"[]",
        b"0",
        b"\"x\"",
        b"\xff\xfe",
        br#"{"a":1}"#,
        br#"{"basket":{"lines":[{"quantity":9223372036854775808}]},"payments":[]}"#,
        br#"{"basket":{"lines":[{"quantity":9223372036854775807,"name":"x","unit_price":{"minor":9223372036854775807,"currency":"EUR"},"vat_rate":4294967295}]},"payments":[]}"#,
        br#"{"member":{"by":"scan","value":"\u0000"}}"#,
        br#"{"reward":"\ud800"}"#,
        br#"{"rows":[{"key":"k","scanned":"9999-12-31T23:59:60Z","purchase":{"basket":{"lines":[]},"payments":[]}}]}"#,
        deep.as_bytes(),
    ];
    for (prefix, visitor) in [
        ("/v1/", aino.wallet.clone()),
        ("/pos/", shop.till()),
        ("/shop/", shop.web_shop()),
    ] {
        for (method, path, operation) in routes(&shop, prefix) {
            if path == "/v1/events" || (method == "DELETE" && path == "/v1/account") {
                continue;
            }
            let known = fill(&path, &Uuid::now_v7().to_string());
            if path.contains('{') {
                for id in ["x", "%00", "..", "%F0%9F%98%80", &"9".repeat(3000)] {
                    let answer = ask(&visitor, &method, &fill(&path, id), &operation, b"{}");
                    refused(&answer);
                }
            }
            if operation["requestBody"]["content"]
                .get("application/json")
                .is_none()
            {
                continue;
            }
            for body in &bodies {
                let answer = ask(&visitor, &method, &known, &operation, body);
                // A batch is taken; its rows are refused one by one.
                if path != "/pos/v1/batches" || answer.status != 200 {
                    refused(&answer);
                }
            }
            let with_key = visitor.key("huge");
            with_key
                .ask(&method, &known, Some("application/json"), huge.clone())
                .problem(ProblemType::TooLarge);
            with_key
                .ask(&method, &known, Some("text/plain"), b"{}".to_vec())
                .problem(ProblemType::UnsupportedMediaType);
            with_key
                .ask(&method, &known, None, b"{}".to_vec())
                .problem(ProblemType::UnsupportedMediaType);
        }
    }
    // It stands.
    aino.wallet.get("/v1/account").ok();
}

#[test]
fn what_is_not_offered_says_what_is() {
    let shop = open();
    let answer = shop.nobody().delete("/.well-known/loyalty");
    answer.problem(ProblemType::MethodNotAllowed);
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
}
