//! Cards through the commands, as a screen uses them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use kantis_api::{Api, Code};
use serde_json::{Value, json};
use support::{Home, code, fails, ok};

fn kahvila() -> Value {
    json!({
        "title": "Kahvila Aalto",
        "issuer": "Aalto Oy",
        "symbols": [{ "symbology": "EAN_13", "text": "6430012345679" }],
        "colour": "#6b3d2a",
        "note": "Kymmenes kahvi",
        "fields": [{ "label": "PIN", "value": "1234" }],
        "validUntil": "2031-01-31",
        "balance": { "amount": 1250, "scale": 2, "unit": { "kind": "currency", "code": "EUR" } },
    })
}

fn make(api: &Api, card: Value) -> String {
    ok(api, "cardCreate", card)["ids"][0]
        .as_str()
        .unwrap()
        .to_owned()
}

fn titles(api: &Api, query: Value) -> Vec<String> {
    let list = ok(api, "cards", query);
    let cards = list["cards"].as_array().unwrap().iter();
    cards
        .map(|card| card["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_card_comes_back_as_it_was_made() {
    let home = Home::new();
    let api = home.start();
    let id = make(&api, kahvila());
    let card = ok(&api, "card", json!({ "id": id }));
    assert_eq!(card["tile"]["title"], "Kahvila Aalto");
    assert_eq!(
        card["tile"]["number"], "6430012345679",
        "the first code is the number"
    );
    assert_eq!(card["tile"]["headline"]["balance"]["amount"], 1250);
    assert_eq!(card["tile"]["validUntil"], "2031-01-31");
    assert_eq!(
        card["symbols"][0]["groups"],
        json!(["6", "430012", "345679"])
    );
    assert_eq!(card["symbols"][0]["readBack"], "good");
    assert_eq!(card["fields"][0]["value"], "1234");
    assert_eq!(card["origin"], "manual");
}

#[test]
fn a_number_that_does_not_fit_says_why_and_what_would() {
    let home = Home::new();
    let api = home.start();
    let mut card = kahvila();
    card["symbols"][0]["text"] = json!("6430012345678");
    let error = fails(&api, "cardCreate", card.clone());
    assert_eq!(error.code, Code::CannotCarry);
    assert_eq!(error.params["reason"], "checkDigit");
    assert_eq!(error.params["expected"], "9");
    assert!(error.params["alternatives"].contains("CODE_128"));
    assert_eq!(ok(&api, "cards", json!({}))["total"], 0);

    card["symbols"][0]["asPrinted"] = json!(true);
    let id = make(&api, card);
    let card = ok(&api, "card", json!({ "id": id }));
    assert!(card["symbols"][0]["drawing"]["path"].is_string());
    assert_eq!(card["symbols"][0]["text"], "6430012345678");
}

#[test]
fn a_preview_draws_what_is_typed() {
    let home = Home::new();
    let api = home.start();
    let view = ok(
        &api,
        "symbolPreview",
        json!({ "symbology": "QR_CODE", "text": "kahvi" }),
    );
    assert_eq!(view["readBack"], "good");
    assert_eq!(view["drawing"]["width"], view["drawing"]["height"]);
    let view = ok(
        &api,
        "symbolPreview",
        json!({ "symbology": "RSS_14", "text": "0412345678901" }),
    );
    assert_eq!(view["problem"]["code"], "notDrawable");
    let view = ok(
        &api,
        "symbolPreview",
        json!({ "symbology": "NONSENSE", "text": "1" }),
    );
    assert_eq!(view["problem"]["code"], "unknownSymbology");
    let bytes = json!({ "symbology": "AZTEC", "hex": "9e818000ff0ae4" });
    assert_eq!(ok(&api, "symbolPreview", bytes)["hex"], "9e818000ff0ae4");
}

#[test]
fn bytes_that_are_no_text_survive_an_edit_of_the_note() {
    let home = Home::new();
    let api = home.start();
    let mut card = kahvila();
    card["symbols"] = json!([{ "symbology": "AZTEC", "hex": "9e818000ff0ae4" }]);
    let id = make(&api, card.clone());
    let symbol = ok(&api, "card", json!({ "id": id }))["symbols"][0].clone();
    card["note"] = json!("Toinen");
    card["symbols"] = json!([{ "id": symbol["id"], "symbology": "AZTEC", "text": symbol["text"] }]);
    ok(&api, "cardUpdate", json!({ "id": id, "card": card }));
    let after = ok(&api, "card", json!({ "id": id }));
    assert_eq!(after["note"], "Toinen");
    assert_eq!(after["symbols"][0]["hex"], "9e818000ff0ae4");
    assert_eq!(after["symbols"][0]["id"], symbol["id"]);
}

#[test]
fn an_edit_and_a_delete_can_be_undone() {
    let home = Home::new();
    let api = home.start();
    let id = make(&api, kahvila());
    let before = ok(&api, "card", json!({ "id": id }));
    let mut card = kahvila();
    card["title"] = json!("Muu");
    let edit = ok(&api, "cardUpdate", json!({ "id": id, "card": card }));
    assert_eq!(titles(&api, json!({})), ["Muu"]);
    ok(&api, "undo", json!({ "step": edit["undo"] }));
    assert_eq!(
        ok(&api, "card", json!({ "id": id }))["tile"],
        before["tile"]
    );

    ok(&api, "cardsDelete", json!({ "ids": [id] }));
    assert_eq!(code(&api, "card", json!({ "id": id })), Code::NotFound);
    let undone = ok(&api, "undo", json!({}));
    assert_eq!(
        (undone["kind"].as_str(), undone["restored"].as_u64()),
        (Some("delete"), Some(1))
    );
    assert_eq!(
        ok(&api, "card", json!({ "id": id }))["fields"],
        before["fields"]
    );
}

#[test]
fn search_folds_diacritics_and_knows_groups() {
    let home = Home::new();
    let api = home.start();
    let card = make(&api, kahvila());
    make(
        &api,
        json!({ "title": "City Library", "number": "2 0412 5567" }),
    );
    assert_eq!(
        titles(&api, json!({ "search": "kahvi" })),
        ["Kahvila Aalto"]
    );
    assert_eq!(
        titles(&api, json!({ "search": "KYMMENES aalto" })),
        ["Kahvila Aalto"]
    );
    assert_eq!(
        titles(&api, json!({ "search": "04125567" })),
        ["City Library"]
    );
    assert!(titles(&api, json!({ "search": "\" OR * ( NEAR" })).is_empty());
    let group = ok(&api, "groupCreate", json!({ "name": "Törsäys" }));
    ok(
        &api,
        "groupMembers",
        json!({ "id": group["id"], "cards": [card], "on": true }),
    );
    assert_eq!(
        titles(&api, json!({ "search": "torsays" })),
        ["Kahvila Aalto"]
    );
    assert_eq!(
        titles(&api, json!({ "group": group["id"] })),
        ["Kahvila Aalto"]
    );
}

#[test]
fn events_hint_at_what_changed() {
    let home = Home::new();
    let api = home.start();
    let mut events = api.events();
    let id = make(&api, kahvila());
    assert_eq!(
        events.next_blocking(),
        Some(kantis_api::Event::CardsChanged { ids: vec![id] })
    );
}

#[test]
fn another_process_is_seen_as_an_event() {
    let home = Home::new();
    let (here, there) = (home.start(), home.start());
    let mut events = here.events();
    make(&there, kahvila());
    while events.next_blocking() != Some(kantis_api::Event::WalletChanged) {}
    assert_eq!(titles(&here, json!({})), ["Kahvila Aalto"]);
}

#[test]
fn a_request_of_another_shape_is_refused_without_its_values() {
    let home = Home::new();
    let api = home.start();
    let error = fails(&api, "card", json!({ "id": 4_242_424_242_u64 }));
    assert_eq!(error.code, Code::BadRequest);
    assert!(!format!("{error:?}").contains("4242424242"));
    assert_eq!(code(&api, "cardExplode", Value::Null), Code::UnknownCommand);
}

#[test]
fn an_opened_address_waits_and_the_newest_counts() {
    let home = Home::new();
    let api = home.start();
    let mut events = api.events();
    let none = json!({ "address": null });
    assert_eq!(ok(&api, "openedAddress", Value::Null), none);
    api.opened_address("https://a.example");
    api.opened_address("https://b.example/join?invite=x");
    api.opened_address(&"x".repeat(5_000));
    let told = kantis_api::Event::AddressOpened;
    assert_eq!(events.next_blocking(), Some(told));
    let newest = json!({ "address": "https://b.example/join?invite=x" });
    assert_eq!(ok(&api, "openedAddress", Value::Null), newest);
    assert_eq!(ok(&api, "openedAddress", Value::Null), none);
}

#[test]
fn opened_files_wait_and_refusals_are_told() {
    let home = Home::new();
    let api = home.start();
    let mut events = api.events();
    api.opened_file("cards.csv", Ok(b"_id,store".to_vec()));
    api.opened_file(
        "film.mkv",
        Err(kantis_api::ApiError::new(Code::FileTooLarge)),
    );
    assert_eq!(events.next_blocking(), Some(kantis_api::Event::FilesOpened));
    let opened = ok(&api, "openedFiles", Value::Null);
    assert_eq!(opened["uploads"][0]["name"], "cards.csv");
    assert_eq!(opened["refused"][0]["code"], "fileTooLarge");
    assert_eq!(opened["refused"][0]["params"]["source"], "film.mkv");
    assert_eq!(
        ok(&api, "openedFiles", Value::Null),
        json!({ "uploads": [], "refused": [] })
    );
}
