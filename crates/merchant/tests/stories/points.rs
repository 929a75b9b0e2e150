//! A member earns, waits, spends, brings back, and loses what was left lying.

use chrono::TimeDelta;
use kantis_protocol::{Account, Claim, EntryKind, EntryState, LedgerPage, ProblemType, pos::Sale};
use serde_json::{Value, json};

use crate::shop::{TestShop, Visitor};

/// A grocer's: points wait for two weeks and are good for three months.
const PROGRAMME: &str = r##"
[programme]
id = "grocer"
name = "Grocer"
issuer = "Grocer"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]
return_days = 14

[seller]
name = "Grocer Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = { en = "point", fi = "piste" }
other = { en = "points", fi = "pistettä" }
expiry = { months = 3 }

[[points.earn]]
points = 1
every = "1.00"
on = { except = ["tobacco"] }

[[points.earn]]
name = { en = "A bag that lasts", fi = "Oma kassi" }
points = 20
every = "item"
on = { products = ["bag"] }

[[points.earn]]
name = { en = "Shopping for the week", fi = "Viikon ostokset" }
points = 25
every = "purchase"
minimum_basket = "80.00"

[[reward]]
id = "mug"
title = "A mug"
cost = 60
worth = { gift = { products = ["mug"] } }
"##;

fn euros(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

/// A line: product, category, thousandths, what one costs.
pub(crate) fn goods(sku: &str, category: &str, quantity: i64, price: i64) -> Value {
    json!({
        "sku": sku, "name": sku, "category": category, "quantity": quantity,
        "unit_price": euros(price), "vat_rate": 1350,
    })
}

/// What somebody buys by their address, paid by card.
pub(crate) fn basket(email: &str, lines: &[Value], total: i64) -> Value {
    json!({
        "basket": { "member": { "by": "email", "value": email }, "lines": lines },
        "payments": [{ "means": "card", "amount": euros(total) }],
    })
}

pub(crate) fn buy(shop: &TestShop, key: &str, email: &str, lines: &[Value], total: i64) -> Sale {
    let answer = shop
        .till()
        .post_once("/pos/v1/purchases", key, &basket(email, lines, total));
    answer.read_as()
}

/// A member's wallet, linked anew: its token is good for the hour.
pub(crate) fn wallet(shop: &TestShop, email: &str) -> Visitor {
    shop.with_token(&shop.sign_in(email).tokens.access_token)
}

pub(crate) fn account(wallet: &Visitor) -> Account {
    wallet.get("/v1/account").read_as()
}

fn figures(wallet: &Visitor) -> (i64, i64, i64, i64) {
    let account = account(wallet);
    let [balance] = &account.balances[..] else {
        panic!("one balance");
    };
    (
        balance.available,
        balance.pending,
        balance.locked,
        balance.lifetime,
    )
}

fn ledger(wallet: &Visitor) -> Vec<(EntryKind, EntryState, i64, String)> {
    let page: LedgerPage = wallet.get("/v1/ledger?limit=100").read_as();
    page.entries
        .into_iter()
        .map(|entry| (entry.kind, entry.state, entry.amount, entry.reason))
        .collect()
}

#[test]
fn points_come_wait_are_spent_come_back_and_run_out() {
    let shop = TestShop::open(PROGRAMME);
    let aino = "aino@example.fi";
    let member = wallet(&shop, aino);
    assert_eq!(figures(&member), (0, 0, 0, 0));

    // 86.00, of which 10.00 is tobacco: 76 points, a bag, the week's shopping.
    let lines = [
        goods("food", "food", 1000, 7000),
        goods("bag", "goods", 1000, 600),
        goods("cigarettes", "tobacco", 1000, 1000),
    ];
    let bought = buy(&shop, "one", aino, &lines, 8600);
    assert_eq!(bought.receipt.effects.points, 76 + 20 + 25);
    assert_eq!(bought.receipt.effects.points_pending, 121);
    assert_eq!(figures(&member), (0, 121, 0, 121));
    let said = ledger(&member);
    for wanted in [
        ("Purchase", 76),
        ("A bag that lasts", 20),
        ("Shopping for the week", 25),
    ] {
        let wanted = (
            EntryKind::Earn,
            EntryState::Pending,
            wanted.1,
            wanted.0.to_owned(),
        );
        assert!(said.contains(&wanted), "{said:?}");
    }
    let release = account(&member).balances[0].next_release.clone().unwrap();
    assert_eq!(
        (release.amount, release.on.to_string().as_str()),
        (121, "2026-03-25")
    );
    let refused = member.post_once("/v1/claims", "early", &json!({ "reward": "mug" }));
    let problem = refused.problem(ProblemType::InsufficientBalance);
    assert_eq!(problem["figures"], json!({ "needed": 60, "available": 0 }));

    // The bag comes back: its points go, and without it 80.00 were spent all the same.
    let request = json!({
        "receipt": bought.receipt.id, "lines": [{ "line": 2, "quantity": 1000 }],
    });
    let back: Sale = shop
        .till()
        .post_once("/pos/v1/returns", "back-1", &request)
        .read_as();
    assert_eq!(back.receipt.effects.points, -(6 + 20));
    assert_eq!(figures(&member), (0, 95, 0, 95));

    shop.pass(TimeDelta::days(15));
    let member = wallet(&shop, aino);
    assert_eq!(figures(&member), (95, 0, 0, 95));

    // Reserved and used, at the till.
    let claim: Claim = member
        .post_once("/v1/claims", "mug", &json!({ "reward": "mug" }))
        .read_as();
    assert_eq!(figures(&member), (35, 0, 60, 95));
    let code = json!({ "code": claim.code });
    shop.till()
        .post_once("/pos/v1/claims/consume", "used", &code)
        .ok();
    assert_eq!(figures(&member), (35, 0, 0, 95));

    // All else comes back too: what was spent is forgiven, and the ledger says so.
    let rest = json!({ "receipt": bought.receipt.id });
    let back: Sale = shop
        .till()
        .post_once("/pos/v1/returns", "back-2", &rest)
        .read_as();
    assert_eq!(back.receipt.effects.points, -35);
    assert_eq!(figures(&member), (0, 0, 0, 0));
    let said = ledger(&member);
    let forgiven = said.iter().find(|(kind, _, amount, reason)| {
        *kind == EntryKind::Refund && *amount == -35 && reason.contains("60")
    });
    assert!(forgiven.is_some(), "{said:?}");

    // New points, left lying until the last day is over.
    buy(
        &shop,
        "two",
        aino,
        &[goods("food", "food", 1000, 4000)],
        4000,
    );
    shop.pass(TimeDelta::days(15));
    let member = wallet(&shop, aino);
    let expiry = account(&member).balances[0].next_expiry.clone().unwrap();
    assert_eq!(expiry.amount, 40);
    let left = (expiry.on - shop.now().date_naive()).num_days();
    shop.pass(TimeDelta::days(left));
    let member = wallet(&shop, aino);
    assert_eq!(figures(&member).0, 40, "good on the last day");
    shop.pass(TimeDelta::days(1));
    let member = wallet(&shop, aino);
    assert_eq!(figures(&member), (0, 0, 0, 40));
    let said = ledger(&member);
    assert!(
        said.contains(&(
            EntryKind::Expire,
            EntryState::Posted,
            -40,
            "Ran out".to_owned()
        )),
        "{said:?}"
    );
}

#[test]
fn a_web_shops_cancelled_order_leaves_no_points() {
    let shop = TestShop::open(PROGRAMME);
    let member = wallet(&shop, "eino@example.fi");
    let mut order = basket(
        "eino@example.fi",
        &[goods("food", "food", 1000, 9000)],
        9000,
    );
    order["order"] = json!("A-1");
    let ordered: Sale = shop
        .web_shop()
        .post_once("/shop/v1/orders", "a", &order)
        .read_as();
    assert_eq!(ordered.receipt.effects.points, 90 + 25);
    let back: Sale = shop
        .web_shop()
        .post_once("/shop/v1/orders/A-1/cancel", "b", &json!({}))
        .read_as();
    assert_eq!(back.receipt.effects.points, -115);
    assert_eq!(figures(&member), (0, 0, 0, 0));
    let cancelled = ledger(&member)
        .iter()
        .filter(|(_, state, ..)| *state == EntryState::Cancelled)
        .count();
    assert_eq!(cancelled, 2);
}

#[test]
fn a_tag_tells_of_points_that_time_alone_brought_and_took() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let asks = |tag: &str| {
        let wallet = aino.wallet.header("if-none-match", tag);
        wallet.get("/v1/account")
    };
    let tag = || {
        let answer = aino.wallet.get("/v1/account");
        answer.header("etag").unwrap().to_owned()
    };
    let bought = [
        (goods("food", "food", 1000, 2000), 2000),
        (goods("food", "food", 1000, 3000), 3000),
    ];
    for (index, (line, total)) in bought.into_iter().enumerate() {
        buy(&shop, &index.to_string(), &aino.email, &[line], total);
        shop.pass(TimeDelta::days(1));
    }
    // No tick comes by from here on.
    for (days, want) in [(13, (20, 30)), (1, (50, 0)), (120, (0, 0))] {
        let known = tag();
        assert_eq!(asks(&known).status, 304);
        shop.clock.pass(TimeDelta::days(days));
        assert_eq!(asks(&known).status, 200, "{days}");
        let (available, pending, ..) = figures(&aino.wallet);
        assert_eq!((available, pending), want);
    }
}
