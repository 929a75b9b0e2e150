//! What a wallet reads, in which language, and what it need not read again.

use kantis_protocol::{Discovery, ProblemType};
use serde_json::json;

use super::{PROGRAMME, coffee};
use crate::shop::TestShop;

const LISTS: &[&str] = &[
    "/v1/account",
    "/v1/ledger",
    "/v1/rewards",
    "/v1/claims",
    "/v1/offers",
    "/v1/stamp-cards",
    "/v1/challenges",
    "/v1/receipts",
    "/v1/consents",
];

#[test]
fn what_did_not_change_is_not_sent_again() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    for path in LISTS {
        let first = aino.wallet.get(path);
        first.ok();
        let tag = first.header("etag").unwrap().to_owned();
        let again = aino.wallet.header("if-none-match", &tag).get(path);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(tag.as_str()));

        shop.buy(&aino, &coffee());
        let changed = aino.wallet.header("if-none-match", &tag).get(path);
        assert_eq!(changed.status, 200, "{path}");
        assert_ne!(changed.header("etag"), Some(tag.as_str()), "{path}");
    }
}

#[test]
fn the_accounts_tag_is_its_state() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let answer = aino.wallet.get("/v1/account");
    let state = answer.ok()["state"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("etag"), Some(format!("\"{state}\"").as_str()));
    let page = aino.wallet.get("/v1/changes").ok();
    assert_eq!(page["new_state"], state);
}

#[test]
fn words_come_in_the_language_that_is_asked_for() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let title = |language: Option<&str>| {
        let wallet = language.map_or(aino.wallet.clone(), |language| {
            aino.wallet.header("accept-language", language)
        });
        wallet.get("/v1/rewards").ok()[0]["title"].clone()
    };
    assert_eq!(title(None), "A mug");
    assert_eq!(title(Some("fi-FI, en;q=0.5")), "Muki");
    assert_eq!(title(Some("de")), "A mug");

    aino.wallet
        .put("/v1/profile", &json!({ "language": "fi" }))
        .ok();
    assert_eq!(title(None), "Muki");
    assert_eq!(title(Some("en")), "A mug");
}

#[test]
fn a_tag_of_one_language_is_none_of_another() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let tag = aino
        .wallet
        .get("/v1/account")
        .header("etag")
        .unwrap()
        .to_owned();
    let finnish = aino
        .wallet
        .header("accept-language", "fi")
        .header("if-none-match", &tag)
        .get("/v1/account");
    assert_eq!(finnish.status, 200);
}

#[test]
fn anybody_finds_the_shop_and_its_programme() {
    let shop = TestShop::open(PROGRAMME);
    let discovery: Discovery = shop.nobody().get("/.well-known/loyalty").read_as();
    assert_eq!(discovery.issuer, shop.url);
    assert_eq!(discovery.versions, [1]);
    assert!(discovery.vapid.is_some());
    assert_eq!(discovery.invite_keys.len(), 1);
    let endpoints = serde_json::to_value(&discovery.endpoints).unwrap();
    for (name, address) in endpoints.as_object().unwrap() {
        let address = address.as_str().unwrap();
        assert!(address.starts_with(&shop.url), "{name}");
        if name != "about" && name != "events" {
            // Where it says, something is.
            let status = shop.nobody().get(address).status;
            assert!(status == 200 || status == 401, "{name}: {status}");
        }
    }

    let programme = shop
        .nobody()
        .header("accept-language", "fi")
        .get(&discovery.endpoints.programme);
    assert_eq!(programme.ok()["name"], "Elävä");
    assert_eq!(programme.header("content-language"), Some("fi"));
    let tag = programme.header("etag").unwrap();
    let again = shop
        .nobody()
        .header("accept-language", "fi")
        .header("if-none-match", tag)
        .get("/v1/programme");
    assert_eq!(again.status, 304);
}

#[test]
fn a_token_that_is_over_or_that_may_only_read_is_told_so() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let (short, _) = shop.link_for(aino.id, true, true, chrono::TimeDelta::hours(1));
    let (reading, _) = shop.link(aino.id, true, false);
    shop.with_token(&short).get("/v1/account").ok();
    shop.pass(chrono::TimeDelta::hours(1));
    let over = shop.with_token(&short).get("/v1/account");
    over.problem(ProblemType::Unauthorized);
    assert!(
        over.header("www-authenticate")
            .unwrap()
            .starts_with("Bearer")
    );
    shop.nobody()
        .get("/v1/account")
        .problem(ProblemType::Unauthorized);

    let reading = shop.with_token(&reading);
    reading.get("/v1/account").ok();
    reading
        .post("/v1/devices", &json!({}))
        .problem(ProblemType::Forbidden);
    reading
        .delete("/v1/account")
        .problem(ProblemType::Forbidden);
    shop.till()
        .get("/v1/account")
        .problem(ProblemType::Forbidden);
}
