//! What networks and servers do between a wallet and its shop. Whatever comes, afterwards the
//! wallet has what a fresh one reads, and nothing that the shopper wrote is lost.

use chrono::TimeDelta;
use kantis_protocol::ClaimState;
use kantis_wallet::ports::Wish;
use kantis_wallet::sync::{Asked, RefreshOutcome};
use kantis_wallet::{MemberCode, OutboxState};
use serde_json::json;

use crate::proxy::Fault;
use crate::shop::TestShop;
use crate::world::{EMAIL, World};

/// A shop where a reward can be had after one purchase.
pub(crate) const SHOP: &str = include_str!("shop.toml");

fn reserve() -> Wish {
    Wish::Reserve {
        reward: "cup".to_owned(),
    }
}

/// The shopper's own words on the card.
fn write_on(world: &World) {
    let mut content = world.wallet.card(world.card).unwrap().content;
    content.title = "Oma kauppa".to_owned();
    content.note = "Kysy alennusta".to_owned();
    world.wallet.update(world.card, content).unwrap();
}

#[track_caller]
fn check_whole(world: &World) {
    assert_eq!(world.said(), world.read_afresh());
    let content = world.wallet.card(world.card).unwrap().content;
    assert_eq!(
        (content.title.as_str(), content.note.as_str()),
        ("Oma kauppa", "Kysy alennusta")
    );
}

fn check_reading(path: &'static str, fault: Fault) {
    let world = World::new(SHOP);
    write_on(&world);
    world.buy("cup", 2);
    world.proxy.once("GET", path, fault);
    let went = world.refresh();
    // A redirect or an odd answer to the first question may still leave a way to the records.
    assert!(
        !matches!(went, RefreshOutcome::NotLive | RefreshOutcome::TooSoon),
        "{fault:?}: {went:?}"
    );
    world.proxy.calm_down();
    // The shop may have wanted a rest.
    world.home.clock.forward(TimeDelta::hours(7));
    let again = world.refresh();
    assert!(
        matches!(again, RefreshOutcome::Updated | RefreshOutcome::Unchanged),
        "{fault:?} on {path}: {again:?}"
    );
    check_whole(&world);
}

#[test]
fn whatever_comes_instead_of_an_answer_the_next_good_one_makes_it_whole() {
    for fault in Fault::QUICK {
        check_reading("/v1/changes", fault);
    }
}

#[test]
fn whatever_comes_instead_of_the_first_answer_the_next_good_one_makes_it_whole() {
    for fault in [
        Fault::Html,
        Fault::CutAfter,
        Fault::TooMany(1),
        Fault::Status(500),
    ] {
        check_reading("/v1/account", fault);
    }
}

#[test]
fn an_answer_that_drips_is_given_up() {
    check_reading("/v1/changes", Fault::Drip);
}

#[test]
fn a_cursor_that_the_shop_lost_means_reading_everything_and_losing_nothing() {
    for status in [400, 410] {
        let world = World::new(SHOP);
        write_on(&world);
        world.buy("cup", 1);
        world
            .proxy
            .once("GET", "/v1/changes", Fault::LostCursor(status));
        world.refresh();
        world.proxy.calm_down();
        world.home.clock.forward(TimeDelta::hours(7));
        world.refresh();
        check_whole(&world);
        let asked = world.proxy.server().seen();
        let afresh = asked.iter().filter(|request| {
            request.target.starts_with("/v1/changes") && !request.target.contains("since=")
        });
        // The first read, the one after the cursor was lost, and the fresh wallet's.
        assert_eq!(afresh.count(), 3, "{status}");
    }
}

#[test]
fn a_reward_is_taken_once_whatever_becomes_of_the_answer() {
    for fault in [
        Fault::CutAfter,
        Fault::Torn,
        Fault::Html,
        Fault::Huge,
        Fault::WrongType,
        Fault::CutBefore,
        Fault::Status(500),
        Fault::Status(503),
        Fault::TooMany(1),
    ] {
        let world = World::new(SHOP);
        world.buy("cup", 3);
        world.refresh();
        world.proxy.once("POST", "/v1/claims", fault);
        let asked = world.engine.ask_shop(world.connection, reserve()).unwrap();
        world.proxy.calm_down();
        world.home.clock.forward(TimeDelta::hours(7));
        world.refresh();
        let records = world.wallet.shop_records(world.card).unwrap().unwrap();
        assert!(records.outbox.is_empty(), "{fault:?}: {:?}", records.outbox);
        let held = records
            .claims
            .iter()
            .filter(|claim| claim.state == ClaimState::Reserved)
            .count();
        // What certainly did not reach the shop may be given up; the person is told so.
        let may_be_given_up = matches!(asked, Asked::Offline);
        assert!(
            held == 1 || (held == 0 && may_be_given_up),
            "{fault:?}: {held}, {asked:?}"
        );
        assert_eq!(world.said(), world.read_afresh(), "{fault:?}");
    }
}

#[test]
fn what_can_wait_is_queued_while_the_shop_does_not_answer_and_sent_in_order() {
    let world = World::new(SHOP);
    world.proxy.script(|_| Fault::CutBefore);
    let consent = |granted| Wish::Consent {
        purpose: kantis_protocol::Purpose::Newsletter,
        granted,
        version: 1,
    };
    for granted in [true, false, true] {
        let asked = world
            .engine
            .ask_shop(world.connection, consent(granted))
            .unwrap();
        assert!(matches!(asked, Asked::Queued | Asked::Unclear), "{asked:?}");
    }
    let waiting = world.wallet.outbox().unwrap();
    assert_eq!(waiting.len(), 3);
    assert!(
        waiting
            .iter()
            .all(|wish| wish.state != OutboxState::Refused)
    );
    world.proxy.calm_down();
    world.home.clock.forward(TimeDelta::hours(7));
    world.refresh();
    assert!(world.wallet.outbox().unwrap().is_empty());
    let sent: Vec<String> = world
        .proxy
        .server()
        .seen()
        .into_iter()
        .filter(|request| request.method == "PUT")
        .map(|request| String::from_utf8(request.body).unwrap())
        .collect();
    let last: Vec<bool> = sent[sent.len() - 3..]
        .iter()
        .map(|body| body.contains("true"))
        .collect();
    assert_eq!(last, [true, false, true]);
    assert_eq!(world.said(), world.read_afresh());
}

#[test]
fn a_device_whose_clock_is_a_day_off_still_shows_codes_that_work() {
    for days in [-1, 1] {
        let world = World::new(SHOP);
        world.home.clock.forward(TimeDelta::days(days));
        // It was a moment ago that a person asked, whatever the clock says; then they may again.
        world.refresh();
        assert_eq!(world.refresh(), RefreshOutcome::Unchanged, "{days}");
        let shown = world.wallet.member_code(world.card).unwrap();
        let Some(MemberCode::Rotating { code, .. }) = shown else {
            panic!("{days}: {shown:?}");
        };
        assert_eq!(greeted(&world.shop, &code), 201, "{days}");
    }
}

#[test]
fn a_shop_whose_clock_is_a_day_off_is_followed() {
    let world = World::new(SHOP);
    let day = TimeDelta::days(1);
    world.shop.clock.set(chrono::Utc::now() + day);
    world.proxy.skew(day);
    world.refresh();
    let Some(MemberCode::Rotating { code, .. }) = world.wallet.member_code(world.card).unwrap()
    else {
        panic!("no rotating code");
    };
    assert_eq!(greeted(&world.shop, &code), 201);
    assert_eq!(world.shop.letters.to(EMAIL).len(), 1);
}

/// What the till says to a code.
fn greeted(shop: &TestShop, code: &str) -> u16 {
    let member = json!({ "member": { "by": "scan", "value": code } });
    shop.till().post("/pos/v1/visits", &member).status
}
