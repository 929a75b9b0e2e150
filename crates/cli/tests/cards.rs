//! Cards by hand: add, list, show, edit, archive, delete, undo.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use common::Kantis;
use serde_json::json;

const METSA: &[&str] = &[
    "--title",
    "Metsä Market",
    "--symbology",
    "EAN_13",
    "--number",
    "6430012345679",
    "--colour",
    "#1f5c4a",
    "--group",
    "Groceries",
    "--balance",
    "2140 points",
    "--valid-until",
    "2031-12-31",
    "--field",
    "PIN=4711",
    "--note",
    "Double on Tuesdays",
    "--issuer",
    "Metsä Oy",
    "--holder",
    "Aino",
    "--favourite",
];

#[test]
fn a_card_is_kept_with_everything_that_was_said_of_it() {
    let kantis = Kantis::new();
    let id = kantis.add(METSA);
    let card = kantis.json(&["card", "show", &id]);
    assert_eq!(card["tile"]["title"], "Metsä Market");
    assert_eq!(card["tile"]["number"], "6430012345679");
    assert_eq!(card["tile"]["favourite"], true);
    assert_eq!(card["tile"]["validUntil"], "2031-12-31");
    assert_eq!(card["tile"]["issuer"], "Metsä Oy");
    assert_eq!(card["holder"], "Aino");
    assert_eq!(card["colour"], "#1f5c4a");
    assert_eq!(card["note"], "Double on Tuesdays");
    assert_eq!(card["fields"], json!([{ "label": "PIN", "value": "4711" }]));
    assert_eq!(card["balance"]["amount"], 2140);
    assert_eq!(card["balance"]["unit"]["kind"], "points");
    assert_eq!(card["origin"], "manual");
    let symbol = &card["symbols"][0];
    assert_eq!(symbol["symbology"], "EAN_13");
    assert_eq!(symbol["text"], "6430012345679");
    assert_eq!(symbol["groups"], json!(["6", "430012", "345679"]));
    assert_eq!(symbol["readBack"], "good");
    let list = kantis.json(&["cards"]);
    assert_eq!(list["total"], 1);
    assert_eq!(list["groups"][0]["name"], "Groceries");
    assert_eq!(list["cards"][0]["groups"], json!([list["groups"][0]["id"]]));
}

#[test]
fn global_flags_work_before_and_after_the_command() {
    let kantis = Kantis::new();
    let elsewhere = kantis.path("deep/er/wallet");
    let elsewhere = elsewhere.to_str().unwrap();
    let ends = |args: &[&str]| kantis.run(args).ends(0).json();
    ends(&[
        "--json", "--wallet", elsewhere, "card", "add", "--title", "One",
    ]);
    ends(&[
        "card", "--json", "add", "--wallet", elsewhere, "--title", "Two",
    ]);
    let list = ends(&["cards", "--sort", "name", "--wallet", elsewhere, "--json"]);
    assert_eq!(list["cards"][0]["title"], "One");
    assert_eq!(list["cards"][1]["title"], "Two");
    assert!(
        kantis.titles(&[]).is_empty(),
        "the other wallet stays empty"
    );
}

#[test]
fn an_edit_changes_what_is_named_and_undo_takes_it_back() {
    let kantis = Kantis::new();
    let id = kantis.add(METSA);
    kantis.json(&[
        "card",
        "edit",
        "metsä market",
        "--title",
        "Metsä",
        "--balance",
        "12,50 EUR",
        "--issuer",
        "",
        "--field",
        "PIN=",
        "--no-favourite",
        "--group",
        "Food",
        "--group",
        "Weekly",
    ]);
    let card = kantis.json(&["card", "show", "Metsä"]);
    assert_eq!(card["tile"]["id"], id.as_str());
    assert_eq!(card["tile"]["issuer"], json!(null));
    assert_eq!(card["tile"]["favourite"], false);
    assert_eq!(card["tile"]["groups"].as_array().unwrap().len(), 2);
    assert_eq!(
        card["balance"]["unit"],
        json!({ "kind": "currency", "code": "EUR" })
    );
    assert_eq!(
        (&card["balance"]["amount"], &card["balance"]["scale"]),
        (&json!(1250), &json!(2))
    );
    assert_eq!(card["fields"], json!([]));
    assert_eq!(card["note"], "Double on Tuesdays");
    assert_eq!(card["symbols"][0]["text"], "6430012345679");
    let undone = kantis.json(&["undo"]);
    assert_eq!(undone["restored"], 1);
    let card = kantis.json(&["card", "show", &id]);
    assert_eq!(card["tile"]["title"], "Metsä Market");
    assert_eq!(card["balance"]["amount"], 2140);
}

#[test]
fn archived_and_deleted_cards_come_back() {
    let kantis = Kantis::new();
    for title in ["One", "Two", "Three"] {
        kantis.add(&["--title", title]);
    }
    kantis.json(&["card", "archive", "One", "Two"]);
    assert_eq!(kantis.titles(&[]), ["Three"]);
    assert_eq!(
        kantis.titles(&["--archived", "--sort", "name"]),
        ["One", "Two"]
    );
    kantis.json(&["card", "archive", "One", "--restore"]);
    assert_eq!(kantis.titles(&["--sort", "name"]), ["One", "Three"]);
    kantis.json(&["card", "delete", "Three", "One"]);
    assert!(kantis.titles(&[]).is_empty());
    kantis.json(&["undo"]);
    assert_eq!(kantis.titles(&["--sort", "name"]), ["One", "Three"]);
}

#[test]
fn search_folds_diacritics_and_looks_into_groups() {
    let kantis = Kantis::new();
    kantis.add(&["--title", "Kahvilä", "--group", "Töölö"]);
    kantis.add(&["--title", "Kirja", "--number", "4471"]);
    assert_eq!(kantis.titles(&["--search", "kahvi"]), ["Kahvilä"]);
    assert_eq!(kantis.titles(&["--search", "4471"]), ["Kirja"]);
    assert_eq!(kantis.titles(&["--search", "toolo"]), ["Kahvilä"]);
    assert_eq!(kantis.titles(&["--group", "töölö"]), ["Kahvilä"]);
    let ran = kantis.run(&["cards", "--group", "nowhere"]).ends(1);
    assert!(ran.err.contains("no such group"), "{ran:?}");
}

#[test]
fn a_card_is_named_by_its_title_or_a_part_of_its_id_and_never_guessed() {
    let kantis = Kantis::new();
    let first = kantis.add(&["--title", "Twin"]);
    kantis.add(&["--title", "Twin"]);
    let ran = kantis.run(&["--json", "card", "show", "twin"]).ends(1);
    assert!(ran.out.is_empty());
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], "ambiguous");
    let end = &first[first.len() - 8..];
    assert_eq!(
        kantis.json(&["card", "show", end])["tile"]["id"],
        first.as_str()
    );
    let ran = kantis.run(&["--json", "card", "show", "nobody"]).ends(1);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], "notFound");
    assert_eq!(error["error"]["retryable"], false);
}

#[test]
fn a_payload_that_does_not_fit_is_told_and_nothing_is_kept() {
    let kantis = Kantis::new();
    let ran = kantis
        .run(&[
            "card",
            "add",
            "--title",
            "X",
            "--symbology",
            "EAN_13",
            "--text",
            "6430012345670",
        ])
        .ends(1);
    assert!(
        ran.err.contains("EAN_13") && ran.err.contains("check digit"),
        "{ran:?}"
    );
    assert!(
        !ran.err.contains("6430012345670"),
        "an error names no number: {ran:?}"
    );
    assert!(kantis.titles(&[]).is_empty());
    kantis.add(&[
        "--title",
        "X",
        "--symbology",
        "EAN_13",
        "--text",
        "6430012345670",
        "--as-printed",
    ]);
    assert_eq!(kantis.titles(&[]), ["X"]);
}

#[test]
fn bytes_that_no_text_can_hold_stay_as_they_are() {
    let kantis = Kantis::new();
    let id = kantis.add(&[
        "--title",
        "Bytes",
        "--symbology",
        "QR_CODE",
        "--hex",
        "00 ff 1d 80",
    ]);
    kantis.json(&["card", "edit", &id, "--note", "edited"]);
    let card = kantis.json(&["card", "show", &id]);
    assert_eq!(card["symbols"][0]["hex"], "00ff1d80");
}

#[test]
fn wrong_use_ends_with_2() {
    let kantis = Kantis::new();
    let check = |args: &[&str]| {
        let ran = kantis.run(args).ends(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{ran:?}");
    };
    check(&["nonsense"]);
    check(&["card", "add"]);
    check(&["card", "add", "--title", "X", "--balance", "much"]);
    check(&["card", "add", "--title", "X", "--field", "nolabel"]);
    check(&["card", "add", "--title", "X", "--text", "1"]);
    check(&[
        "card",
        "add",
        "--title",
        "X",
        "--symbology",
        "KLINGON",
        "--text",
        "1",
    ]);
    check(&["import"]);
    check(&["import", "x", "--on-conflict", "nobody"]);
    check(&["symbol", "draw", "--symbology", "QR_CODE"]);
    check(&["symbol", "draw", "--symbology", "QR_CODE", "--hex", "abc"]);
    check(&["symbol", "draw", "--text", "x"]);
    assert!(!kantis.path("wallet").exists(), "no wallet was made");
}

#[test]
fn a_title_cannot_drive_the_terminal() {
    let kantis = Kantis::new();
    kantis.add(&["--title", "Bad", "--note", "a\u{1b}[2Jb"]);
    let ran = kantis.run(&["card", "show", "Bad"]).ends(0);
    assert!(!ran.out.contains('\u{1b}'), "{ran:?}");
}
