//! Member codes at the till: who is known by what, and who is shut out.

use chrono::TimeDelta;
use kantis_protocol::{CardNumber, ProblemType, STEP_SECONDS};
use serde_json::{Value, json};

use super::{PLAIN, code, coffees, join, link, scan};
use crate::shop::TestShop;

fn visit(shop: &TestShop, code: &str) -> crate::shop::Answer {
    shop.till()
        .post("/pos/v1/visits", &json!({ "member": scan(code) }))
}

#[test]
fn a_code_is_good_for_its_step_and_one_to_either_side_and_works_once() {
    #[track_caller]
    fn check(steps: i64, want: Option<ProblemType>) {
        let shop = TestShop::open(PLAIN);
        let aino = join(&shop, "aino@example.fi");
        let device = link(&shop, &aino);
        let shown = device.secret.code(
            &device.alias,
            shop.now() + TimeDelta::seconds(steps * STEP_SECONDS),
        );
        let answer = visit(&shop, &shown);
        match want {
            Some(problem) => {
                answer.problem(problem);
            }
            None => {
                answer.ok();
                // The very same code again.
                visit(&shop, &shown).problem(ProblemType::CodeExpired);
            }
        }
    }
    check(-2, Some(ProblemType::CodeExpired));
    check(-1, None);
    check(0, None);
    check(1, None);
    check(2, Some(ProblemType::CodeExpired));
}

#[test]
fn after_a_newer_code_an_older_one_is_over() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let older = code(&shop, &device);
    shop.clock.pass(TimeDelta::seconds(STEP_SECONDS));
    visit(&shop, &code(&shop, &device)).ok();
    visit(&shop, &older).problem(ProblemType::CodeExpired);
    // Another device of the same member has steps of its own.
    let phone = link(&shop, &aino);
    visit(&shop, &code(&shop, &phone)).ok();
}

#[test]
fn a_visit_stands_for_its_member_at_its_till_for_a_quarter_of_an_hour() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let opened = visit(&shop, &code(&shop, &device)).ok();
    assert_eq!(opened["may_spend"], true);
    assert_eq!(opened["name"], "Aino");
    let number = aino.number.as_str();
    assert_eq!(opened["number"], format!("•••• •••• {}", &number[8..]));

    let id = opened["id"].as_str().unwrap();
    let by = json!({ "by": "visit", "value": id });
    let till = shop.till();
    assert_eq!(till.get(&format!("/pos/v1/visits/{id}")).ok()["id"], id);
    let other = shop.with_token(&shop.another_till("Kassa 2"));
    other
        .get(&format!("/pos/v1/visits/{id}"))
        .problem(ProblemType::UnknownMember);
    other
        .post_once("/pos/v1/purchases", "k", &coffees(1, &by))
        .problem(ProblemType::UnknownMember);

    shop.clock.pass(TimeDelta::minutes(14));
    till.post_once("/pos/v1/purchases", "a", &coffees(1, &by))
        .ok();
    shop.clock.pass(TimeDelta::minutes(1));
    till.post_once("/pos/v1/purchases", "b", &coffees(1, &by))
        .problem(ProblemType::CodeExpired);
    assert_eq!(shop.read(|work| Ok(work.tx.purchase_count(aino.id)?.0)), 1);
}

#[test]
fn a_refused_purchase_leaves_the_code_as_it_was() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let shown = scan(&code(&shop, &device));
    let till = shop.till();
    let mut underpaid = coffees(1, &shown);
    underpaid["payments"] = json!([]);
    till.post_once("/pos/v1/purchases", "k", &underpaid)
        .problem(ProblemType::Invalid);
    till.post_once("/pos/v1/purchases", "k", &coffees(1, &shown))
        .ok();
}

#[test]
fn members_are_found_by_everything_and_only_their_code_may_spend() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let check = |by: Value, may_spend: bool| {
        let opened = shop
            .till()
            .post("/pos/v1/visits", &json!({ "member": by }))
            .ok();
        assert_eq!(opened["may_spend"], may_spend, "{by}");
    };
    check(scan(aino.number.as_str()), false);
    check(
        json!({ "by": "number", "value": aino.number.as_str() }),
        false,
    );
    check(json!({ "by": "email", "value": " Aino@Example.fi" }), false);
    check(scan(&code(&shop, &link(&shop, &aino))), true);
    for nobody in [
        scan("6414893012317"),
        scan("not a code"),
        json!({ "by": "email", "value": "nobody@example.fi" }),
        json!({ "by": "phone", "value": "+358401234567" }),
    ] {
        shop.till()
            .post("/pos/v1/visits", &json!({ "member": nobody }))
            .problem(ProblemType::UnknownMember);
    }
}

#[test]
fn a_till_that_asks_for_many_nobodies_is_told_no_more_but_scans_on() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let told = |email: &str| {
        let by = json!({ "by": "email", "value": email });
        shop.till().post("/pos/v1/visits", &json!({ "member": by }))
    };
    for number in 0..300 {
        told(&format!("nobody{number}@example.fi")).problem(ProblemType::UnknownMember);
    }
    told("aino@example.fi").problem(ProblemType::Locked);
    visit(&shop, aino.number.as_str()).ok();
    shop.pass(TimeDelta::minutes(11));
    told("aino@example.fi").ok();
}

#[test]
fn an_owner_may_let_the_static_number_spend() {
    let shop = TestShop::open(&format!("{PLAIN}\n[codes]\nstatic_spends = true\n"));
    let aino = join(&shop, "aino@example.fi");
    let opened = visit(&shop, aino.number.as_str()).ok();
    assert_eq!(opened["may_spend"], true);
}

/// The code with another password.
fn wrong(code: &str, by: u64) -> String {
    let (front, password) = code.split_at(20);
    let password: u64 = password.parse().unwrap();
    format!("{front}{:08}", (password + by) % 100_000_000)
}

#[test]
fn guessing_is_shut_out_and_says_nothing_about_who_exists() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let shown = code(&shop, &device);
    // An alias that is there, and one that is not: the same answers, from the first to the lock.
    let nobody = shown.replacen(&device.alias, "00000000000", 1);
    for tried in [&shown, &nobody] {
        let problems: Vec<Value> = (1..=5)
            .map(|by| visit(&shop, &wrong(tried, by)).problem(ProblemType::UnknownMember))
            .collect();
        assert!(problems.iter().all(|problem| *problem == problems[0]));
        let locked = visit(&shop, &wrong(tried, 6));
        locked.problem(ProblemType::Locked);
        assert_eq!(locked.header("retry-after"), Some("901"));
    }
    // The right code does not help either, until the time is over.
    visit(&shop, &shown).problem(ProblemType::Locked);
    shop.clock.pass(TimeDelta::minutes(15));
    visit(&shop, &code(&shop, &device)).ok();
}

#[test]
fn a_till_that_tries_numbers_is_shut_out() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    for chance in 0..20 {
        visit(&shop, CardNumber::from_chance(chance).as_str()).problem(ProblemType::UnknownMember);
    }
    let locked = visit(&shop, aino.number.as_str());
    locked.problem(ProblemType::Locked);
    assert_eq!(locked.header("retry-after"), Some("301"));
    // Another till goes on; so does this one after a while.
    let other = shop.with_token(&shop.another_till("Kassa 2"));
    let member = json!({ "member": scan(aino.number.as_str()) });
    other.post("/pos/v1/visits", &member).ok();
    shop.clock.pass(TimeDelta::minutes(5));
    visit(&shop, aino.number.as_str()).ok();
}

#[test]
fn a_basket_uses_no_code_up() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let shown = code(&shop, &link(&shop, &aino));
    let basket = json!({ "member": scan(&shown), "lines": [{ "sku": "cup", "quantity": 1000 }] });
    shop.till()
        .post("/pos/v1/baskets", &basket)
        .problem(ProblemType::Invalid);
    visit(&shop, &shown).ok();
}

#[test]
fn linking_again_ends_the_device_before() {
    let shop = TestShop::open(PLAIN);
    let aino = join(&shop, "aino@example.fi");
    let device = link(&shop, &aino);
    let grant = shop.read(|work| Ok(work.tx.devices_of(aino.id)?[0].grant));
    let again = shop.write(|work| {
        let request = kantis_protocol::DeviceRequest {
            label: Some(" Puhelin ".to_owned()),
        };
        kantis_merchant::engine::codes::link(work, aino.id, grant, request)
    });
    visit(&shop, &code(&shop, &device)).problem(ProblemType::UnknownMember);
    visit(&shop, &code(&shop, &again)).ok();
    let devices = shop.read(|work| Ok(work.tx.devices_of(aino.id)?));
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].label.as_deref(), Some("Puhelin"));
    // A grant that ends takes its device along.
    shop.write(|work| Ok(work.tx.end_grant(grant, work.now)?));
    assert!(
        shop.read(|work| Ok(work.tx.devices_of(aino.id)?))
            .is_empty()
    );
}
