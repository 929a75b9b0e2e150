//! A café that speaks the loyalty protocol, and a shopper at the real window: connected in a browser,
//! stamped at the till, told on the desktop, redeemed, and the books agree.

use chrono::Utc;
use serde_json::{Value, json};
use zbus::zvariant::OwnedValue;

use crate::app::Home;
use crate::hook;
use crate::merchant::{Browser, TestShop};
use crate::mock::{Mock, wait_for};
use crate::webdriver::Session;

const EMAIL: &str = "aino@example.fi";

/// A coffee is a stamp, and two are a coffee.
pub(crate) const CAFE: &str = r##"
[programme]
id = "kulma"
name = { en = "Regulars at the corner" }
issuer = "Kulman kahvila"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#7a3b12"
languages = ["en"]

[seller]
name = "Kulman kahvila Oy"
vat_id = "FI12345671"

[[stamp_card]]
id = "coffee"
title = { en = "Coffee card" }
buy = 2
on = { products = ["coffee"] }

[stamp_card.reward]
title = { en = "A coffee for free" }
worth = { gift = { products = ["coffee"] } }

[[product]]
sku = "coffee"
name = { en = "Coffee" }
price = "3.20"
vat = "13.5"
"##;

fn scan(code: &str) -> Value {
    json!({ "by": "scan", "value": code })
}

/// One coffee for this member, and claims with these codes used on it; the till's answer.
fn ring_up(shop: &TestShop, member: Value, claims: &[&str]) -> Value {
    shop.clock.set(Utc::now());
    // A code works once, so the till trades it for a visit.
    let visit = shop
        .till()
        .post("/pos/v1/visits", &json!({ "member": member }));
    let basket = json!({
        "member": { "by": "visit", "value": visit.ok()["id"] },
        "lines": [{ "sku": "coffee", "quantity": 1000 }],
        "claims": claims,
    });
    let priced = shop.till().post("/pos/v1/baskets", &basket).ok();
    let total = priced["total"].clone();
    let payments = if total["minor"] == 0 {
        json!([])
    } else {
        json!([{ "means": "card", "amount": total }])
    };
    let key = uuid::Uuid::now_v7().to_string();
    let sale = json!({ "basket": basket, "payments": payments });
    shop.till().post_once("/pos/v1/purchases", &key, &sale).ok()
}

impl Session {
    /// The digits that the card shows now.
    fn member_code(&self, card: &Value) -> String {
        let shown = self.call("memberCode", &json!({ "id": card, "bars": false }));
        assert_eq!(shown["kind"]["kind"], "rotating", "{shown}");
        shown["text"].as_str().unwrap().to_owned()
    }

    /// Waits until the card shows so many stamps.
    fn sees_stamps(&self, collected: u32) {
        self.find(&format!(
            "[data-testid='stamps'][aria-label='{collected} of 2 stamps']"
        ));
    }
}

fn text(value: &OwnedValue) -> String {
    String::try_from(value.try_clone().unwrap()).unwrap()
}

#[test]
fn a_stamp_lands_while_the_window_is_open_and_a_full_card_is_a_coffee() {
    let desktop = Mock::notices();
    let shop = TestShop::open(CAFE);
    // What the wallet hears of the shop's clock is the machine's.
    shop.clock.set(Utc::now());
    let home = Home::new();
    let window = home.start(&[]);
    let mut settings = window.call("settings", &json!({}));
    settings["notices"]["quietFrom"] = Value::Null;
    settings["notices"]["quietUntil"] = Value::Null;
    window.call("settingsUpdate", &settings);

    // Three screens: the address, the shop, the card.
    window.click(&hook("nav-offers"));
    window.click(&hook("offers-connect"));
    window.type_text(&hook("shop-address"), &shop.url);
    window.click(&hook("shop-find"));
    window.click(&hook("sign-in"));
    let address = home.opened();
    let mut browser = Browser::new(&shop);
    let page = browser.open(address.trim().strip_prefix(&shop.url).unwrap());
    let page = browser.sign_in(&page, EMAIL);
    let back = browser.send(&page, "/sign-in/decide", &[("answer", "allow")]);
    assert_eq!(shop.nobody().get(&back.out.unwrap()).status, 200);
    window.find(&hook("code-plate"));
    window.sees_stamps(0);
    let all = json!({ "search": "", "group": null, "archived": false, "sort": null });
    let card = window.call("cards", &all)["cards"][0]["id"].take();

    // The stamp lands by itself, and the desktop is told.
    let used = window.member_code(&card);
    let first = ring_up(&shop, scan(&used), &[]);
    window.sees_stamps(1);
    let told = desktop.calls("Notify", 1);
    assert!(text(&told[0][3]).contains("Regulars at the corner"));

    // So does the reward of a full card; the number on the card collects as well.
    let view = window.call("shop", &json!({ "id": card }));
    let number = view["member"]["number"].as_str().unwrap();
    ring_up(&shop, json!({ "by": "number", "value": number }), &[]);
    window.find(&hook("claim"));
    window.sees_stamps(0);

    // It is used up at the till, and the wallet's receipt is the shop's to the cent.
    let view = window.call("shop", &json!({ "id": card }));
    let claim = view["claims"][0]["code"]["text"].as_str().unwrap();
    let claim = claim.replace(' ', "");
    // A code works once: the next step of time has another.
    let fresh = wait_for("the code changes", || {
        let code = window.member_code(&card);
        (code != used).then_some(code)
    });
    let last = ring_up(&shop, scan(&fresh), &[&claim]);
    assert_eq!(last["receipt"]["total"]["minor"], 0, "{last}");
    for sale in [&first, &last] {
        let receipt = &sale["receipt"];
        let kept = wait_for("the receipt comes", || {
            let view = window.call("shop", &json!({ "id": card }));
            let receipts = view["receipts"].as_array().unwrap();
            let is_there = receipts.iter().any(|known| known["id"] == receipt["id"]);
            let asked = json!({ "card": card, "id": receipt["id"] });
            is_there.then(|| window.call("receipt", &asked))
        });
        assert_eq!(
            kept["lines"][0]["total"]["amount"],
            receipt["lines"][0]["total"]["minor"]
        );
        assert_eq!(kept["tile"]["total"]["amount"], receipt["total"]["minor"]);
        assert_eq!(kept["tile"]["number"], receipt["number"]);
    }
    wait_for("the claim is used", || {
        let view = window.call("shop", &json!({ "id": card }));
        (view["claims"][0]["state"] == "consumed").then_some(())
    });
    window.quit();
}
