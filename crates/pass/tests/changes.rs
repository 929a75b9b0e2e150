//! What differs between two versions of a pass, as its reader sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, Utc};
use kantis_pass::{FieldChange, Limits, Pass, Zone};
use support::{archive, store_card, unsigned};

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn helsinki() -> Zone {
    Zone::of(&chrono_tz::Europe::Helsinki)
}

fn read(bytes: &[u8]) -> Pass {
    Pass::read(bytes, &Limits::default()).unwrap()
}

/// A pass whose store card has these sections.
fn pass(sections: &str) -> Pass {
    read(&unsigned(&store_card(&format!(
        "\"storeCard\":{{{sections}}}"
    ))))
}

/// `section/key label: before → after “message”`, spaces that do not break as `_`.
fn line(change: &FieldChange) -> String {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let message = change.message.as_ref().map(|text| format!(" “{text}”"));
    format!(
        "{}/{} {}: {} → {}{}",
        change.section.name(),
        change.key,
        shown(&change.label),
        shown(&change.before),
        shown(&change.after),
        message.unwrap_or_default(),
    )
    .replace(['\u{a0}', '\u{202f}'], "_")
}

fn check(old: &str, new: &str, expected: &[&str]) {
    let changes = pass(old).changes(&pass(new), "fi", now(), helsinki());
    let lines: Vec<String> = changes.iter().map(line).collect();
    assert_eq!(lines, expected, "{old}\n{new}");
}

#[test]
fn a_changed_value_is_said_in_the_issuers_words() {
    let points = |value: &str, more: &str| {
        format!(
            "\"headerFields\":[{{\"key\":\"p\",\"label\":\"Pisteet\",\"value\":{value}{more}}}]"
        )
    };
    let says = ",\"changeMessage\":\"Nyt %@ pistettä\"";
    check(&points("2140", says), &points("2140", says), &[]);
    check(
        &points("2140", ""),
        &points("12500", says),
        &["header/p Pisteet: 2_140 → 12_500 “Nyt 12_500 pistettä”"],
    );
    check(
        &points("1", says),
        &points("2", ",\"changeMessage\":\"Katso korttia\""),
        &["header/p Pisteet: 1 → 2 “Katso korttia”"],
    );
    check(
        &points("1", says),
        &points("2", ",\"changeMessage\":\"%1$@, %@!\""),
        &["header/p Pisteet: 1 → 2 “2, 2!”"],
    );
    check(
        &points("1", says),
        &points("2", ""),
        &["header/p Pisteet: 1 → 2"],
    );
    // Formatted with its currency; the value's own signs are no places for a value.
    check(
        &points("21.75", ",\"currencyCode\":\"EUR\""),
        &points(
            "\"20\"",
            ",\"currencyCode\":\"EUR\",\"changeMessage\":\"Saldo %@\"",
        ),
        &["header/p Pisteet: 21,75_€ → 20,00_€ “Saldo 20,00_€”"],
    );
    check(
        &points("\"a\"", says),
        &points("\"%@ %@\"", says),
        &["header/p Pisteet: a → %@ %@ “Nyt %@ %@ pistettä”"],
    );
    // Written otherwise, shown the same.
    check(&points("\"5\"", ""), &points("5", says), &[]);
}

#[test]
fn fields_come_and_go() {
    let one = "\"backFields\":[{\"key\":\"a\",\"value\":\"x\"}]";
    let two = "\"backFields\":[{\"key\":\"b\",\"label\":\"B\",\"value\":\"y\",\
               \"changeMessage\":\"Uutta: %@\"},{\"key\":\"a\",\"value\":\"x\"}]";
    check(one, two, &["back/b B: – → y “Uutta: y”"]);
    check(two, one, &["back/b B: y → –"]);
    let empty = "\"backFields\":[{\"key\":\"a\",\"value\":\"\",\"changeMessage\":\"Nyt %@\"}]";
    check(one, empty, &["back/a –: x → –"]);
    check(empty, "", &[]);
}

#[test]
fn a_field_that_moved_is_the_same_field() {
    check(
        "\"secondaryFields\":[{\"key\":\"gate\",\"value\":\"A\"}]",
        "\"auxiliaryFields\":[{\"key\":\"gate\",\"value\":\"B\"}]",
        &["auxiliary/gate –: A → B"],
    );
    // One that stayed keeps its past, whatever comes before it.
    check(
        "\"secondaryFields\":[{\"key\":\"gate\",\"value\":\"A\"}]",
        "\"headerFields\":[{\"key\":\"gate\",\"value\":\"C\"}],\
         \"secondaryFields\":[{\"key\":\"gate\",\"value\":\"A\"}]",
        &["header/gate –: – → C"],
    );
}

#[test]
fn fields_without_keys_go_by_label_and_repeated_keys_by_order() {
    let fields = |pairs: &[(&str, &str, &str)]| {
        let fields = pairs.iter().map(|(key, label, value)| {
            format!("{{\"key\":\"{key}\",\"label\":\"{label}\",\"value\":\"{value}\"}}")
        });
        format!("\"backFields\":[{}]", fields.collect::<Vec<_>>().join(","))
    };
    check(
        &fields(&[("", "Saldo", "1"), ("", "Taso", "kulta"), ("", "", "a")]),
        &fields(&[("", "Taso", "kulta"), ("", "Saldo", "2"), ("", "", "b")]),
        &["back/ Saldo: 1 → 2", "back/ –: a → b"],
    );
    check(
        &fields(&[("k", "A", "1"), ("k", "B", "2")]),
        &fields(&[("k", "A", "1"), ("k", "B", "3"), ("k", "C", "4")]),
        &["back/k B: 2 → 3", "back/k C: – → 4"],
    );
    check(
        &fields(&[("k", "A", "1"), ("k", "B", "2")]),
        &fields(&[("k", "B", "2")]),
        &["back/k B: 1 → 2", "back/k B: 2 → –"],
    );
}

#[test]
fn both_versions_are_read_in_the_language_of_the_reader() {
    let localised = |value: &str| {
        let json = store_card(
            "\"storeCard\":{\"primaryFields\":[{\"key\":\"t\",\"label\":\"tier\",\
             \"value\":\"tier_value\",\"changeMessage\":\"tier_message\"}]}",
        );
        let strings = format!(
            "\"tier\" = \"Taso\"; \"tier_value\" = \"{value}\"; \"tier_message\" = \"Olet nyt %@\";"
        );
        read(&archive(&[
            ("pass.json", &json),
            ("fi.lproj/pass.strings", strings.as_bytes()),
        ]))
    };
    let (old, new) = (localised("hopea"), localised("kulta"));
    let changes = old.changes(&new, "fi", now(), helsinki());
    let lines: Vec<String> = changes.iter().map(line).collect();
    assert_eq!(lines, ["primary/t Taso: hopea → kulta “Olet nyt kulta”"]);
    assert!(!format!("{changes:?}").contains("kulta"));
}

#[test]
fn real_versions_of_one_pass() {
    let Some(folder) = support::fixtures() else {
        println!("no fixtures: skipped");
        return;
    };
    let version = |name: &str| read(&std::fs::read(folder.join(name)).unwrap());
    let (old, new) = (
        version("update_before.pkpass"),
        version("update_after.pkpass"),
    );
    let changes = old.changes(&new, "en", now(), helsinki());
    let gate = changes.iter().find(|change| change.key == "gate").unwrap();
    assert_eq!(gate.after.as_deref(), Some("G30"));
    assert!(old.changes(&old, "en", now(), helsinki()).is_empty());
    for change in &changes {
        println!("{}", line(change));
    }
}
