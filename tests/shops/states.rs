//! What a shopper sees when not all is as usual: a sign-in that is over, a code that cannot change,
//! a hold that lapsed.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use kantis_api::ComesBack;
use kantis_tests::home::Home;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{MemberCode, StaticCodeReason};
use serde_json::{Value, json};

use crate::faults::SHOP;
use crate::proxy::Fault;
use crate::scene::{Answer, Scene, get};
use crate::shop::TestShop;
use crate::world::{EMAIL, World};

/// The shop ends every sign-in of this person, as an owner does for somebody who lost a phone.
fn sign_out(shop: &TestShop) {
    shop.write(|work| {
        let member = work.tx.member_by_email(EMAIL)?.expect("a member");
        for grant in work.tx.grants_of(member.id)? {
            work.tx.end_grant(grant.id, work.now)?;
        }
        Ok(())
    });
}

#[test]
fn a_sign_in_that_is_over_needs_the_shopper_once_and_the_same_card_is_live_again() {
    let home = Home::new();
    let mut scene = Scene::with_clock(SHOP, ComesBack::Loopback, home.clock.clone());
    let refresh = |scene: &Scene| {
        // A person may ask once in ten seconds.
        home.clock.forward(TimeDelta::seconds(11));
        scene.ok("passesRefresh", json!({}));
    };
    let mut settings = scene.ok("settings", Value::Null);
    settings["notices"]["quietFrom"] = Value::Null;
    settings["notices"]["quietUntil"] = Value::Null;
    scene.ok("settingsUpdate", settings);
    let card = scene.connect(json!({}));
    scene.buy(&card, 12_00);
    refresh(&scene);
    let mine = json!({ "title": "My corner", "note": "By the door", "colour": "#112233" });
    scene.ok("cardUpdate", json!({ "id": card, "card": mine }));
    scene.api.background_sync(Duration::from_secs(60)).unwrap();
    scene.ear.heard();

    sign_out(&scene.shop);
    refresh(&scene);
    let view = scene.view(&card);
    assert_eq!(view["connection"]["state"], "signInOver", "{view}");
    // What was read is still there, with its age.
    assert_eq!(view["balances"][0]["available"]["amount"], 120);
    assert!(view["asOf"].is_i64());
    // The till takes no changing code of a device that is signed out; the number it takes.
    let code = scene.ok("memberCode", json!({ "id": card }));
    assert_eq!(
        code["kind"],
        json!({ "kind": "static", "why": "signedOut", "spends": false })
    );
    assert_eq!(code["text"], view["member"]["number"]);
    for _ in 0..2 {
        scene.api.background_sync(Duration::from_secs(60)).unwrap();
    }
    assert_eq!(
        scene.ear.heard(),
        ["My corner: Sign in to the shop again, so that this card stays fresh."]
    );

    let connection = view["connection"]["id"].clone();
    let began = scene.ok("shopSignIn", json!({ "connection": connection }));
    let back = scene.answer(began["address"].as_str().unwrap(), Answer::Allow);
    assert_eq!(get(&back).0, 200);
    let result = scene.over(&began["job"]);
    assert_eq!(
        (&result["stage"], &result["card"]),
        (&json!("done"), &json!(card)),
        "{result}"
    );
    let shown = scene.card(&card);
    assert_eq!(shown["tile"]["title"], "My corner");
    assert_eq!(shown["note"], "By the door");
    assert_eq!(shown["colour"], "#112233");
    assert_eq!(shown["connection"]["state"], "live");
    assert_eq!(scene.ok("cards", json!({}))["total"], 1);
    let code = scene.ok("memberCode", json!({ "id": card }));
    assert_eq!(code["kind"]["kind"], "rotating", "{code}");
    assert_eq!(scanned(&scene.shop, code["text"].as_str().unwrap()), 201);
    scene.buy(&card, 12_00);
    refresh(&scene);
    assert_eq!(scene.view(&card)["balances"][0]["available"]["amount"], 240);
}

/// How the till greets whoever shows this.
fn scanned(shop: &TestShop, code: &str) -> u16 {
    // The code is of the time that the last answer told, which is the machine's.
    shop.clock.set(Utc::now());
    let member = json!({ "member": { "by": "scan", "value": code } });
    shop.till().post("/pos/v1/visits", &member).status
}

/// The number that a card shows, and why; it collects at the till, and cannot spend there.
#[track_caller]
fn check_static(world: &World, wanted: StaticCodeReason) {
    let shown = world.wallet.member_code(world.card).unwrap();
    let Some(MemberCode::Static { code, why, spends }) = shown else {
        panic!("{shown:?}");
    };
    assert_eq!((why, spends), (wanted, false));
    assert_eq!(code, world.number());
    let member = json!({ "member": { "by": "scan", "value": code } });
    let visit = world.shop.till().post("/pos/v1/visits", &member).ok();
    assert_eq!(visit["may_spend"], false, "{visit}");
}

#[track_caller]
fn check_rotating(world: &World) {
    let shown = world.wallet.member_code(world.card).unwrap();
    let Some(MemberCode::Rotating { code, .. }) = shown else {
        panic!("{shown:?}");
    };
    assert_eq!(scanned(&world.shop, &code), 201);
}

#[test]
fn a_card_whose_device_is_not_linked_shows_its_number_until_it_is() {
    let world = World::behind(SHOP, |request| {
        if request.method == "POST" && request.target.starts_with("/v1/devices") {
            Fault::Status(500)
        } else {
            Fault::None
        }
    });
    check_static(&world, StaticCodeReason::NoKey);
    world.proxy.calm_down();
    world.refresh();
    check_rotating(&world);
}

#[test]
fn a_card_whose_clock_was_set_back_shows_its_number_until_the_shop_has_said_the_time() {
    let world = World::new(SHOP);
    let shown = world.wallet.member_code(world.card).unwrap();
    assert!(
        matches!(shown, Some(MemberCode::Rotating { .. })),
        "{shown:?}"
    );
    world.home.clock.forward(-TimeDelta::days(1));
    check_static(&world, StaticCodeReason::Clock);
    // The first look only notices that the clock went back; the shop says the time with the next.
    world.refresh();
    world.refresh();
    check_rotating(&world);
}

#[test]
fn a_date_that_something_on_the_way_made_up_does_no_lasting_harm() {
    let world = World::new(SHOP);
    world.proxy.skew(TimeDelta::days(1));
    world.refresh();
    world.proxy.skew(TimeDelta::zero());
    assert_eq!(world.refresh(), RefreshOutcome::Unchanged);
    check_rotating(&world);
}

#[test]
fn a_hold_that_lapsed_is_shown_as_lapsed_before_and_after_the_shop_has_said_so() {
    let home = Home::new();
    let mut scene = Scene::with_clock(SHOP, ComesBack::Loopback, home.clock.clone());
    let card = scene.connect(json!({}));
    scene.buy(&card, 12_00);
    let reserve = json!({ "do": "reserve", "reward": "cup" });
    let asked = scene.ok("shopWish", json!({ "card": card, "wish": reserve }));
    assert_eq!(asked["state"], "done", "{asked}");
    let held = scene.view(&card)["claims"][0].clone();
    assert_eq!(held["state"], "reserved");
    let half_an_hour = held["holdUntil"].as_i64().unwrap() - Utc::now().timestamp_millis();
    assert!(half_an_hour > 1_700_000, "{half_an_hour}");

    home.clock.forward(TimeDelta::minutes(31));
    let lapsed = |scene: &Scene| {
        let claim = scene.view(&card)["claims"][0].clone();
        assert_eq!(claim["state"], "lapsed", "{claim}");
        assert_eq!(claim["code"]["drawing"], Value::Null, "{claim}");
        assert_eq!(claim["canRelease"], false, "{claim}");
    };
    lapsed(&scene);
    scene.shop.pass(TimeDelta::minutes(31));
    scene.ok("passesRefresh", json!({ "ids": [card] }));
    lapsed(&scene);
    let view = scene.view(&card);
    assert_eq!(view["balances"][0]["available"]["amount"], 120);
    assert_eq!(view["balances"][0]["locked"], Value::Null);
    assert_eq!(view["rewards"][0]["canHave"], true);
    let told = scene.ok("activity", json!({ "card": card }));
    let told = told["entries"].as_array().unwrap();
    assert!(
        told.iter()
            .any(|line| line["what"]["kind"] == "claimLapsed" && line["what"]["title"] == "A cup"),
        "{told:?}"
    );
}
