//! Offers made for somebody, consents, and a member's rights.

use chrono::TimeDelta;
use kantis_protocol::{Changes, Consent, Offer, OfferState, ProblemType, Record};
use serde_json::{Value, json};

use crate::points::{buy, goods, wallet};
use crate::shop::{TestShop, Visitor};

/// A membership without a programme: no points, no stamps, no tiers.
const SHOP: &str = r##"
[programme]
id = "pharmacy"
name = "Pharmacy"
issuer = "Pharmacy"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]

[seller]
name = "Pharmacy Oy"
vat_id = "FI12345671"

[[product]]
sku = "vitamins"
name = { en = "Vitamins for two", fi = "Vitamiinit kahdelle" }
category = "health"
price = "20.00"
vat = "13.5"

[[product]]
sku = "nappies"
name = { en = "Nappies", fi = "Vaipat" }
category = "baby"
price = "10.00"
vat = "13.5"

[[offer]]
id = "soap"
title = { en = "5 % off", fi = "5 % pois" }
worth = { percent = 5 }
on = { products = ["soap"] }
when = { everyone = {} }
reusable = true

[[offer]]
id = "baby"
title = { en = "20 % off for the baby", fi = "20 % vauvalle" }
worth = { percent = 20 }
on = { categories = ["baby"] }
when = { bought = { on = { products = ["vitamins"] }, days = 90 } }
why = { en = "You bought {what}.", fi = "Ostit tuotteen {what}." }
days = 30
code = true

[[consent]]
purpose = "newsletter"
version = 1
words = { en = "News by mail.", fi = "Uutisia postitse." }

[[consent]]
purpose = "profiling"
version = 4
words = { en = "You may look at what I bought.", fi = "Saatte katsoa ostoksiani." }

[[consent]]
purpose = "personalised_offers"
version = 1
words = { en = "You may make offers for me.", fi = "Saatte tehdä minulle tarjouksia." }
"##;

const AINO: &str = "aino@example.fi";

fn says(wallet: &Visitor, purpose: &str, granted: bool) -> Consent {
    let consents: Vec<Consent> = wallet.get("/v1/consents").read_as();
    let version = consents
        .iter()
        .find(|consent| consent.purpose.name() == purpose)
        .unwrap()
        .version;
    let change = json!({ "granted": granted, "version": version });
    wallet
        .put(&format!("/v1/consents/{purpose}"), &change)
        .read_as()
}

fn offers(wallet: &Visitor) -> Vec<Offer> {
    let mut offers: Vec<Offer> = wallet.get("/v1/offers").read_as();
    offers.sort_by_key(|offer| offer.personal);
    offers
}

fn state(wallet: &Visitor) -> String {
    wallet.get("/v1/account").ok()["state"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn eur(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

fn order(number: &str, email: &str, codes: &[&str], total: i64) -> Value {
    json!({
        "order": number,
        "basket": {
            "member": { "by": "email", "value": email },
            "lines": [{ "sku": "nappies", "quantity": 1000 }],
            "codes": codes,
        },
        "payments": [{ "means": "invoice", "amount": eur(total) }],
    })
}

#[test]
fn what_was_bought_makes_an_offer_that_says_why_and_works_once() {
    let shop = TestShop::open(SHOP);
    let aino = wallet(&shop, AINO);
    buy(
        &shop,
        "1",
        AINO,
        &[goods("vitamins", "health", 1000, 2000)],
        2000,
    );
    shop.settle();
    // Nothing was agreed to: the general one, and no other.
    let had = offers(&aino);
    assert_eq!(had.len(), 1);
    assert!(!had[0].personal);

    says(&aino, "profiling", true);
    assert_eq!(offers(&aino).len(), 1);
    let before = state(&aino);
    says(&aino, "personalised_offers", true);
    let offer = offers(&aino).pop().unwrap();
    assert!(offer.personal && offer.single_use);
    assert_eq!(offer.why.as_deref(), Some("You bought Vitamins for two."));
    let changes: Changes = aino.get(&format!("/v1/changes?since={before}")).read_as();
    assert!(
        changes
            .changed
            .iter()
            .any(|record| matches!(record, Record::Offer(changed) if changed.id == offer.id))
    );
    let finnish: Vec<Offer> = aino
        .header("accept-language", "fi")
        .get("/v1/offers")
        .read_as();
    assert!(
        finnish
            .iter()
            .any(|offer| offer.why.as_deref() == Some("Ostit tuotteen Vitamiinit kahdelle."))
    );

    // The code is for one member and one order.
    let code = offer.code.as_deref().unwrap();
    let web = shop.web_shop();
    wallet(&shop, "eero@example.fi");
    web.post_once(
        "/shop/v1/orders",
        "a",
        &order("1", "eero@example.fi", &[code], 800),
    )
    .problem(ProblemType::Invalid);
    let sale = web
        .post_once("/shop/v1/orders", "b", &order("2", AINO, &[code], 800))
        .ok();
    assert_eq!(sale["receipt"]["effects"]["offers"], json!([offer.id]));
    assert_eq!(offers(&aino).pop().unwrap().state, OfferState::Redeemed);
    web.post_once("/shop/v1/orders", "c", &order("3", AINO, &[code], 800))
        .problem(ProblemType::WrongState);
    // The order history is the member's.
    assert_eq!(
        aino.get("/v1/receipts").ok()["receipts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_purchase_at_the_till_makes_an_offer_by_itself_and_no_takes_it_back() {
    let shop = TestShop::open(SHOP);
    let aino = wallet(&shop, AINO);
    says(&aino, "profiling", true);
    says(&aino, "personalised_offers", true);
    buy(
        &shop,
        "1",
        AINO,
        &[goods("vitamins", "health", 1000, 2000)],
        2000,
    );
    shop.settle();
    assert_eq!(offers(&aino).len(), 2);
    let answer = says(&aino, "profiling", false);
    assert!(!answer.granted && answer.decided_version == Some(4));
    let taken = offers(&aino).pop().unwrap();
    assert_eq!(taken.state, OfferState::Withdrawn);
    shop.web_shop()
        .post_once(
            "/shop/v1/orders",
            "a",
            &order("1", AINO, &[taken.code.as_deref().unwrap()], 800),
        )
        .problem(ProblemType::WrongState);
    // The general one is as it was.
    assert_eq!(offers(&aino)[0].state, OfferState::Available);

    aino.put(
        "/v1/consents/profiling",
        &json!({ "granted": true, "version": 3 }),
    )
    .problem(ProblemType::StaleWords);
    aino.put(
        "/v1/consents/partners",
        &json!({ "granted": true, "version": 1 }),
    )
    .problem(ProblemType::NotFound);
}

#[test]
fn everything_held_is_handed_out_and_goes() {
    let shop = TestShop::open(SHOP);
    let aino = wallet(&shop, AINO);
    says(&aino, "profiling", true);
    says(&aino, "personalised_offers", true);
    buy(
        &shop,
        "1",
        AINO,
        &[goods("vitamins", "health", 1000, 2000)],
        2000,
    );
    shop.settle();
    let device = aino
        .post("/v1/devices", &json!({ "label": "Aino's phone" }))
        .ok();
    let export = aino.get("/v1/export");
    let held = export.ok();
    assert_eq!(held["account"]["member"]["email"], AINO);
    assert_eq!(held["receipts"][0]["lines"][0]["name"], "vitamins");
    assert_eq!(held["devices"][0]["label"], "Aino's phone");
    assert_eq!(held["wallets"].as_array().unwrap().len(), 1);
    assert_eq!(
        held["consent_answers"][0]["words"],
        "You may look at what I bought."
    );
    assert!(
        held["offers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|offer| { offer["why"] == "You bought Vitamins for two." })
    );
    let text = export.text();
    assert_eq!(held["devices"][0]["alias"], device["alias"]);
    assert!(!text.contains(device["secret"].as_str().unwrap()));

    assert_eq!(aino.delete("/v1/account").status, 204);
    aino.get("/v1/account").problem(ProblemType::Unauthorized);
    let gone = order("9", AINO, &[], 1000);
    shop.web_shop()
        .post_once("/shop/v1/orders", "x", &gone)
        .problem(ProblemType::UnknownMember);
    shop.pass(TimeDelta::days(2));
    // The same address joins anew and finds nothing of before.
    let again = wallet(&shop, AINO);
    assert!(
        again.get("/v1/receipts").ok()["receipts"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(offers(&again).len(), 1);
    let consents: Vec<Consent> = again.get("/v1/consents").read_as();
    assert!(consents.iter().all(|consent| consent.decided.is_none()));
}

#[test]
fn the_grocery_knows_who_likes_coffee_and_whom_it_misses() {
    let shop = TestShop::example("kauppa");
    // A token is good for the hour, and days pass here.
    let aino = || wallet(&shop, AINO).header("accept-language", "fi");
    let titles = || -> Vec<(String, Option<String>)> {
        let offers = offers(&aino()).into_iter();
        let good = offers.filter(|offer| offer.state == OfferState::Available);
        good.map(|offer| (offer.title, offer.why)).collect()
    };
    assert_eq!(
        titles(),
        [(
            "100 pistettä ensi ostoksesta".to_owned(),
            Some("Liityit juuri: tervetuloa!".to_owned())
        )]
    );
    for purpose in ["newsletter", "profiling", "personalised_offers"] {
        says(&aino(), purpose, true);
    }
    for key in ["1", "2", "3", "4"] {
        let lines = [goods("kahvi-500", "kahvi-tee", 1000, 700)];
        buy(&shop, key, AINO, &lines, 700);
        shop.pass(TimeDelta::days(1));
    }
    let coffee = titles().pop().unwrap();
    assert_eq!(coffee.0, "15 % kahvista");
    assert_eq!(
        coffee.1.as_deref(),
        Some("Ostit kahvia 4 kertaa 60 päivän aikana.")
    );
    assert_eq!(shop.shop.deliver().unwrap(), 1);
    shop.pass(TimeDelta::days(59));
    let missed = titles().pop().unwrap();
    assert_eq!(missed.0, "5 € seuraavasta ostoksesta");
    assert_eq!(
        missed.1.as_deref(),
        Some("Viime ostoksestasi on 60 päivää.")
    );
    assert_eq!(shop.shop.deliver().unwrap(), 1);
    let letters = shop.letters.to(AINO);
    let ended_by_a_link = letters.iter().filter(|letter| letter.unsubscribe.is_some());
    assert_eq!(
        ended_by_a_link.count(),
        2,
        "the coffee, and that she is missed"
    );
}
