//! Taking back steps.

use chrono::TimeDelta;
use kantis_wallet::{CardContent, CardQuery, Origin, StepKind, WalletError};

use crate::support::{Home, add, only, titled, titles};

#[test]
fn nothing_is_nothing_to_undo() {
    let home = Home::new();
    let wallet = home.open();
    assert_eq!(wallet.undo(None), Err(WalletError::NothingToUndo));
    let step = wallet.add(titled("A"), Origin::Manual).unwrap().step;
    wallet.undo(step).unwrap();
    assert_eq!(wallet.undo(step), Err(WalletError::NothingToUndo));
    assert_eq!(wallet.undo(None), Err(WalletError::NothingToUndo));
}

#[test]
fn a_deleted_card_comes_back_whole() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    wallet.favourite(&[id], true).unwrap();
    wallet.used(id).unwrap();
    wallet.set_checkout_size(id, 55).unwrap();
    let before = wallet.card(id).unwrap();
    home.clock.forward(TimeDelta::days(1));
    let change = wallet.delete(&[id]).unwrap();
    drop(wallet);
    let wallet = home.open();
    let undone = wallet.undo(change.step).unwrap();
    assert_eq!(
        (undone.kind, undone.restored, undone.kept),
        (StepKind::Delete, 1, 0)
    );
    assert_eq!(undone.ids, [id]);
    assert_eq!(wallet.card(id).unwrap(), before);
}

#[test]
fn steps_are_taken_back_latest_first() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    wallet.update(id, titled("B")).unwrap();
    wallet.update(id, titled("C")).unwrap();
    let order = |wallet: &kantis_wallet::Wallet| titles(wallet, &CardQuery::default()).concat();
    for expected in ["B", "A", ""] {
        wallet.undo(None).unwrap();
        assert_eq!(order(&wallet), expected);
    }
}

#[test]
fn cards_that_changed_after_the_step_are_left_alone() {
    let home = Home::new();
    let wallet = home.open();
    let ids = ["A", "B", "C"].map(|title| add(&wallet, title));
    let step = wallet.archive(&ids, true).unwrap().step;
    wallet
        .update(
            ids[1],
            CardContent {
                archived: true,
                ..titled("B2")
            },
        )
        .unwrap();
    wallet.delete(&ids[2..]).unwrap();
    let undone = wallet.undo(step).unwrap();
    assert_eq!((undone.restored, undone.kept), (1, 2));
    assert_eq!(titles(&wallet, &CardQuery::default()), ["A"]);
    // The later steps can still be taken back.
    wallet.undo(None).unwrap();
    wallet.undo(None).unwrap();
    let archived = CardQuery {
        archived: true,
        ..CardQuery::default()
    };
    assert_eq!(titles(&wallet, &archived), ["B", "C"]);
}

#[test]
fn showing_a_card_does_not_stand_in_the_way_and_is_not_taken_back() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let step = wallet.update(id, titled("B")).unwrap().step;
    wallet.used(id).unwrap();
    wallet.set_checkout_size(id, 50).unwrap();
    assert_eq!(wallet.undo(step).unwrap().restored, 1);
    let card = wallet.card(id).unwrap();
    assert_eq!(
        (
            card.content.title.as_str(),
            card.use_count,
            card.checkout_size
        ),
        ("A", 1, 50)
    );
}

#[test]
fn a_step_of_another_process_can_be_taken_back() {
    let home = Home::new();
    let (here, there) = (home.open(), home.open());
    let id = add(&there, "A");
    assert_eq!(here.undo(None).unwrap().ids, [id]);
    assert_eq!(there.card(id), Err(WalletError::NotFound));
}

#[test]
fn the_last_fifty_steps_of_a_month_are_kept() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "0");
    for number in 1..=60 {
        wallet.update(id, titled(&number.to_string())).unwrap();
    }
    for _ in 0..50 {
        wallet.undo(None).unwrap();
    }
    assert_eq!(wallet.undo(None), Err(WalletError::NothingToUndo));
    assert_eq!(wallet.card(id).unwrap().content.title, "10");

    let old = wallet.update(id, titled("vanha")).unwrap().step;
    home.clock.forward(TimeDelta::days(31));
    let new = only(&wallet.add(titled("uusi"), Origin::Manual).unwrap());
    assert_eq!(wallet.undo(old), Err(WalletError::NothingToUndo));
    assert_eq!(wallet.undo(None).unwrap().ids, [new]);
}
