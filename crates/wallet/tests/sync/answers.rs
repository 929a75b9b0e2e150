//! Every row of the table of answers: what the person hears, and that the card stays.

use std::time::Duration;

use chrono::TimeDelta;
use kantis_pass::Provenance;
use kantis_wallet::ports::{Refusal, SourceTrouble};
use kantis_wallet::sync::{RefreshOutcome, UpdateRefusal};
use kantis_wallet::{CardId, Happening, SourceState};

use crate::service::Answer;
use crate::world::{World, card};

/// Asks once and gives what came of it, having seen that the card is as it was.
fn ask(world: &World, id: CardId, answer: Answer) -> RefreshOutcome {
    world.services.say("S1", [answer]);
    world.home.clock.forward(TimeDelta::seconds(10));
    let before = world.wallet.card(id).unwrap();
    let outcome = world.outcome(id);
    assert!(world.wallet.card(id).unwrap() == before);
    outcome
}

#[test]
fn an_answer_that_is_no_newer_pass_leaves_the_card_and_says_why() {
    use SourceState as S;
    use SourceTrouble as T;
    let (world, id) = World::with(&card("S1", 10).signed());
    for (kind, state) in [
        (T::Unreachable, S::Waiting),
        (T::TimedOut, S::Waiting),
        (T::Busy { status: 500 }, S::Waiting),
        (T::Unexpected { status: 418 }, S::Waiting),
        (T::NotAPass, S::Waiting),
        (T::TooLarge, S::Waiting),
        (T::Refused(Refusal::NotHttps), S::Unsafe),
        (T::Rejected, S::Rejected),
        (T::Gone, S::Gone),
    ] {
        let outcome = ask(&world, id, Answer::Fail(kind));
        assert_eq!(outcome, RefreshOutcome::Failed(kind));
        assert_eq!(world.state(id), state, "{kind:?}");
        assert!(world.status(id).due_at.is_some());
    }
    assert_eq!(
        ask(&world, id, Answer::Unchanged),
        RefreshOutcome::Unchanged
    );
    assert_eq!(world.state(id), S::Live);
    let ended = |why: &str| Happening::UpdatesEnded { why: why.into() };
    assert_eq!(world.happened(id), [ended("rejected"), ended("gone")]);
}

#[test]
fn what_is_not_the_same_pass_from_the_same_issuer_is_refused() {
    let other_team = crate::world::Card {
        team: "TEAM654321",
        ..card("S1", 11)
    };
    let mut later = card("S1", 11);
    let verified = card("S1", 10).signed();
    let selfsigned = card("S1", 10).signed_by("selfsigned");
    let unsigned = card("S1", 10).unsigned();
    later.title = "Uusi";
    for (name, mine, answer, expected) in [
        (
            "another serial",
            &verified,
            card("S2", 11).signed(),
            Err(UpdateRefusal::Identity),
        ),
        (
            "another team",
            &verified,
            other_team.signed(),
            Err(UpdateRefusal::Identity),
        ),
        (
            "torn",
            &verified,
            later.signed()[..900].to_vec(),
            Err(UpdateRefusal::Unreadable),
        ),
        (
            "tampered",
            &verified,
            later.tampered(),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "tampered",
            &unsigned,
            later.tampered(),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "unsigned",
            &verified,
            later.unsigned(),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "unsigned",
            &selfsigned,
            later.unsigned(),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "unknown issuer",
            &verified,
            later.signed_by("selfsigned"),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "another's certificate",
            &verified,
            later.signed_by("other"),
            Err(UpdateRefusal::Provenance),
        ),
        (
            "another key",
            &selfsigned,
            later.signed_by("other"),
            Err(UpdateRefusal::Signer),
        ),
        (
            "the same key",
            &selfsigned,
            later.signed_by("selfsigned"),
            Ok(Provenance::UnknownIssuer),
        ),
        (
            "the issuer after all",
            &selfsigned,
            later.signed(),
            Ok(Provenance::Verified),
        ),
        (
            "another certificate of the issuer's",
            &verified,
            later.signed_by("p256"),
            Ok(Provenance::Verified),
        ),
        (
            "unsigned as before",
            &unsigned,
            later.unsigned(),
            Ok(Provenance::Unsigned),
        ),
        (
            "signed from now on",
            &unsigned,
            later.signed(),
            Ok(Provenance::Verified),
        ),
    ] {
        let (world, id) = World::with(mine);
        let before = world.wallet.card(id).unwrap();
        world.services.say("S1", [Answer::Pass(answer, "Monday")]);
        match expected {
            Ok(provenance) => {
                assert_eq!(world.outcome(id), RefreshOutcome::Updated, "{name}");
                let pass = world.wallet.card(id).unwrap().pass.unwrap();
                assert_eq!(pass.provenance, provenance, "{name}");
            }
            Err(why) => {
                assert_eq!(world.outcome(id), RefreshOutcome::Refused(why), "{name}");
                assert_eq!(world.state(id), SourceState::Refused, "{name}");
                assert!(world.wallet.card(id).unwrap() == before, "{name}");
                // The same answer again is no news, and its cursor was not kept.
                world.home.clock.forward(TimeDelta::seconds(10));
                world.outcome(id);
                let why = why.name().to_owned();
                assert_eq!(
                    world.happened(id),
                    [Happening::UpdateRefused { why }],
                    "{name}"
                );
                let asked = world.services.asked();
                assert!(
                    asked
                        .iter()
                        .all(|ask| matches!(ask, crate::service::Ask::Fetch(_, _, None)))
                );
            }
        }
    }
}

#[test]
fn a_rest_that_the_service_asks_for_is_kept_and_a_person_may_override_it() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let busy = SourceTrouble::Busy { status: 503 };
    world.services.say(
        "S1",
        [
            Answer::Rest(busy, Duration::from_secs(7200)),
            Answer::Unchanged,
        ],
    );
    assert_eq!(world.outcome(id), RefreshOutcome::Failed(busy));
    let due = world.status(id).due_at.unwrap();
    assert_eq!(
        (due - kantis_wallet::ports::Clock::now(&*world.home.clock)).num_seconds(),
        7200
    );
    world.services.asked();
    // By itself nobody asks before.
    world.home.clock.forward(TimeDelta::seconds(7199));
    world
        .engine
        .background_sync(Duration::from_secs(60))
        .unwrap();
    assert_eq!(world.services.fetched(), Vec::<String>::new());
    // A person may.
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert_eq!(world.services.fetched(), ["S1"]);
    // But not again and again.
    world.home.clock.forward(TimeDelta::seconds(9));
    assert_eq!(world.outcome(id), RefreshOutcome::TooSoon);
    world.home.clock.forward(TimeDelta::seconds(1));
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert_eq!(world.services.fetched(), ["S1"]);
}

#[test]
fn what_is_not_live_is_said_to_be_so() {
    let mut none = card("S1", 1);
    none.service = "";
    let (world, without) = World::with(&none.signed());
    let plain = crate::support::add(&world.wallet, "Käsin tehty");
    assert_eq!(world.wallet.source(without).unwrap(), None);
    assert_eq!(world.wallet.source(plain).unwrap(), None);
    let live = world.import(&card("S2", 1).signed())[0];
    world.wallet.set_updates(live, false).unwrap();
    let status = world.status(live);
    assert_eq!((status.on, status.due_at), (false, None));
    for id in [without, plain, live] {
        assert_eq!(world.outcome(id), RefreshOutcome::NotLive);
    }
    assert_eq!(world.refresh(&[]).cards, []);
    assert_eq!(world.services.asked(), []);
    // It is a step like any other.
    world.wallet.undo(None).unwrap();
    assert_eq!(world.outcome(live), RefreshOutcome::Unchanged);
    let sources = world.wallet.sources().unwrap();
    assert_eq!(sources.len(), 1);
    assert_eq!(sources[0], world.status(live));
}

#[test]
fn a_refresh_can_be_broken_off_and_keeps_what_has_come() {
    let world = World::new();
    let serials = ["A", "B", "C", "D", "E"];
    for serial in serials {
        world.import(&card(serial, 1).signed());
        world
            .services
            .say(serial, [Answer::Pass(card(serial, 2).signed(), "Monday")]);
    }
    let mut steps = Vec::new();
    let report = world
        .engine
        .refresh(&Default::default(), &mut |done, total| {
            steps.push((done, total));
            if done == 2 {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        });
    let report = report.unwrap();
    assert_eq!(steps[..3], [(0, 5), (1, 5), (2, 5)]);
    let updated = report
        .cards
        .iter()
        .filter(|line| line.outcome == RefreshOutcome::Updated);
    let updated: Vec<_> = updated.map(|line| line.card).collect();
    assert!((2..5).contains(&updated.len()), "{}", updated.len());
    for id in updated {
        assert_eq!(world.points(id), "2");
    }
    // What was broken off is due as before.
    world.home.clock.forward(TimeDelta::seconds(10));
    let rest = world.refresh(&[]);
    assert_eq!(rest.cards.len(), 5);
    assert!(
        world
            .wallet
            .sources()
            .unwrap()
            .iter()
            .all(|one| one.state == SourceState::Live)
    );
}
