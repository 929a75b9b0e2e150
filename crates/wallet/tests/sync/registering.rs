//! Issuers that answer registered wallets only.

use std::time::Duration;

use chrono::TimeDelta;
use kantis_wallet::ports::SourceTrouble;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{CardId, SourceState, WalletError};

use crate::service::{Answer, Ask};
use crate::world::{World, card};

impl World {
    fn background(&self) {
        self.engine
            .background_sync(Duration::from_secs(60))
            .unwrap();
    }

    fn days(&self, days: i64) {
        self.home.clock.forward(TimeDelta::days(days));
    }

    /// What is kept of registrations: serial, state and whether there is a token.
    fn kept(&self) -> Vec<(String, String, bool)> {
        let sql = self.home.sql("wallet.db");
        let mut statement = sql
            .prepare("SELECT serial, state, token <> '' FROM pass_registration ORDER BY serial")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }
}

/// A wallet with one pass that is registered.
fn registered() -> (World, CardId) {
    let (world, id) = World::with(&card("S1", 10).signed());
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert!(
        world.status(id).may_register,
        "silence to one who has nothing"
    );
    world.services.say(
        "S1",
        [
            Answer::Pass(card("S1", 11).signed(), "Monday"),
            Answer::Unchanged,
        ],
    );
    assert_eq!(world.engine.register(id), Ok(RefreshOutcome::Updated));
    let status = world.status(id);
    assert_eq!((status.registered, status.may_register), (true, false));
    assert_eq!(world.points(id), "11");
    (world, id)
}

fn device(asked: &[Ask]) -> String {
    let device = asked.iter().find_map(|ask| match ask {
        Ask::Register(_, device) => Some(device.clone()),
        _ => None,
    });
    device.unwrap()
}

#[test]
fn registering_is_followed_by_asking_and_then_the_list_decides() {
    let (world, id) = registered();
    let asked = world.services.asked();
    assert!(
        matches!(
            &asked[..],
            [Ask::Fetch(..), Ask::Register(..), Ask::Fetch(..)]
        ),
        "{asked:?}"
    );
    let device = device(&asked);

    // The list names nothing: the pass is not asked for.
    world.services.list(Ok((&[], Some("7"))));
    world.days(1);
    world.background();
    assert_eq!(world.services.asked(), [Ask::Changed(device.clone(), None)]);
    let checked = world.status(id).checked_at.unwrap();
    assert_eq!(
        checked,
        kantis_wallet::ports::Clock::now(&*world.home.clock)
    );

    // It names it.
    world.services.list(Ok((&["S1", "unknown"], Some("8"))));
    world.days(1);
    world.background();
    let asked = world.services.asked();
    assert_eq!(asked[0], Ask::Changed(device.clone(), Some("7".into())));
    assert!(matches!(&asked[1..], [Ask::Fetch(serial, _, Some(_))] if serial == "S1"));

    // A person's refresh does not ask the list.
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert_eq!(world.services.fetched(), ["S1"]);

    // Now and then the pass is asked for all the same: some lists name the newest only.
    world.services.list(Ok((&[], None)));
    let mut fetched = 0;
    for _ in 0..10 {
        world.days(1);
        world.background();
        let asked = world.services.asked();
        assert_eq!(asked[0], Ask::Changed(device.clone(), Some("8".into())));
        fetched += asked.len() - 1;
    }
    assert_eq!(fetched, 1);

    // No list, so the pass itself.
    for trouble in [
        SourceTrouble::Unexpected { status: 400 },
        SourceTrouble::NotAPass,
    ] {
        world.services.list(Err(trouble));
        world.days(1);
        world.background();
        assert_eq!(world.services.fetched(), ["S1"]);
    }
}

#[test]
fn a_pass_that_the_list_names_is_asked_for_though_it_is_not_due() {
    let (world, first) = registered();
    let second = world.import(&card("S2", 20).signed())[0];
    assert_eq!(world.engine.register(second), Ok(RefreshOutcome::Unchanged));
    let asked = world.services.asked();
    // One device for one service and type.
    let devices: std::collections::BTreeSet<_> = asked
        .iter()
        .filter_map(|ask| match ask {
            Ask::Register(_, device) => Some(device),
            _ => None,
        })
        .collect();
    assert_eq!(devices.len(), 1);
    let due = |id| world.status(id).due_at.unwrap();
    let (sooner, other) = if due(first) < due(second) {
        ("S1", "S2")
    } else {
        ("S2", "S1")
    };
    let earliest = due(first).min(due(second));
    world
        .home
        .clock
        .forward(earliest - kantis_wallet::ports::Clock::now(&*world.home.clock));
    world.services.list(Ok((&[other], Some("1"))));
    world.background();
    assert_eq!(
        world.services.fetched(),
        [other],
        "{sooner} was due and is not named"
    );
}

#[test]
fn a_card_that_goes_is_taken_back_with_its_token_until_the_issuer_has_heard() {
    let (world, id) = registered();
    world.wallet.delete(&[id]).unwrap();
    let busy = Answer::Fail(SourceTrouble::Busy { status: 500 });
    world
        .services
        .on_unregister([busy.clone(), Answer::Fail(SourceTrouble::Unreachable)]);
    world.services.asked();
    let gone = Ask::Unregister("S1".into(), "a-token-of-16-chars".into());
    for _ in 0..3 {
        world.background();
        assert_eq!(world.services.asked(), std::slice::from_ref(&gone));
        // Not before its time.
        world.background();
        assert_eq!(world.services.asked(), []);
        world.days(1);
    }
    assert_eq!(world.kept(), [("S1".into(), "left".into(), false)]);
    world.days(31);
    world.background();
    assert_eq!(world.services.asked(), []);
    assert_eq!(world.kept(), []);
}

#[test]
fn a_card_that_comes_back_is_registered_again_as_somebody_else() {
    let (world, id) = registered();
    let before = device(&world.services.asked());
    world.wallet.delete(&[id]).unwrap();
    world.background();
    assert_eq!(world.kept(), [("S1".into(), "left".into(), false)]);
    world.services.asked();
    world.wallet.undo(None).unwrap();
    world.background();
    let asked = world.services.asked();
    assert_ne!(device(&asked), before);
    assert!(world.status(id).registered);
    assert_eq!(world.kept(), [("S1".into(), "registered".into(), true)]);
}

#[test]
fn a_deletion_that_is_undone_at_once_is_heard_by_nobody() {
    let (world, id) = registered();
    world.services.asked();
    world.wallet.delete(&[id]).unwrap();
    world.wallet.undo(None).unwrap();
    world.background();
    assert!(
        world
            .services
            .asked()
            .iter()
            .all(|ask| !matches!(ask, Ask::Unregister(..)))
    );
    assert!(world.status(id).registered);
}

#[test]
fn a_person_takes_a_registration_back() {
    let (world, id) = registered();
    world.services.asked();
    world.engine.unregister(id).unwrap();
    assert_eq!(
        world.services.asked(),
        [Ask::Unregister("S1".into(), "a-token-of-16-chars".into())]
    );
    assert!(!world.status(id).registered);
    assert_eq!(world.kept(), []);
    world.days(1);
    world.background();
    assert_eq!(
        world.services.fetched(),
        ["S1"],
        "still asked for, without a list"
    );

    // One that the issuer did not hear is taken back later, and is not taken for one that left.
    world.engine.register(id).unwrap();
    world
        .services
        .on_unregister([Answer::Fail(SourceTrouble::TimedOut)]);
    world.engine.unregister(id).unwrap();
    assert!(!world.status(id).registered);
    world.services.asked();
    world.days(1);
    world.background();
    assert!(
        world
            .services
            .asked()
            .iter()
            .any(|ask| matches!(ask, Ask::Unregister(..)))
    );
    assert_eq!(world.kept(), []);
}

#[test]
fn a_registration_that_fails_leaves_nothing_or_is_taken_back() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let rejected = SourceTrouble::Rejected;
    world.services.on_register(Answer::Fail(rejected));
    assert_eq!(
        world.engine.register(id),
        Ok(RefreshOutcome::Failed(rejected))
    );
    assert_eq!(world.kept(), []);
    // The answer was lost: the issuer may have heard.
    let lost = SourceTrouble::TimedOut;
    world.services.on_register(Answer::Fail(lost));
    assert_eq!(world.engine.register(id), Ok(RefreshOutcome::Failed(lost)));
    assert!(!world.status(id).registered);
    world.services.asked();
    world.days(1);
    world.background();
    assert!(
        world
            .services
            .asked()
            .iter()
            .any(|ask| matches!(ask, Ask::Unregister(..)))
    );
    assert_eq!(world.kept(), []);
}

#[test]
fn a_new_token_is_the_one_that_takes_the_registration_back() {
    let (world, id) = registered();
    let mut rotated = card("S1", 12);
    rotated.token = "another-token-of-theirs";
    world
        .services
        .say("S1", [Answer::Pass(rotated.signed(), "Tuesday")]);
    world.home.clock.forward(TimeDelta::minutes(1));
    assert_eq!(world.outcome(id), RefreshOutcome::Updated);
    world.services.asked();
    world.wallet.delete(&[id]).unwrap();
    world.background();
    assert_eq!(
        world.services.asked(),
        [Ask::Unregister(
            "S1".into(),
            "another-token-of-theirs".into()
        )]
    );
}

#[test]
fn only_a_live_card_can_be_registered() {
    let world = World::new();
    let plain = crate::support::add(&world.wallet, "Käsin tehty");
    assert_eq!(world.engine.register(plain), Ok(RefreshOutcome::NotLive));
    world.engine.unregister(plain).unwrap();
    let nobody = CardId(uuid::Uuid::nil());
    assert_eq!(world.engine.register(nobody), Err(WalletError::NotFound));
    assert_eq!(world.engine.unregister(nobody), Err(WalletError::NotFound));
    assert_eq!(world.services.asked(), []);
}

#[test]
fn being_registered_shows_before_anything_was_asked() {
    let (world, id) = registered();
    world.import(&card("S1", 30).signed());
    let status = world.status(id);
    assert_eq!((status.registered, status.state), (true, SourceState::New));
}
