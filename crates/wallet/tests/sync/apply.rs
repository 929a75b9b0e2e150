//! What becomes of a newer version.

use kantis_pass::Provenance;
use kantis_wallet::sync::{RefreshOutcome, SyncHint};
use kantis_wallet::{Colour, Happening, SourceState};

use crate::service::{Answer, Ask};
use crate::world::{World, card};

#[test]
fn a_newer_version_is_taken_told_and_asked_about_with_its_cursor() {
    let (world, id) = World::with(&card("S1", 10).signed());
    assert_eq!(world.state(id), SourceState::New);
    assert_eq!(world.status(id).host, "shop.example");
    let newer = card("S1", 25).signed();
    world.services.say(
        "S1",
        [Answer::Pass(newer.clone(), "Monday"), Answer::Unchanged],
    );
    world.home.clock.forward(chrono::TimeDelta::hours(1));

    assert_eq!(world.outcome(id), RefreshOutcome::Updated);

    let stored = world.wallet.card(id).unwrap();
    let pass = stored.pass.clone().unwrap();
    assert_eq!(world.points(id), "25");
    assert_eq!(world.wallet.original(id).unwrap(), newer);
    assert_eq!(pass.provenance, Provenance::Verified);
    assert_eq!(pass.as_of - stored.added_at, chrono::TimeDelta::hours(1));
    let status = world.status(id);
    assert_eq!(status.state, SourceState::Live);
    assert_eq!(status.checked_at, Some(pass.as_of));
    assert_eq!(status.changed_at, Some(pass.as_of));
    let said: Vec<_> = world.happened(id).into_iter().collect();
    assert!(
        matches!(&said[..], [Happening::Field { message: Some(words), .. }]
            if words == "Sinulla on nyt 25 pistettä"),
        "{said:?}"
    );
    assert!(
        world
            .hints
            .lock()
            .unwrap()
            .contains(&SyncHint::Cards(vec![id]))
    );
    assert!(world.hints.lock().unwrap().contains(&SyncHint::Activity));

    world.home.clock.forward(chrono::TimeDelta::seconds(10));
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    let token = "a-token-of-16-chars".to_owned();
    assert_eq!(
        world.services.asked(),
        [
            Ask::Fetch("S1".into(), token.clone(), None),
            Ask::Fetch("S1".into(), token, Some("Monday".into())),
        ]
    );
    assert_eq!(world.status(id).changed_at, Some(pass.as_of));
}

#[test]
fn what_the_shopper_wrote_stays_and_the_rest_follows_the_issuer() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let mut content = world.wallet.card(id).unwrap().content;
    content.title = "Lempikahvila".into();
    content.colour = Some(Colour::new(200, 0, 0));
    content.note = "Kysy alennusta".into();
    world.wallet.update(id, content).unwrap();
    let mut newer = card("S1", 11);
    newer.title = "Kahvila & Leipomo";
    newer.code = "6430098765432";
    newer.more = r#","voided":true"#;
    world
        .services
        .say("S1", [Answer::Pass(newer.signed(), "Monday")]);
    let before = world.wallet.card(id).unwrap();

    assert_eq!(world.outcome(id), RefreshOutcome::Updated);

    let after = world.wallet.card(id).unwrap();
    assert_eq!(after.content.title, "Lempikahvila");
    assert_eq!(after.content.colour, Some(Colour::new(200, 0, 0)));
    assert_eq!(after.content.note, "Kysy alennusta");
    assert_eq!(after.content.symbols[0].symbol.payload, b"6430098765432");
    assert_eq!(after.content.symbols[0].verdict, None);
    assert_eq!(after.content.number.as_deref(), Some("6430098765432"));
    assert!(after.pass.unwrap().voided);
    // It is no edit of the shopper's.
    assert_eq!(after.edited_at, before.edited_at);
}

#[test]
fn a_pass_that_was_only_signed_again_is_unchanged_and_its_cursor_is_kept() {
    let first = card("S1", 10).signed();
    let (world, id) = World::with(&first);
    let again = card("S1", 10).signed_by("p256");
    assert_ne!(first, again);
    world
        .services
        .say("S1", [Answer::Pass(again, "Tuesday"), Answer::Unchanged]);
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert_eq!(world.wallet.original(id).unwrap(), first);
    assert_eq!(world.status(id).changed_at, None);
    world.home.clock.forward(chrono::TimeDelta::minutes(1));
    world.outcome(id);
    assert!(
        matches!(&world.services.asked()[1], Ask::Fetch(_, _, Some(sent)) if sent == "Tuesday")
    );
    assert_eq!(world.happened(id), []);
}

#[test]
fn bytes_around_the_zip_make_no_newer_version() {
    let file = card("S1", 10).signed();
    let (world, id) = World::with(&file);
    let padded = [b"junk before".as_slice(), &file, &[7; 4000]].concat();
    world.services.say("S1", [Answer::Pass(padded, "Tuesday")]);
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
}

#[test]
fn a_new_token_is_taken_though_nothing_can_be_seen_of_it() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let mut rotated = card("S1", 10);
    rotated.token = "another-token-of-theirs";
    world.services.say(
        "S1",
        [Answer::Pass(rotated.signed(), "Tuesday"), Answer::Unchanged],
    );
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    world.home.clock.forward(chrono::TimeDelta::minutes(1));
    world.outcome(id);
    assert!(
        matches!(&world.services.asked()[1], Ask::Fetch(_, token, Some(sent))
        if token == "another-token-of-theirs" && sent == "Tuesday")
    );
}

#[test]
fn a_file_brought_by_hand_begins_its_source_anew() {
    let (world, id) = World::with(&card("S1", 10).signed());
    world.services.say(
        "S1",
        [
            Answer::Pass(card("S1", 11).signed(), "Monday"),
            Answer::Unchanged,
        ],
    );
    world.outcome(id);
    assert_eq!(world.import(&card("S1", 12).signed()), [id]);
    assert_eq!(world.state(id), SourceState::New);
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert!(matches!(&world.services.asked()[1], Ask::Fetch(_, _, None)));
}

#[test]
fn an_answer_to_an_old_question_is_dropped() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let late = Answer::Pass(card("S1", 11).signed(), "Monday");
    world.services.say(
        "S1",
        [Answer::Hang("gate", Box::new(late)), Answer::Unchanged],
    );
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.outcome(id));
        world.services.wait_for_fetch("S1");
        world.import(&card("S1", 12).signed());
        world.services.open("gate");
        asking.join().unwrap();
    });
    assert_eq!(world.points(id), "12");
    // And its cursor with it.
    world.services.asked();
    world.home.clock.forward(chrono::TimeDelta::minutes(1));
    world.outcome(id);
    assert!(matches!(&world.services.asked()[0], Ask::Fetch(_, _, None)));
}

#[test]
fn a_card_deleted_meanwhile_stays_deleted() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let late = Answer::Pass(card("S1", 11).signed(), "Monday");
    world
        .services
        .say("S1", [Answer::Hang("gate", Box::new(late))]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.refresh(&[id]));
        world.services.wait_for_fetch("S1");
        world.wallet.delete(&[id]).unwrap();
        world.services.open("gate");
        asking.join().unwrap();
    });
    assert!(world.wallet.card(id).is_err());
}
