//! Passes that a shop on this machine keeps fresh, seen from the terminal and through the server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(all(unix, debug_assertions))]

mod common;

use std::fs;
use std::path::Path;

use common::Kantis;
use common::http::{Server, next_event};
use common::shop::Shop;
use serde_json::{Value, json};

/// A wallet with a pass of each serial number.
fn wallet(shop: &Shop, serials: &[&str]) -> Kantis {
    let kantis = Kantis::new();
    for serial in serials {
        let file = kantis.file("a.pkpass", &shop.pass(serial));
        kantis.json(&["import", file.to_str().unwrap()]);
    }
    kantis
}

#[test]
fn a_refresh_brings_the_balance_and_says_so() {
    let shop = Shop::open();
    let kantis = wallet(&shop, &["1", "M 2"]);
    shop.give(150);
    let report = kantis.json(&["pass", "refresh", "Shop M 2"]);
    assert_eq!(report["cards"][0]["outcome"], "updated", "{report}");
    assert_eq!(report["cards"].as_array().unwrap().len(), 1);
    let card = kantis.json(&["card", "show", "Shop M 2"]);
    assert_eq!(card["tile"]["headline"]["balance"]["amount"], 150);
    let shown = kantis.run(&["card", "show", "Shop M 2"]).ends(0).out;
    for words in ["150 points", "As of", "fresh, from 127.0.0.1"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let said = kantis.run(&["activity", "--card", "Shop M 2"]).ends(0).out;
    assert!(said.contains("Shop M 2: You now have 150 points"), "{said}");
    let page = kantis.json(&["activity", "--topic", "trouble", "--limit", "3"]);
    assert_eq!(page, json!({ "entries": [], "more": false }));

    let all = kantis.run(&["pass", "refresh", "--all"]).ends(0).out;
    assert!(all.contains("updated"), "{all}");
    let cards = kantis.run(&["cards"]).ends(0).out;
    assert_eq!(cards.matches("150 points").count(), 2, "{cards}");
}

#[test]
fn what_fails_ends_with_one_and_keeps_the_card() {
    let shop = Shop::open();
    let kantis = wallet(&shop, &["1"]);
    for (status, why, words) in [
        (503, "busy", "the issuer is in trouble"),
        (401, "rejected", "does not accept this pass's token"),
        (410, "gone", "no longer knows this pass"),
    ] {
        // A wallet of its own for each: the same pass is asked for once in ten seconds.
        let kantis = wallet(&shop, &["1"]);
        shop.fail(Some(status));
        let ran = kantis.run(&["pass", "refresh"]).ends(1);
        assert!(ran.out.contains(words), "{ran:?}");
        let card = kantis.json(&["card", "show", "Shop 1"]);
        assert_eq!(card["tile"]["headline"]["balance"]["amount"], 120, "{why}");
        shop.fail(None);
    }
    let ran = kantis.run(&["pass", "refresh", "nobody"]).ends(1);
    assert!(ran.err.contains("no such card"), "{ran:?}");
    kantis.run(&["pass", "refresh", "--all", "Shop 1"]).ends(2);
}

#[test]
fn a_device_registers_and_leaves() {
    let shop = Shop::open();
    let kantis = wallet(&shop, &["1"]);
    let ran = kantis.run(&["pass", "register", "Shop 1"]).ends(0);
    assert!(
        ran.out
            .contains("127.0.0.1 now knows that a device has this pass"),
        "{ran:?}"
    );
    assert_eq!(shop.registered(), ["1"]);
    kantis.run(&["pass", "unregister", "Shop 1"]).ends(0);
    assert!(shop.registered().is_empty());
    kantis.add(&["--title", "Plastic"]);
    let ran = kantis.run(&["pass", "register", "Plastic"]).ends(1);
    assert!(ran.err.contains("no web service"), "{ran:?}");
}

#[test]
fn the_server_keeps_passes_fresh_by_itself() {
    let shop = Shop::open();
    let kantis = Kantis::new();
    let server = Server::start(&kantis);
    let mut events = server.events();
    server.rpc("wake", &json!({ "wake": "foreground" }));
    let old = shop.pass("1");
    shop.give(150);
    let upload = server.ask("POST", "/upload?name=a.pkpass", &old).json();
    let ask = json!({ "uploads": [upload["id"]], "job": "in" });
    let preview = server.rpc("importPreview", &ask);
    let apply = json!({ "preview": preview["id"], "job": "in" });
    let id = server.rpc("importApply", &apply)["ids"][0].clone();
    // The import names no card; what the shop sent names this one.
    while next_event(&mut events) != json!({ "event": "cardsChanged", "ids": [id] }) {}
    let card = server.rpc("card", &json!({ "id": id }));
    assert_eq!(card["tile"]["headline"]["balance"]["amount"], 150);
    let sources = server.rpc("passSources", &Value::Null);
    assert_eq!(sources[0]["state"], "live");
}

#[test]
fn a_card_is_written_once_and_comes_in_again() {
    let shop = Shop::open();
    let kantis = wallet(&shop, &["1"]);
    let export = |file: &str, format: &str, card: &str, more: &[&str]| {
        let args = ["export", file, "--format", format, "--card", card];
        kantis.run(&[&args, more].concat())
    };
    kantis.add(&[
        "--title",
        "Plastic",
        "--symbology",
        "CODE_128",
        "--text",
        "A-1",
    ]);
    let ran = export("out.pkpass", "pkpass", "Plastic", &[]).ends(0);
    assert!(ran.err.contains("Apple's own wallet refuses"), "{ran:?}");
    let ran = export("out.pkpass", "pkpass", "Plastic", &[]).ends(1);
    assert!(ran.err.contains("is there already"), "{ran:?}");
    let other = Kantis::new();
    let file = kantis.path("out.pkpass");
    other.json(&["import", file.to_str().unwrap()]);
    assert_eq!(other.titles(&[]), ["Plastic"]);
    let code = other.json(&["card", "show", "Plastic"])["symbols"][0].clone();
    assert_eq!(
        (&code["symbology"], &code["text"]),
        (&json!("CODE_128"), &json!("A-1"))
    );

    let ran = export("out.pkpass", "original", "Shop 1", &["--force"]).ends(0);
    assert!(ran.err.contains("carries its issuer's token"), "{ran:?}");
    assert_eq!(fs::read(&file).unwrap(), shop.pass("1"));
    let ran = export("b.pkpass", "original", "Plastic", &["--json"]).ends(1);
    assert!(ran.err.contains("\"noOriginal\""), "{ran:?}");
    assert!(!kantis.path("b.pkpass").exists());
}

#[test]
fn the_server_hands_an_exported_file_over_to_be_saved() {
    let kantis = Kantis::new();
    let id = kantis.add(&["--title", "Kahvilä \"5\""]);
    let server = Server::start(&kantis);
    let made = server.rpc("cardExport", &json!({ "id": id, "format": "pkpass" }));
    let path = format!("/blob/{}", made["blob"].as_str().unwrap());
    let file = server.ask("GET", &path, b"");
    assert_eq!(file.status, 200, "{file:?}");
    assert_eq!(file.header("content-type"), made["mime"].as_str());
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let saved = file.header("content-disposition").unwrap();
    assert!(
        saved.starts_with("attachment; filename*=UTF-8''Kahvil%C3%A4"),
        "{saved}"
    );
    assert_eq!(made["size"], file.body.len());
}

#[test]
fn an_inspection_shows_the_chain_and_each_check() {
    let Some(fixtures) = std::env::var_os("KANTIS_FIXTURES") else {
        println!("skipped: KANTIS_FIXTURES names no folder with real passes");
        return;
    };
    let kantis = Kantis::new();
    let signed = passes(Path::new(&fixtures))
        .into_iter()
        .find(|file| {
            let pass = kantis.run(&["--json", "pass", "inspect", file]);
            pass.code == 0 && pass.json()["provenance"] == "verified"
        })
        .expect("one of the real passes is genuine");
    let pass = kantis.json(&["pass", "inspect", &signed]);
    let chain = pass["chain"].as_array().unwrap();
    assert!(chain.len() >= 2, "{pass}");
    assert_eq!(chain.last().unwrap()["anchor"], true, "{pass}");
    let text = kantis.run(&["pass", "inspect", &signed]).ends(0).out;
    assert_eq!(
        text.matches("\nCertificate ").count(),
        chain.len(),
        "{text}"
    );
    for words in [
        "known to Kantis",
        "the signer leads to Apple: yes",
        "the list is signed: yes",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// Pass files in a folder, in order of their names.
fn passes(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(passes(&path));
        } else if path.extension().is_some_and(|kind| kind == "pkpass") {
            files.push(path.to_str().unwrap().to_owned());
        }
    }
    files.sort();
    files
}
