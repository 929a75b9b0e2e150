//! What is used on a purchase: claims, offers, codes; and what a purchase gives.

use kantis_protocol::ProblemType;
use serde_json::{Value, json};

use super::{PLAIN, code, coffees, eur, join, link, scan};
use crate::shop::TestShop;

const GIVING: &str = r##"
[points]
code = "pts"
one = "piste"
other = "pistettä"

[[points.earn]]
points = 1
every = "1.00"

[[stamp_card]]
id = "kahvi"
title = "Kahvikortti"
buy = 3
on = { products = ["coffee"] }
reward = { title = "Kahvi ilmaiseksi", worth = { gift = { products = ["coffee"] } } }

[[reward]]
id = "vitonen"
title = "Viisi euroa"
cost = 12
worth = { amount = "5.00" }

[[offer]]
id = "kuppi"
title = "Kupit -20 %"
worth = { percent = 20 }
on = { products = ["cup"] }
when = { everyone = {} }
reusable = true
code = true
"##;

fn open() -> TestShop {
    TestShop::open(&format!("{PLAIN}{GIVING}"))
}

fn visit(shop: &TestShop, by: &Value) -> Value {
    let body = json!({ "member": by });
    shop.till().post("/pos/v1/visits", &body).ok()
}

/// A visit by the device's code.
fn here(shop: &TestShop, device: &kantis_protocol::DeviceLink) -> Value {
    shop.clock.pass(chrono::TimeDelta::seconds(30));
    visit(shop, &scan(&code(shop, device)))
}

fn by_visit(visit: &Value) -> Value {
    json!({ "by": "visit", "value": visit["id"] })
}

#[test]
fn a_full_stamp_card_pays_the_next_coffee_and_the_free_one_is_a_line_of_its_own() {
    let shop = open();
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let till = shop.till();
    let first = here(&shop, &device);
    let sale = till
        .post_once("/pos/v1/purchases", "a", &coffees(3, &by_visit(&first)))
        .ok();
    assert_eq!(
        sale["receipt"]["effects"]["stamps"],
        json!([{ "card": "kahvi", "stamps": 3, "completed": 1 }])
    );

    let second = here(&shop, &device);
    let claim = second["claims"][0]["code"].as_str().unwrap();
    let mut purchase = coffees(2, &by_visit(&second));
    purchase["basket"]["claims"] = json!([claim]);
    purchase["payments"][0]["amount"] = eur(320);
    let priced = till.post("/pos/v1/baskets", &purchase["basket"]).ok();
    assert_eq!(
        (&priced["total"], &priced["notes"]),
        (&eur(320), &json!([]))
    );
    let receipt = till.post_once("/pos/v1/purchases", "b", &purchase).ok()["receipt"].clone();
    assert_eq!(receipt["lines"], priced["lines"]);
    let lines: Vec<_> = receipt["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                &line["quantity"],
                &line["total"]["minor"],
                &line["discount_reason"],
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (&json!(1000), &json!(320), &Value::Null),
            (&json!(1000), &json!(0), &json!("Kahvi ilmaiseksi")),
        ]
    );
    // The free one gives no stamp.
    assert_eq!(
        receipt["effects"]["stamps"],
        json!([{ "card": "kahvi", "stamps": 1, "completed": 0 }])
    );
    assert_eq!(receipt["effects"]["saved"], 320);
    // A claim works once.
    let again = till.post_once("/pos/v1/purchases", "c", &purchase);
    assert_eq!(
        again.problem(ProblemType::WrongState)["at"],
        "basket/claims/0"
    );
}

#[test]
fn a_reward_is_reserved_at_the_till_used_and_given_back_with_the_whole_purchase() {
    let shop = open();
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let till = shop.till();
    // 12.80: twelve points.
    let first = here(&shop, &device);
    let sale = till
        .post_once("/pos/v1/purchases", "a", &coffees(4, &by_visit(&first)))
        .ok();
    assert_eq!(sale["balances"][0]["available"], 12);

    // The card's number alone may not.
    let known = visit(&shop, &scan(aino.number.as_str()));
    assert_eq!(known["rewards"], json!([]));
    let reserve = json!({ "visit": known["id"], "reward": "vitonen" });
    till.post_once("/pos/v1/claims", "r", &reserve)
        .problem(ProblemType::StaticCodeSpends);

    let second = here(&shop, &device);
    assert_eq!(second["rewards"][0]["id"], "vitonen");
    let reserve = json!({ "visit": second["id"], "reward": "vitonen" });
    let claim = till.post_once("/pos/v1/claims", "r", &reserve).ok();
    let mut purchase = coffees(3, &by_visit(&second));
    purchase["basket"]["claims"] = json!([claim["code"]]);
    purchase["payments"][0]["amount"] = eur(460);
    let mut by_number = purchase.clone();
    by_number["basket"]["member"] = scan(aino.number.as_str());
    let refused = till.post_once("/pos/v1/purchases", "b", &by_number);
    refused.problem(ProblemType::StaticCodeSpends);
    let sale = till.post_once("/pos/v1/purchases", "b", &purchase).ok();
    assert_eq!(sale["receipt"]["effects"]["points_spent"], 12);
    assert_eq!(sale["receipt"]["effects"]["saved"], 500);
    // Twelve spent, four given for 4.60.
    assert_eq!(sale["balances"][0]["available"], 4);

    let back = json!({ "receipt": sale["receipt"]["id"] });
    let back = till.post_once("/pos/v1/returns", "back", &back).ok();
    assert_eq!(back["receipt"]["total"], eur(-460));
    assert_eq!(back["receipt"]["effects"]["points"], -4);
    assert_eq!(back["receipt"]["effects"]["points_spent"], -12);
    assert_eq!(back["balances"][0]["available"], 12);
}

#[test]
fn a_reward_is_let_go_at_the_till_by_whose_it_is() {
    let shop = open();
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let till = shop.till();
    let here_now = here(&shop, &device);
    till.post_once("/pos/v1/purchases", "a", &coffees(4, &by_visit(&here_now)))
        .ok();
    let reserve = json!({ "visit": here_now["id"], "reward": "vitonen" });
    let claim = till.post_once("/pos/v1/claims", "r", &reserve).ok();
    let path = format!("/pos/v1/claims/{}/release", claim["id"].as_str().unwrap());
    let other = join(&shop, "eero@example.fi");
    let other = here(&shop, &link(&shop, &other));
    till.post(&path, &json!({ "visit": other["id"] }))
        .problem(ProblemType::NotFound);
    // Whoever has seen the card or knows the address sees what is held, but not its code, and lets
    // nothing go.
    let told = json!({ "by": "email", "value": "aino@example.fi" });
    for seen in [scan(aino.number.as_str()), told] {
        let seen = visit(&shop, &seen);
        assert_eq!(seen["may_spend"], false);
        assert_eq!(five_euros(&seen)["code"], Value::Null);
        till.post(&path, &json!({ "visit": seen["id"] }))
            .problem(ProblemType::StaticCodeSpends);
    }
    let again = format!("/pos/v1/visits/{}", here_now["id"].as_str().unwrap());
    assert_eq!(five_euros(&till.get(&again).ok())["code"], claim["code"]);
    let let_go = till.post(&path, &json!({ "visit": here_now["id"] })).ok();
    assert_eq!(let_go["state"], "released");
    // A code that was let go is handed over no more; one that never was is not found.
    till.post_once(
        "/pos/v1/claims/consume",
        "x",
        &json!({ "code": claim["code"] }),
    )
    .problem(ProblemType::WrongState);
    till.post_once(
        "/pos/v1/claims/consume",
        "y",
        &json!({ "code": "NOSUCHCODE" }),
    )
    .problem(ProblemType::NotFound);
}

/// The five euros among what a visit holds: the full stamp card gave something in the same moment.
fn five_euros(visit: &Value) -> &Value {
    let claims = visit["claims"].as_array().unwrap();
    let held = claims.iter().find(|claim| claim["title"] == "Viisi euroa");
    held.expect("the reserved reward")
}

#[test]
fn an_offer_is_used_by_itself_at_the_till_and_by_its_code_in_the_web_shop() {
    let shop = open();
    let aino = join(&shop, "aino@example.fi");
    let till = shop.till();
    let cup =
        |member: &Value| json!({ "member": member, "lines": [{ "sku": "cup", "quantity": 1000 }] });
    let by_number = scan(aino.number.as_str());
    let priced = till.post("/pos/v1/baskets", &cup(&by_number)).ok();
    assert_eq!(priced["total"], eur(1004));
    assert_eq!(priced["lines"][0]["discount_reason"], "Kupit -20 %");
    assert_eq!(priced["effects"]["points"], 10);
    // Known only by address, a member just collects.
    let told = json!({ "by": "email", "value": "aino@example.fi" });
    let priced = till.post("/pos/v1/baskets", &cup(&told)).ok();
    assert_eq!(priced["total"], eur(1255));

    assert_eq!(visit(&shop, &by_number)["offers"][0]["code"], Value::Null);
    assert_eq!(visit(&shop, &told)["offers"], json!([]));
    let offer = here(&shop, &link(&shop, &aino))["offers"][0].clone();
    let typed = offer["code"].as_str().unwrap();
    let web = shop.web_shop();
    let good = web.get(&format!("/shop/v1/codes/{typed}")).ok();
    assert_eq!(
        (&good["good"], &good["title"]),
        (&json!(true), &json!("Kupit -20 %"))
    );
    web.get("/shop/v1/codes/NOSUCH")
        .problem(ProblemType::NotFound);

    let mut order = json!({
        "order": "1",
        "basket": cup(&told),
        "payments": [{ "means": "invoice", "amount": eur(1004) }],
    });
    order["basket"]["codes"] = json!([typed]);
    let sale = web.post_once("/shop/v1/orders", "a", &order).ok();
    assert_eq!(sale["receipt"]["effects"]["offers"], json!([offer["id"]]));
    // Somebody else's code.
    join(&shop, "eero@example.fi");
    order["order"] = json!("2");
    order["basket"]["member"] = json!({ "by": "email", "value": "eero@example.fi" });
    let refused = web.post_once("/shop/v1/orders", "b", &order);
    assert_eq!(
        refused.problem(ProblemType::Invalid)["at"],
        "basket/codes/0"
    );
}

const WELCOME: &str = r#"
[[offer]]
id = "tervetuloa"
title = "Kuppi eurolla"
worth = { fixed_price = "1.00" }
on = { products = ["cup"] }
when = { joined = {} }
why = "Liityit."
code = true

[[offer]]
id = "kahvi"
title = "Kahvit -50 %"
worth = { percent = 50 }
on = { products = ["coffee"] }
when = { everyone = {} }
"#;

#[test]
fn a_photographed_number_uses_up_nothing() {
    let check = |owner: &str, may: bool| {
        let shop = TestShop::open(&format!("{PLAIN}{owner}{WELCOME}"));
        let aino = join(&shop, "aino@example.fi");
        let device = link(&shop, &aino);
        let till = shop.till();
        let offer = here(&shop, &device)["offers"][0].clone();
        assert_eq!(offer["title"], "Kuppi eurolla");

        let by_number = scan(aino.number.as_str());
        assert_eq!(
            visit(&shop, &by_number)["offers"].as_array().unwrap().len(),
            if may { 2 } else { 0 }
        );
        let basket = json!({ "member": by_number, "lines": [
            { "sku": "cup", "quantity": 1000 }, { "sku": "coffee", "quantity": 1000 },
        ] });
        let priced = till.post("/pos/v1/baskets", &basket).ok();
        assert_eq!(priced["total"], eur(if may { 260 } else { 1575 }));
        for (what, asked) in [("offers", &offer["id"]), ("codes", &offer["code"])] {
            let mut asking = basket.clone();
            asking[what] = json!([asked]);
            let total = eur(if may { 260 } else { 1575 });
            let paid = json!([{ "means": "cash", "amount": total }]);
            let purchase = json!({ "basket": asking, "payments": paid });
            if !may {
                let refused = till.post_once("/pos/v1/purchases", what, &purchase);
                let at = refused.problem(ProblemType::StaticCodeSpends)["at"].clone();
                assert_eq!(at, format!("basket/{what}/0"));
            }
        }
        let payments = json!([{ "means": "cash", "amount": priced["total"] }]);
        let purchase = json!({ "basket": basket, "payments": payments });
        let sale = till.post_once("/pos/v1/purchases", "a", &purchase).ok();
        let used = sale["receipt"]["effects"]["offers"].as_array().unwrap();
        assert_eq!(used.contains(&offer["id"]), may);
        let left = here(&shop, &device)["offers"].as_array().unwrap().len();
        assert_eq!(left, if may { 0 } else { 2 });
    };
    check("", false);
    check("\n[codes]\nstatic_spends = true\n", true);
}

#[test]
fn a_claim_that_fits_nothing_is_left_for_another_day() {
    let shop = open();
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let till = shop.till();
    let first = here(&shop, &device);
    till.post_once("/pos/v1/purchases", "a", &coffees(3, &by_visit(&first)))
        .ok();
    let claim = here(&shop, &device)["claims"][0]["code"].clone();
    let second = here(&shop, &device);
    let basket = json!({
        "member": by_visit(&second),
        "lines": [{ "sku": "cup", "quantity": 1000 }],
        "claims": [claim],
    });
    let priced = till.post("/pos/v1/baskets", &basket).ok();
    assert_eq!(
        priced["notes"],
        json!(["”Kahvi ilmaiseksi” ei sovi mihinkään tässä korissa."])
    );
    let purchase =
        json!({ "basket": basket, "payments": [{ "means": "cash", "amount": eur(1004) }] });
    let sale = till.post_once("/pos/v1/purchases", "b", &purchase).ok();
    assert_eq!(sale["receipt"]["effects"]["claims"], json!([]));
    assert_eq!(here(&shop, &device)["claims"][0]["code"], claim);
}
