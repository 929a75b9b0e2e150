//! Importing again: the same, changed, twins, choices, and taking it back.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use kantis_wallet::import::{self, Choices, ImportError, OnConflict, Options, Source};
use kantis_wallet::{CardContent, CustomField};

use crate::make::{apply, card, cards, counts, import, preview, row, v2, verdicts};
use crate::support::Home;

fn file() -> Vec<u8> {
    v2(
        &["Food"],
        &[
            "1,Café,first note,,1893456000000,12.50,EUR,123,,QR_CODE,,-9977996,1,1766674633,0",
            &row(2, "Shop", "456", "CODE_128"),
        ],
        &["1,Food"],
    )
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let home = Home::new();
    let wallet = home.open();
    assert_eq!(counts(&import(&wallet, "a.csv", &file())), [2, 0, 0, 0]);
    let before = cards(&wallet);
    for rule in [OnConflict::Mine, OnConflict::Theirs, OnConflict::Both] {
        let again = preview(&wallet, "b.csv", &file());
        assert_eq!(verdicts(&again), [0, 2, 0, 0]);
        let choices = Choices {
            on_conflict: rule,
            ..Choices::default()
        };
        let report = apply(&wallet, &again, &choices);
        assert_eq!(counts(&report), [0, 2, 0, 0]);
        assert_eq!((report.step, report.ids.len()), (None, 0));
        assert_eq!(cards(&wallet), before);
    }
}

#[test]
fn the_same_card_in_two_files_comes_in_once() {
    let home = Home::new();
    let wallet = home.open();
    let sources = || vec![Source::new("a.csv", file()), Source::new("b.csv", file())];
    let mut on = |_, _| ControlFlow::Continue(());
    let preview = import::preview(&wallet, sources(), &Options::default(), &mut on).unwrap();
    assert_eq!(verdicts(&preview), [2, 2, 0, 0]);
    assert_eq!(
        counts(&apply(&wallet, &preview, &Choices::default())),
        [2, 2, 0, 0]
    );
    assert_eq!(cards(&wallet).len(), 2);
}

#[test]
fn twins_in_one_file_stay_two() {
    let home = Home::new();
    let wallet = home.open();
    let twin = |id: u32, note: &str| format!("{id},Twin,{note},,,0,,123,,QR_CODE,,,0,0,0");
    let twins = |notes: &[&str]| {
        let rows: Vec<_> = notes
            .iter()
            .zip(1..)
            .map(|(note, id)| twin(id, note))
            .collect();
        v2(
            &[],
            &rows.iter().map(String::as_str).collect::<Vec<_>>(),
            &[],
        )
    };
    assert_eq!(
        counts(&import(&wallet, "a.csv", &twins(&["one", "two"]))),
        [2, 0, 0, 0]
    );
    assert_eq!(
        counts(&import(&wallet, "a.csv", &twins(&["one", "two"]))),
        [0, 2, 0, 0]
    );
    // In another order each still finds its own.
    assert_eq!(
        counts(&import(&wallet, "a.csv", &twins(&["two", "one"]))),
        [0, 2, 0, 0]
    );
    assert_eq!(
        counts(&import(&wallet, "a.csv", &twins(&["one", "two", "one"]))),
        [1, 2, 0, 0]
    );
    assert_eq!(cards(&wallet).len(), 3);
}

/// Imports a card, changes it in the wallet, imports it again with this rule.
fn conflict(rule: Option<OnConflict>) -> (Vec<CardContent>, [usize; 4]) {
    let home = Home::new();
    let wallet = home.open();
    import(&wallet, "a.csv", &file());
    let old = card(&wallet, "Café");
    let mut content = old.content.clone();
    content.note = "my note".to_owned();
    content.favourite = false;
    content.groups.clear();
    content.fields.push(CustomField {
        label: "PIN".to_owned(),
        value: "1".to_owned(),
    });
    wallet.update(old.id, content).unwrap();

    let again = preview(&wallet, "a.csv", &file());
    assert_eq!(verdicts(&again), [0, 1, 1, 0]);
    let changed = again.rows().next().unwrap();
    let fields: Vec<_> = changed
        .differences
        .iter()
        .map(|d| (d.field.as_str(), d.mine.as_str(), d.theirs.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("note", "my note", "first note"),
            ("favourite", "no", "yes"),
            ("groups", "", "Food")
        ]
    );
    let choices = Choices {
        by_row: BTreeMap::from([(changed.index, rule)]),
        ..Choices::default()
    };
    let before = cards(&wallet);
    let report = apply(&wallet, &again, &choices);
    let contents = cards(&wallet)
        .into_iter()
        .map(|card| card.content)
        .filter(|c| c.title == "Café")
        .collect();
    if let Some(step) = report.step {
        assert_eq!(wallet.undo(Some(step)).unwrap().kept, 0);
    }
    assert_eq!(
        cards(&wallet)
            .iter()
            .map(|c| &c.content)
            .collect::<Vec<_>>(),
        before.iter().map(|c| &c.content).collect::<Vec<_>>()
    );
    (contents, counts(&report))
}

#[test]
fn mine_leaves_the_card_as_it_is() {
    for rule in [None, Some(OnConflict::Mine)] {
        let (contents, counted) = conflict(rule);
        assert_eq!(counted, [0, 1, 1, 0]);
        assert_eq!(contents.len(), 1);
        assert_eq!(contents[0].note, "my note");
    }
}

#[test]
fn theirs_takes_what_the_file_says_and_no_more() {
    let (contents, counted) = conflict(Some(OnConflict::Theirs));
    assert_eq!(counted, [0, 1, 1, 0]);
    assert_eq!(contents.len(), 1);
    assert_eq!(contents[0].note, "first note");
    assert!(contents[0].favourite);
    assert_eq!(contents[0].groups.len(), 1);
    assert_eq!(contents[0].fields.len(), 1);
}

#[test]
fn both_puts_the_other_beside() {
    let (mut contents, counted) = conflict(Some(OnConflict::Both));
    assert_eq!(counted, [0, 1, 1, 0]);
    contents.sort_by(|a, b| a.note.cmp(&b.note));
    let notes: Vec<_> = contents
        .iter()
        .map(|content| content.note.as_str())
        .collect();
    assert_eq!(notes, ["first note", "my note"]);
    assert!(contents[0].fields.is_empty());
}

#[test]
fn an_import_is_one_step_back() {
    let home = Home::new();
    let wallet = home.open();
    let report = import(&wallet, "a.csv", &file());
    assert_eq!(report.ids.len(), 2);
    let undone = wallet.undo(report.step).unwrap();
    assert_eq!((undone.restored, undone.kept), (2, 0));
    assert!(cards(&wallet).is_empty());
    assert!(wallet.groups().unwrap().is_empty());
    assert_eq!(counts(&import(&wallet, "a.csv", &file())), [2, 0, 0, 0]);
}

#[test]
fn what_happened_since_the_preview_counts() {
    let home = Home::new();
    let wallet = home.open();
    let early = preview(&wallet, "a.csv", &file());
    assert_eq!(verdicts(&early), [2, 0, 0, 0]);
    import(&wallet, "a.csv", &file());
    assert_eq!(
        counts(&apply(&wallet, &early, &Choices::default())),
        [0, 2, 0, 0]
    );
    let shop = card(&wallet, "Shop").id;
    let late = preview(&wallet, "a.csv", &file());
    wallet.delete(&[shop]).unwrap();
    assert_eq!(
        counts(&apply(&wallet, &late, &Choices::default())),
        [1, 1, 0, 0]
    );
}

#[test]
fn a_cancelled_import_leaves_the_wallet_untouched() {
    let home = Home::new();
    let wallet = home.open();
    let ready = preview(&wallet, "a.csv", &file());
    for stop_at in 0..=2 {
        let mut stop = |done, _| {
            if done >= stop_at {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let result = import::apply(&wallet, &ready, &Choices::default(), &mut stop);
        assert!(matches!(result, Err(ImportError::Cancelled)), "{stop_at}");
        assert!(cards(&wallet).is_empty());
        assert!(wallet.groups().unwrap().is_empty());
    }
    let sources = vec![Source::new("a.csv", file())];
    let mut stop = |_, _| ControlFlow::Break(());
    let result = import::preview(&wallet, sources, &Options::default(), &mut stop);
    assert!(matches!(result, Err(ImportError::Cancelled)));
}

#[test]
fn a_card_left_out_stays_out() {
    let home = Home::new();
    let wallet = home.open();
    let choices = Choices {
        by_row: BTreeMap::from([(0, None)]),
        ..Choices::default()
    };
    let report = apply(&wallet, &preview(&wallet, "a.csv", &file()), &choices);
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    assert_eq!(cards(&wallet).len(), 1);
}
