//! Updates and the shopper's steps do not get in each other's way.

use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{CardId, StoredCard};

use crate::service::Answer;
use crate::world::{Card, World, card};

fn edit(world: &World, id: CardId, work: impl FnOnce(&mut kantis_wallet::CardContent)) {
    let mut content = world.wallet.card(id).unwrap().content;
    work(&mut content);
    world.wallet.update(id, content).unwrap();
}

fn update(world: &World, id: CardId, to: &Card) {
    world.home.clock.forward(chrono::TimeDelta::seconds(10));
    world
        .services
        .say(to.serial, [Answer::Pass(to.signed(), "Monday")]);
    assert_eq!(world.outcome(id), RefreshOutcome::Updated);
}

fn newer(points: u32, code: &'static str, title: &'static str) -> Card {
    Card {
        code,
        title,
        ..card("S1", points)
    }
}

/// Code, title, number and points of a card.
fn seen(world: &World, id: CardId) -> (Vec<u8>, String, String, String) {
    let StoredCard { content, .. } = world.wallet.card(id).unwrap();
    let code = content.symbols[0].symbol.payload.clone();
    (
        code,
        content.title,
        content.number.unwrap(),
        world.points(id),
    )
}

#[test]
fn an_update_is_no_step_and_does_not_block_older_ones() {
    let (world, id) = World::with(&card("S1", 10).signed());
    edit(&world, id, |content| content.title = "Oma".into());
    edit(&world, id, |content| content.note = "Muista".into());
    update(&world, id, &newer(11, "1111111111", "Uusi"));
    update(&world, id, &newer(12, "2222222222", "Uusin"));

    let undone = world.wallet.undo(None).unwrap();
    assert_eq!((undone.restored, undone.kept), (1, 0));
    assert_eq!(world.wallet.card(id).unwrap().content.note, "");
    let code = b"2222222222".to_vec();
    let number = "2222222222".to_owned();
    assert_eq!(
        seen(&world, id),
        (code.clone(), "Oma".into(), number.clone(), "12".into())
    );

    // The title was the shopper's; without that step it is the issuer's, as it is now.
    world.wallet.undo(None).unwrap();
    assert_eq!(
        seen(&world, id),
        (code, "Uusin".into(), number, "12".into())
    );
    assert_eq!(
        world.wallet.original(id).unwrap(),
        newer(12, "2222222222", "Uusin").signed_again(&world, id)
    );

    // Then the import: the card goes.
    world.wallet.undo(None).unwrap();
    assert!(world.wallet.card(id).is_err());
}

impl Card {
    /// The file that the wallet has; signing twice gives other bytes.
    fn signed_again(&self, world: &World, id: CardId) -> Vec<u8> {
        let file = world.wallet.original(id).unwrap();
        let json = crate::issuing::entry(&file, "pass.json").unwrap();
        assert_eq!(json, self.json());
        file
    }
}

#[test]
fn a_code_that_the_shopper_changed_comes_back_as_the_issuer_has_it_now() {
    let (world, id) = World::with(&card("S1", 10).signed());
    edit(&world, id, |content| {
        content.symbols.clear();
        content.number = Some("oma".into());
    });
    update(&world, id, &newer(11, "1111111111", "Kahvila"));
    let content = world.wallet.card(id).unwrap().content;
    assert_eq!(content.number.as_deref(), Some("oma"));
    world.wallet.undo(None).unwrap();
    let (code, _, number, _) = seen(&world, id);
    assert_eq!(
        (code.as_slice(), number.as_str()),
        (b"1111111111".as_slice(), "1111111111")
    );
    assert_eq!(world.wallet.card(id).unwrap().content.symbols.len(), 1);
}

#[test]
fn an_import_that_changed_the_pass_is_taken_back_with_its_pass() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let first = world.wallet.original(id).unwrap();
    world.import(&newer(11, "1111111111", "Kahvila").signed());
    update(&world, id, &newer(12, "2222222222", "Kahvila"));
    world.wallet.undo(None).unwrap();
    assert_eq!(world.points(id), "10");
    assert_eq!(world.wallet.original(id).unwrap(), first);
    // And the issuer is asked anew, without the cursor of another file.
    world.services.say(
        "S1",
        [Answer::Pass(
            newer(12, "2222222222", "Kahvila").signed(),
            "Monday",
        )],
    );
    assert_eq!(world.outcome(id), RefreshOutcome::Updated);
    assert_eq!(world.points(id), "12");
}

#[test]
fn a_deleted_card_comes_back_and_is_fresh_again() {
    let (world, id) = World::with(&card("S1", 10).signed());
    update(&world, id, &newer(11, "1111111111", "Kahvila"));
    world.wallet.delete(&[id]).unwrap();
    assert_eq!(world.wallet.source(id).unwrap(), None);
    world.wallet.undo(None).unwrap();
    assert_eq!(world.points(id), "11");
    update(&world, id, &newer(12, "2222222222", "Kahvila"));
    assert_eq!(world.points(id), "12");
}

#[test]
fn a_step_of_many_cards_keeps_the_files_that_others_of_it_need() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let copy = world.wallet.duplicate(id).unwrap().ids[0];
    let first = world.wallet.original(copy).unwrap();
    world.wallet.archive(&[id, copy], true).unwrap();
    update(&world, id, &newer(11, "1111111111", "Kahvila"));
    world.wallet.delete(&[copy]).unwrap();
    world.wallet.undo(None).unwrap();
    assert_eq!(world.wallet.original(copy).unwrap(), first);
    world.wallet.undo(None).unwrap();
    assert!(!world.wallet.card(id).unwrap().content.archived);
    assert_eq!(world.points(id), "11");
    assert_eq!(world.points(copy), "10");
}

#[test]
fn files_that_nothing_needs_any_more_are_forgotten() {
    let (world, id) = World::with(&card("S1", 10).signed());
    for points in 11..16 {
        edit(&world, id, |content| content.note = points.to_string());
        update(&world, id, &newer(points, "1111111111", "Kahvila"));
    }
    let blobs: u32 = world
        .home
        .sql("wallet.db")
        .query_row("SELECT count(*) FROM blob", [], |row| row.get(0))
        .unwrap();
    assert_eq!(blobs, 1);
    for _ in 11..16 {
        world.wallet.undo(None).unwrap();
    }
    assert_eq!(world.points(id), "15");
    assert_eq!(world.wallet.card(id).unwrap().content.note, "");
}
