//! Import: preview, conflicts, the same twice, undo, and what cannot come in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use std::fs;

use common::{Kantis, changed_pass, demo};
use serde_json::json;

#[test]
fn the_demo_comes_in_once_and_goes_again() {
    let kantis = Kantis::new();
    let files = [demo("cards.csv"), demo("kahvila.pkpass")];
    let import = ["import", &files[0], &files[1]];
    let report = kantis.json(&import);
    assert_eq!(
        (&report["created"], &report["same"]),
        (&json!(11), &json!(0)),
        "{report}"
    );
    assert_eq!(
        (&report["changed"], &report["failed"]),
        (&json!(0), &json!([])),
        "{report}"
    );
    let again = kantis.json(&import);
    assert_eq!(
        (&again["created"], &again["same"]),
        (&json!(0), &json!(11)),
        "{again}"
    );
    let list = kantis.json(&["cards"]);
    assert_eq!(list["total"], 11);
    let groups: Vec<_> = list["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["name"].clone())
        .collect();
    assert_eq!(groups, ["Groceries", "Coffee", "Travel", "Gift cards"]);
    let undone = kantis.json(&["undo"]);
    assert_eq!(undone["kind"], "import");
    assert!(kantis.titles(&[]).is_empty());
}

#[test]
fn every_card_of_the_demo_has_a_code_that_reads_back() {
    let kantis = Kantis::new();
    kantis.json(&["import", &demo("cards.csv"), &demo("kahvila.pkpass")]);
    for card in kantis.json(&["cards"])["cards"].as_array().unwrap() {
        let detail = kantis.json(&["card", "show", card["id"].as_str().unwrap()]);
        for symbol in detail["symbols"].as_array().unwrap() {
            assert_eq!(
                symbol["readBack"], "good",
                "{} {}",
                card["title"], symbol["symbology"]
            );
        }
        assert_eq!(card["expired"], false, "{}", card["title"]);
    }
}

#[test]
fn a_preview_changes_nothing() {
    let kantis = Kantis::new();
    let preview = kantis.json(&["import", "--preview", &demo("cards.csv")]);
    assert_eq!(preview["counts"]["new"], 10);
    assert_eq!(preview["cards"][0]["verdict"], "new");
    assert_eq!(preview["cards"][0]["title"], "Metsä Market");
    assert!(kantis.titles(&[]).is_empty());
}

#[test]
fn the_person_chooses_what_happens_to_a_card_that_differs() {
    let changed = fs::read_to_string(demo("cards.csv"))
        .unwrap()
        .replace("2140", "2200");
    let balance = |rule: &str| {
        let kantis = Kantis::new();
        kantis.json(&["import", &demo("cards.csv")]);
        kantis.file("new.csv", changed.as_bytes());
        let preview = kantis.json(&["import", "--preview", "new.csv"]);
        assert_eq!(
            preview["counts"],
            json!({ "new": 0, "same": 9, "changed": 1, "cannot": 0 })
        );
        let report = kantis.json(&["import", "new.csv", "--on-conflict", rule]);
        assert_eq!(report["same"], 9, "{report}");
        let found = kantis.json(&["cards", "--search", "6430012345679"]);
        let mut amounts: Vec<i64> = found["cards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|card| card["headline"]["balance"]["amount"].as_i64().unwrap())
            .collect();
        amounts.sort_unstable();
        amounts
    };
    assert_eq!(balance("mine"), [2140]);
    assert_eq!(balance("theirs"), [2200]);
    assert_eq!(balance("both"), [2140, 2200]);
}

#[test]
fn a_tampered_pass_is_refused_unless_the_person_knows() {
    let kantis = Kantis::new();
    kantis.file(
        "bad.pkpass",
        &changed_pass(&[("pass.json", "KP-000417\"", "KP-999999\"")]),
    );
    let ran = kantis.run(&["--json", "import", "bad.pkpass"]).ends(3);
    let report = ran.json();
    assert_eq!(report["created"], 0);
    assert!(
        report["failed"][0]["source"]
            .as_str()
            .unwrap()
            .contains("bad.pkpass"),
        "{report}"
    );
    assert!(!report["failed"][0]["reason"].as_str().unwrap().is_empty());
    assert!(kantis.titles(&[]).is_empty());
    kantis
        .run(&["--json", "import", "--preview", "bad.pkpass"])
        .ends(3);
    let report = kantis.json(&["import", "--accept-tampered", "bad.pkpass"]);
    assert_eq!(report["created"], 1, "{report}");
    assert_eq!(
        kantis.json(&["cards"])["cards"][0]["provenance"],
        "tampered"
    );
}

#[test]
fn what_cannot_come_in_does_not_stop_the_rest() {
    let kantis = Kantis::new();
    kantis.file("noise.bin", &[0x9d; 4_000]);
    kantis.file(
        "short.pkpass",
        &fs::read(demo("kahvila.pkpass")).unwrap()[..3_000],
    );
    kantis.file(
        "bad.pkpass",
        &changed_pass(&[("pass.json", "Pihlaja\"", "Tammi\"")]),
    );
    let cards = demo("cards.csv");
    let args = [
        "--json",
        "import",
        "noise.bin",
        "missing.csv",
        &cards,
        ".",
        "short.pkpass",
        "bad.pkpass",
    ];
    let report = kantis.run(&args).ends(1).json();
    assert_eq!(report["created"], 10, "{report}");
    let failed = report["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 5, "{report}");
    assert!(
        failed
            .iter()
            .all(|row| !row["reason"].as_str().unwrap().is_empty()),
        "{report}"
    );
    assert_eq!(kantis.titles(&[]).len(), 10);
    // All of it was one step.
    kantis.json(&["undo"]);
    assert!(kantis.titles(&[]).is_empty());
}

#[test]
fn a_person_reads_what_came_in_and_what_did_not() {
    let kantis = Kantis::new();
    let ran = kantis
        .run(&["import", &demo("cards.csv"), "missing.csv"])
        .ends(1);
    assert!(
        ran.out.starts_with("10 new, 0 the same, 0 changed."),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("missing.csv") && ran.err.contains("no such file"),
        "{ran:?}"
    );
}

#[test]
fn standard_input_is_a_file_as_well() {
    let kantis = Kantis::new();
    let mut command = kantis.command();
    command.args(["--json", "import", "-"]);
    command.stdin(fs::File::open(demo("cards.csv")).unwrap());
    assert_eq!(common::ran(&mut command).ends(0).json()["created"], 10);
}
