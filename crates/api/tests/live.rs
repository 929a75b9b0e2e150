//! Passes that stay fresh, through the commands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use kantis_api::{Api, Event, HostConfig};
use kantis_wallet::ports::{Clock, SourceTrouble, Zone};
use serde_json::{Value, json};
use support::shop::{Clockwork, Shop, import, pass, wait_for};
use support::{Home, code, ok};

const NOON: &str = "2026-11-21T10:00:00Z";

/// A wallet whose passes are issued by a shop, at noon in Helsinki.
struct Scene {
    _home: Home,
    shop: Arc<Shop>,
    clock: Arc<Clockwork>,
    api: Arc<Api>,
}

impl Scene {
    fn new() -> Self {
        let (home, shop, clock) = (Home::new(), Arc::new(Shop::default()), Clockwork::at(NOON));
        let api = Api::start(HostConfig {
            passes: Some(Arc::clone(&shop) as _),
            clock: Arc::clone(&clock) as _,
            ..home.host()
        });
        Self {
            _home: home,
            shop,
            clock,
            api,
        }
    }

    /// Brings a pass in and gives the card's id.
    fn pass(&self, serial: &str, more: Value) -> String {
        import(&self.api, &[pass(serial, 120, more)]).remove(0)
    }

    fn refresh(&self, id: &str) -> Value {
        self.clock.go_on(TimeDelta::minutes(1));
        let report = ok(&self.api, "passesRefresh", json!({ "ids": [id] }));
        report["cards"][0].clone()
    }

    fn card(&self, id: &str) -> Value {
        ok(&self.api, "card", json!({ "id": id }))
    }
}

#[test]
fn a_newer_pass_shows_at_once_and_in_the_timeline() {
    let scene = Scene::new();
    let id = scene.pass("M 1", json!({}));
    let before = scene.card(&id);
    assert_eq!(
        before["tile"]["headline"]["kind"], "shopBalance",
        "{before}"
    );
    assert_eq!(before["tile"]["headline"]["balance"]["amount"], 120);
    assert_eq!(before["source"]["host"], "shop.example");
    let mut events = scene.api.events();
    scene.shop.answers(Ok(pass("M 1", 150, json!({}))));
    let line = scene.refresh(&id);
    assert_eq!(
        (&line["outcome"], &line["title"]),
        (&json!("updated"), &json!("The Shop"))
    );
    wait_for(
        &mut events,
        |event| matches!(event, Event::CardsChanged { ids } if *ids == [id.clone()]),
    );
    wait_for(&mut events, |event| *event == Event::ActivityChanged);
    let card = scene.card(&id);
    assert_eq!(card["loyalty"]["balances"][0]["available"]["amount"], 150);
    assert!(card["tile"]["asOf"].as_i64() > before["tile"]["asOf"].as_i64());
    let points = card["history"][0]["points"].as_array().unwrap();
    let amounts: Vec<_> = points
        .iter()
        .map(|point| &point["balance"]["amount"])
        .collect();
    assert_eq!(amounts, [120, 150]);
    let field = |card: &Value, key: &str| {
        let fields = card["pass"]["fields"].as_array().unwrap().clone();
        fields
            .into_iter()
            .find(|field| field["key"] == key)
            .unwrap()
    };
    assert_eq!(field(&card, "points")["meaning"], "points");
    assert_eq!(field(&card, "clerk")["meaning"], Value::Null);
    let page = ok(&scene.api, "activity", json!({ "topics": ["balance"] }));
    let entry = &page["entries"][0];
    assert_eq!(
        entry["what"]["message"], "You now have 150 points",
        "{page}"
    );
    assert_eq!(entry["what"]["balanceBefore"]["amount"], 120);
    assert_eq!(
        (&entry["card"], &entry["cardTitle"]),
        (&json!(id), &json!("The Shop"))
    );
    assert_eq!(page["more"], false);
    let none = json!({ "topics": ["offers"], "card": id });
    assert_eq!(ok(&scene.api, "activity", none)["entries"], json!([]));
}

#[test]
fn what_went_wrong_is_said_and_the_card_stays() {
    let scene = Scene::new();
    let id = scene.pass("1", json!({}));
    let check = |answer: Result<Vec<u8>, SourceTrouble>, outcome: &str, why: Value| {
        scene.clock.go_on(TimeDelta::days(8));
        scene.shop.answers(answer);
        let line = scene.refresh(&id);
        assert_eq!((&line["outcome"], &line["why"]), (&json!(outcome), &why));
        let card = scene.card(&id);
        assert_eq!(card["tile"]["headline"]["balance"]["amount"], 120);
        card["source"]["state"].as_str().unwrap().to_owned()
    };
    let unreachable = Err(SourceTrouble::Unreachable);
    assert_eq!(
        check(unreachable, "failed", json!("unreachable")),
        "waiting"
    );
    let other = Ok(pass("2", 150, json!({})));
    assert_eq!(check(other, "refused", json!("identity")), "refused");
    let page = ok(&scene.api, "activity", json!({ "topics": ["trouble"] }));
    assert_eq!(
        page["entries"][0]["what"]["kind"], "updateRefused",
        "{page}"
    );
}

#[test]
fn a_person_who_has_had_enough_does_not_wait_for_a_slow_issuer() {
    let scene = Scene::new();
    scene.pass("1", json!({}));
    scene.shop.answers(Err(SourceTrouble::Stopped));
    let report = std::thread::scope(|scope| {
        let refresh = scope.spawn(|| ok(&scene.api, "passesRefresh", json!({ "job": "all" })));
        while scene.shop.asked().is_empty() {
            std::thread::yield_now();
        }
        ok(&scene.api, "jobCancel", json!({ "job": "all" }));
        refresh.join().unwrap()
    });
    let line = &report["cards"][0];
    assert_eq!(
        (&line["outcome"], &line["why"]),
        (&json!("failed"), &json!("stopped"))
    );
}

#[test]
fn a_card_without_an_issuer_is_not_live_and_updates_can_be_off() {
    let scene = Scene::new();
    let made = ok(&scene.api, "cardCreate", json!({ "title": "Plastic" }));
    let plastic = made["ids"][0].as_str().unwrap();
    assert_eq!(scene.refresh(plastic)["outcome"], "notLive");
    assert_eq!(scene.card(plastic)["source"], Value::Null);
    let unknown = json!({ "ids": ["0192b2d2-0000-7000-8000-000000000000"] });
    assert_eq!(
        code(&scene.api, "passesRefresh", unknown),
        kantis_api::Code::NotFound
    );

    let id = scene.pass("1", json!({}));
    let off = ok(&scene.api, "passUpdates", json!({ "id": id, "on": false }));
    assert_eq!(scene.refresh(&id)["outcome"], "notLive");
    assert!(scene.shop.asked().is_empty());
    let sources = ok(&scene.api, "passSources", json!({}));
    let shown = json!([
        sources[0]["card"],
        sources[0]["cardTitle"],
        sources[0]["on"]
    ]);
    assert_eq!(shown, json!([id, "The Shop", false]));
    ok(&scene.api, "undo", json!({ "step": off["undo"] }));
    assert_eq!(scene.refresh(&id)["outcome"], "unchanged");
    assert_eq!(scene.shop.asked(), ["1"]);
}

#[test]
fn registering_is_a_choice_that_can_be_taken_back() {
    let scene = Scene::new();
    let id = scene.pass("1", json!({}));
    let report = ok(&scene.api, "passRegister", json!({ "id": id, "on": true }));
    assert_eq!(report["cards"][0]["outcome"], "unchanged", "{report}");
    assert_eq!(scene.shop.registered(), ["1"]);
    assert_eq!(scene.card(&id)["source"]["registered"], true);
    ok(&scene.api, "passRegister", json!({ "id": id, "on": false }));
    assert!(scene.shop.registered().is_empty());
    assert_eq!(scene.card(&id)["source"]["registered"], false);
}

#[test]
fn a_host_that_stays_asks_by_itself_and_ends_when_it_goes() {
    let (home, shop) = (Home::new(), Arc::new(Shop::default()));
    let api = Api::start(HostConfig {
        passes: Some(Arc::clone(&shop) as _),
        stays: true,
        ..home.host()
    });
    ok(&api, "wake", json!({ "wake": "foreground" }));
    let mut events = api.events();
    shop.answers(Ok(pass("1", 150, json!({}))));
    let id = import(&api, &[pass("1", 120, json!({}))]).remove(0);
    // The import itself names no card; what the issuer sent names this one.
    wait_for(
        &mut events,
        |event| matches!(event, Event::CardsChanged { ids } if *ids == [id.clone()]),
    );
    let card = ok(&api, "card", json!({ "id": id }));
    assert_eq!(card["loyalty"]["balances"][0]["available"]["amount"], 150);
    api.end();
    drop(api);
    assert_eq!(Arc::strong_count(&shop), 1, "nothing of the host is left");
}

/// A clock in another zone than the one that passes were read in; says when they are read anew.
struct Abroad(Mutex<Sender<()>>);

impl Clock for Abroad {
    fn now(&self) -> DateTime<Utc> {
        NOON.parse().unwrap()
    }

    fn zone(&self) -> Zone {
        if thread::current().name() == Some("kantis-read") {
            let _ = self.0.lock().unwrap().send(());
        }
        Zone::fixed(FixedOffset::east_opt(9 * 3600).unwrap())
    }
}

#[test]
fn nothing_reads_the_wallet_once_a_host_has_ended() {
    let home = Home::new();
    let passes: Vec<_> = (0..100)
        .map(|serial| pass(&serial.to_string(), 120, json!({})))
        .collect();
    import(&home.start(), &passes);
    let (begins, begun) = channel();
    let clock = Arc::new(Abroad(Mutex::new(begins)));
    let api = Api::start(HostConfig {
        clock: Arc::clone(&clock) as _,
        stays: true,
        ..home.host()
    });
    begun.recv().unwrap();
    api.end();
    drop(api);
    assert_eq!(Arc::strong_count(&clock), 1, "nothing of the host is left");
}

#[test]
fn the_shopper_corrects_a_guess() {
    let scene = Scene::new();
    let id = scene.pass("1", json!({}));
    let say = |meaning: Value| {
        let correction = json!({ "id": id, "field": "points", "meaning": meaning });
        ok(&scene.api, "fieldMeaning", correction)
    };
    assert_eq!(say(json!("nothing"))["ids"], json!([id]));
    let card = scene.card(&id);
    assert_eq!(card["loyalty"]["balances"], json!([]));
    assert_eq!(card["tile"]["headline"]["kind"], "field");
    say(Value::Null);
    assert_eq!(scene.card(&id)["tile"]["headline"]["kind"], "shopBalance");
}

#[test]
fn muting_is_a_step() {
    let scene = Scene::new();
    let id = scene.pass("1", json!({}));
    let done = ok(&scene.api, "cardMuted", json!({ "id": id, "on": true }));
    assert_eq!(scene.card(&id)["muted"], true);
    ok(&scene.api, "undo", json!({ "step": done["undo"] }));
    assert_eq!(scene.card(&id)["muted"], false);
}

#[test]
fn offers_have_their_card_and_count_on_its_tile() {
    let scene = Scene::new();
    let coupon = json!({
        "storeCard": null,
        "coupon": { "primaryFields": [{ "key": "offer", "label": "Offer", "value": "20 % off" }] },
        "expirationDate": "2026-12-24T23:59:00+02:00",
    });
    let id = scene.pass("1", coupon);
    let offers = ok(&scene.api, "offers", json!({}));
    assert_eq!(offers[0]["card"], json!(id), "{offers}");
    assert_eq!(
        offers[0]["offer"]["value"],
        json!({ "kind": "percent", "tenths": 200 })
    );
    assert_eq!(scene.card(&id)["tile"]["offers"], 1);
    scene.clock.go_on(TimeDelta::days(60));
    assert_eq!(ok(&scene.api, "offers", json!({})), json!([]));
    assert_eq!(scene.card(&id)["tile"]["offers"], 0);
}

#[test]
fn settings_come_back_as_they_went() {
    let scene = Scene::new();
    let mut settings = ok(&scene.api, "settings", json!({}));
    assert_eq!(settings["notices"]["on"], true);
    settings["notices"] = json!({
        "on": false, "topics": ["balance", "trouble"], "quietFrom": 1380, "quietUntil": 420,
        "privateOnLock": true, "remindDays": 14,
    });
    settings["usePlace"] = json!(true);
    assert_eq!(ok(&scene.api, "settingsUpdate", settings.clone()), settings);
    assert_eq!(ok(&scene.api, "settings", json!({})), settings);
}
