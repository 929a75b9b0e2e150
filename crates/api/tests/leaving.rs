//! Cards as files, and what is of use now or here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;

use chrono::TimeDelta;
use kantis_api::{Api, Code, HostConfig};
use serde_json::{Value, json};
use support::shop::{Clockwork, import, pass};
use support::{Home, code, ok};

fn start_at(home: &Home, clock: &Arc<Clockwork>) -> Arc<Api> {
    Api::start(HostConfig {
        clock: Arc::clone(clock) as _,
        ..home.host()
    })
}

#[test]
fn a_card_leaves_as_a_file_that_comes_in_elsewhere() {
    let home = Home::new();
    let clock = Clockwork::at("2026-11-21T10:00:00Z");
    let api = start_at(&home, &clock);
    let card = json!({
        "title": "Kahvila / Aalto",
        "symbols": [{ "symbology": "CODE_128", "text": "6430012345679" }],
    });
    let made = ok(&api, "cardCreate", card);
    let id = &made["ids"][0];
    assert_eq!(
        ok(&api, "card", json!({ "id": id }))["exports"],
        json!(["pkpass"])
    );
    let file = ok(&api, "cardExport", json!({ "id": id, "format": "pkpass" }));
    assert_eq!(file["mime"], "application/vnd.apple.pkpass");
    let name = file["name"].as_str().unwrap();
    assert!(name.ends_with(".pkpass") && !name.contains('/'), "{name}");
    let blob = api.blob(file["blob"].as_str().unwrap()).unwrap();
    assert_eq!(file["size"], blob.bytes.len());
    assert_eq!(blob.save_as.as_deref(), Some(name));

    let elsewhere = Home::new();
    let other = elsewhere.start();
    let copy = import(&other, &[blob.bytes]).remove(0);
    let copy = ok(&other, "card", json!({ "id": copy }));
    assert_eq!(copy["tile"]["title"], "Kahvila / Aalto");
    assert_eq!(copy["symbols"][0]["symbology"], "CODE_128");
    assert_eq!(copy["symbols"][0]["text"], "6430012345679");

    clock.go_on(TimeDelta::minutes(10));
    let gone = api.blob(file["blob"].as_str().unwrap());
    assert_eq!(gone.err().unwrap().code, Code::NotFound);
}

#[test]
fn the_original_is_the_very_file_unless_its_issuer_minds() {
    let home = Home::new();
    let api = home.start();
    let file = pass("1", 120, json!({}));
    let minded = pass("2", 120, json!({ "sharingProhibited": true }));
    let ids = import(&api, &[file.clone(), minded]);
    let original = |id: &str| json!({ "id": id, "format": "original" });
    let made = ok(&api, "cardExport", original(&ids[0]));
    assert_eq!(
        api.blob(made["blob"].as_str().unwrap()).unwrap().bytes,
        file
    );
    assert_eq!(
        code(&api, "cardExport", original(&ids[1])),
        Code::SharingProhibited
    );
    assert_eq!(
        ok(&api, "card", json!({ "id": ids[1] }))["exports"],
        json!([])
    );
    let plastic = ok(&api, "cardCreate", json!({ "title": "Plastic" }));
    let plastic = plastic["ids"][0].as_str().unwrap();
    assert_eq!(
        code(&api, "cardExport", original(plastic)),
        Code::NoOriginal
    );
}

#[test]
fn what_is_of_use_now_or_here_comes_first() {
    let home = Home::new();
    let clock = Clockwork::at("2026-11-21T10:00:00Z");
    let api = start_at(&home, &clock);
    let at = |place: (f64, f64)| {
        json!({
            "locations": [{
                "latitude": place.0, "longitude": place.1, "relevantText": "Show it at the till",
            }],
        })
    };
    let ids = import(
        &api,
        &[
            pass("nothing", 1, json!({})),
            pass(
                "tonight",
                1,
                json!({ "relevantDate": "2026-11-21T20:00+02:00" }),
            ),
            pass(
                "now",
                1,
                json!({ "relevantDate": "2026-11-21T12:30+02:00" }),
            ),
            pass(
                "next week",
                1,
                json!({ "relevantDate": "2026-11-28T20:00+02:00" }),
            ),
            pass("helsinki", 1, at((60.1699, 24.9384))),
            pass("tampere", 1, at((61.4978, 23.7610))),
        ],
    );
    let [_, tonight, now, _, helsinki, _] = ids.as_slice() else {
        panic!("{ids:?}");
    };
    let here = json!({ "place": { "latitude": 60.1717, "longitude": 24.9414 } });
    let found = |request: &Value| -> Vec<String> {
        let cards = ok(&api, "relevantCards", request.clone());
        let cards = cards.as_array().unwrap().iter();
        cards
            .map(|card| card["id"].as_str().unwrap().to_owned())
            .collect()
    };
    // Nobody allowed that the place is used.
    assert_eq!(found(&here), [now.clone(), tonight.clone()]);
    let mut settings = ok(&api, "settings", json!({}));
    settings["usePlace"] = json!(true);
    ok(&api, "settingsUpdate", settings);
    assert_eq!(
        found(&here),
        [now.clone(), helsinki.clone(), tonight.clone()]
    );
    assert_eq!(found(&json!({})), [now.clone(), tonight.clone()]);
    let cards = ok(&api, "relevantCards", here.clone());
    assert_eq!(cards[1]["text"], "Show it at the till");
    assert_eq!(cards[1]["metres"], 260);
    clock.go_on(TimeDelta::hours(3));
    assert_eq!(found(&json!({})), std::slice::from_ref(tonight));
    // A pass that comes anew is read anew.
    let moved = pass(
        "tonight",
        1,
        json!({ "relevantDate": "2026-11-29T20:00+02:00" }),
    );
    import(&api, &[moved]);
    assert_eq!(found(&json!({})), Vec::<String>::new());
}
