//! Every row of the table of answers, wakes, and clocks that jump.

use std::time::Duration;

use super::*;
use crate::ports::Refusal;

impl Plan {
    /// A source that was just met: it is due.
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        Self {
            state: SourceState::New,
            may_register: false,
            asked_at: None,
            fetched_at: None,
            checked_at: None,
            changed_at: None,
            due_at: Some(now),
            not_before: None,
            forced_at: None,
            failures: 0,
            offline: false,
            gone: 0,
            gone_since: None,
            refused: None,
        }
    }
}

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

fn failed(kind: SourceTrouble) -> Answer {
    Answer::Failed {
        failure: kind.into(),
        registered: false,
    }
}

fn resting(kind: SourceTrouble, seconds: u64) -> Answer {
    let failure = SourceFailure {
        kind,
        retry_after: Some(Duration::from_secs(seconds)),
    };
    Answer::Failed {
        failure,
        registered: false,
    }
}

/// A plan that was well an hour ago.
fn well() -> Plan {
    Plan::new(at(-1)).after(&Answer::Newer, at(-1), 7)
}

fn hours_until(plan: &Plan) -> Option<i64> {
    plan.due_at.map(|due| (due - at(0)).num_hours())
}

#[test]
fn each_answer_has_its_state_and_its_next_time() {
    use SourceState as S;
    use SourceTrouble as T;
    let unchanged = Answer::Unchanged {
        asked_with: true,
        registered: false,
    };
    let busy = T::Busy { status: 503 };
    let table: &[(Answer, SourceState, std::ops::RangeInclusive<i64>)] = &[
        (unchanged, S::Live, 6..=23),
        (Answer::NotListed, S::Live, 6..=23),
        (Answer::Same, S::Live, 6..=23),
        (Answer::Newer, S::Live, 6..=23),
        (Answer::Refused([1; 32]), S::Refused, 6..=23),
        (failed(T::Rejected), S::Rejected, 168..=173),
        (failed(T::Gone), S::Gone, 24..=29),
        (failed(T::Refused(Refusal::Private)), S::Unsafe, 168..=173),
        (failed(T::Unreachable), S::Waiting, 0..=0),
        (failed(T::TimedOut), S::Waiting, 0..=0),
        (failed(busy), S::Waiting, 0..=0),
        (failed(T::Unexpected { status: 418 }), S::Waiting, 0..=0),
        (failed(T::NotAPass), S::Waiting, 0..=0),
        (failed(T::TooLarge), S::Waiting, 0..=0),
        (resting(busy, 7200), S::Waiting, 2..=2),
        (resting(busy, 7_776_000), S::Waiting, 720..=720),
        (resting(T::Gone, 360_000), S::Gone, 100..=100),
    ];
    for (answer, state, hours) in table {
        for chance in 0..100 {
            let plan = well().after(answer, at(0), chance * 7919);
            assert_eq!(plan.state, *state, "{answer:?}");
            let due = hours_until(&plan).unwrap();
            assert!(hours.contains(&due), "{answer:?}: {due}");
            assert_eq!(plan.asked_at, Some(at(0)));
        }
    }
    let chances = (0..100).map(|chance| well().after(&Answer::Same, at(0), chance * 7919));
    let times: std::collections::BTreeSet<_> = chances.map(|plan| plan.due_at).collect();
    assert!(times.len() > 50, "chance spreads what is regular");
}

#[test]
fn a_question_that_was_broken_off_leaves_everything_as_it_was() {
    let plan = well();
    assert_eq!(plan.after(&failed(SourceTrouble::Stopped), at(0), 1), plan);
}

#[test]
fn failures_are_counted_and_forgotten_with_the_first_answer() {
    let mut plan = well();
    for round in 1..=5 {
        plan = plan.after(&failed(SourceTrouble::NotAPass), at(0), round);
        let least = TimeDelta::minutes(1 << (round - 1));
        let wait = plan.due_at.unwrap() - at(0);
        assert!(wait >= least && wait <= least * 2, "{round}: {wait}");
    }
    assert_eq!(plan.failures, 5);
    let plan = plan.after(&Answer::Same, at(0), 1);
    assert_eq!((plan.failures, plan.state), (0, SourceState::Live));
}

#[test]
fn the_services_own_word_wins_over_ours_but_is_not_believed_without_bounds() {
    for (seconds, expected) in [
        (0, 10),
        (1, 10),
        (30, 30),
        (100_000, 100_000),
        (u64::MAX, 30 * 86_400),
    ] {
        let answer = resting(SourceTrouble::Busy { status: 429 }, seconds);
        let plan = well().after(&answer, at(0), 3);
        assert_eq!((plan.due_at.unwrap() - at(0)).num_seconds(), expected);
        assert_eq!(plan.not_before, plan.due_at);
    }
}

#[test]
fn gone_three_times_in_seven_days_is_the_end_unless_a_person_asks() {
    let gone = failed(SourceTrouble::Gone);
    let mut plan = well();
    for hours in [0, 25, 50] {
        assert!(plan.due_at.is_some());
        plan = plan.after(&gone, at(hours), 1);
    }
    assert_eq!((plan.state, plan.due_at), (SourceState::Gone, None));
    for wake in [Wake::Foreground, Wake::NetworkUp, Wake::Force] {
        assert!(!plan.is_due_after(wake, at(1000)));
    }
    // Trouble on the way does not bring it back; an answer does.
    let still = plan.after(&failed(SourceTrouble::Unreachable), at(60), 1);
    assert_eq!((still.state, still.due_at), (SourceState::Gone, None));
    let back = still.after(&Answer::Same, at(61), 1);
    assert_eq!((back.state, back.gone), (SourceState::Live, 0));
    assert!(back.due_at.is_some());
}

#[test]
fn gone_now_and_then_is_not_the_end() {
    let gone = failed(SourceTrouble::Gone);
    // A person who asks again and again during one outage.
    let mut plan = well();
    for _ in 0..10 {
        plan = plan.after(&gone, at(0), 1);
    }
    assert!(plan.due_at.is_some());
    // Twice in a while.
    let mut plan = well();
    for hours in [0, 100, 200, 300, 400] {
        plan = plan.after(&gone, at(hours), 1);
        assert!(plan.due_at.is_some(), "{hours}");
    }
}

#[test]
fn registering_is_offered_where_only_registered_wallets_seem_to_be_answered() {
    let silent = Answer::Unchanged {
        asked_with: false,
        registered: false,
    };
    let new = Plan::new(at(-1));
    for (name, plan, answer, expected) in [
        ("204 to one who has nothing", new.clone(), silent, true),
        (
            "401 at once",
            new.clone(),
            failed(SourceTrouble::Rejected),
            true,
        ),
        (
            "404 at once",
            new.clone(),
            failed(SourceTrouble::Gone),
            true,
        ),
        (
            "503 at once",
            new.clone(),
            failed(SourceTrouble::TimedOut),
            false,
        ),
        ("401 later", well(), failed(SourceTrouble::Rejected), false),
        ("404 later", well(), failed(SourceTrouble::Gone), false),
        (
            "204 to one who told what it has",
            new.clone(),
            Answer::Unchanged {
                asked_with: true,
                registered: false,
            },
            false,
        ),
        (
            "204 to a registered one",
            new,
            Answer::Unchanged {
                asked_with: false,
                registered: true,
            },
            false,
        ),
    ] {
        let after = plan.after(&answer, at(0), 1);
        assert_eq!(after.may_register, expected, "{name}");
        assert!(
            !after.after(&Answer::Newer, at(1), 1).may_register,
            "{name}"
        );
    }
}

#[test]
fn wakes_make_due_what_they_are_about() {
    let live = Plan::new(at(0)).after(&Answer::Same, at(0), 0);
    let offline = live.after(&failed(SourceTrouble::Unreachable), at(0), 0);
    let mut offline = (0..9).fold(offline, |plan, _| {
        plan.after(&failed(SourceTrouble::Unreachable), at(0), 0)
    });
    assert!(!offline.is_due(at(1)), "it waits for hours");
    let busy = (0..10).fold(live.clone(), |plan, _| {
        plan.after(&failed(SourceTrouble::Busy { status: 500 }), at(0), 0)
    });
    let resting = live.after(
        &resting(SourceTrouble::Busy { status: 503 }, 86_400),
        at(0),
        0,
    );
    let rejected = live.after(&failed(SourceTrouble::Rejected), at(0), 0);
    let minutes = |minutes| at(0) + TimeDelta::minutes(minutes);
    use Wake::{Background, Force, Foreground, NetworkUp};
    for (name, plan, wake, after, expected) in [
        ("fresh", &live, Foreground, 14, false),
        ("stale", &live, Foreground, 15, true),
        ("stale", &live, Background, 15, false),
        ("stale", &live, NetworkUp, 15, false),
        ("stale", &live, Force, 15, true),
        ("no network", &offline, NetworkUp, 1, true),
        ("no network", &offline, Foreground, 1, false),
        ("no network", &offline, Foreground, 20, true),
        ("no network", &offline, Background, 20, false),
        ("trouble", &busy, Foreground, 20, false),
        ("trouble", &busy, NetworkUp, 20, false),
        ("trouble", &busy, Force, 20, true),
        ("wants to rest", &resting, Force, 60, false),
        ("wants to rest", &resting, Foreground, 60, false),
        ("rejected", &rejected, Foreground, 60, false),
        ("rejected", &rejected, NetworkUp, 60, false),
    ] {
        let due = plan.is_due_after(wake, minutes(after));
        assert_eq!(due, expected, "{name} {wake:?} after {after}");
    }
    offline.asked_at = Some(at(0));
    assert!(
        !offline.is_due_after(NetworkUp, at(0) + TimeDelta::seconds(9)),
        "a network that comes and goes"
    );
}

#[test]
fn a_clock_that_jumps_moves_the_anchor_and_keeps_the_spans() {
    let plan = Plan::new(at(0)).after(&Answer::Newer, at(0), 0);
    let due = plan.due_at.unwrap();
    // A day ahead: it is due, once.
    assert!(plan.is_due(at(24)));
    assert!(!plan.after(&Answer::Same, at(24), 0).is_due(at(24)));
    // A day back: it waits as long as it would have, not a day longer.
    assert_eq!(plan.next(at(-24)), Some(due - TimeDelta::hours(24)));
    assert!(!plan.is_due(at(-24)));
    let later = plan.after(&Answer::Same, at(-24), 0);
    assert_eq!(later.asked_at, Some(at(-24)));
    assert_eq!(
        later.changed_at,
        Some(at(-24)),
        "nothing lies in the future"
    );
    // Something new is due whatever the clock says.
    assert!(Plan::new(at(24)).is_due(at(0)));
    // A rest stays as long as it was.
    let rests = plan.after(
        &resting(SourceTrouble::Busy { status: 503 }, 7200),
        at(0),
        0,
    );
    assert_eq!(rests.next(at(-24)), Some(at(-22)));
    assert!(rests.is_due_after(Wake::Force, at(24)));
}

#[test]
fn a_person_may_override_once_in_ten_seconds() {
    let mut plan = well();
    assert!(plan.may_force(at(0)));
    plan.forced_at = Some(at(0));
    for (seconds, expected) in [(0, false), (9, false), (10, true), (-1, true)] {
        let now = at(0) + TimeDelta::seconds(seconds);
        assert_eq!(plan.may_force(now), expected, "{seconds}");
    }
}

#[test]
fn a_list_is_trusted_for_a_week_and_only_about_what_is_well() {
    let plan = well();
    assert!(plan.trusts_list(at(100)));
    assert!(!plan.trusts_list(at(170)));
    let listed = plan.after(&Answer::NotListed, at(100), 0);
    assert!(
        !listed.trusts_list(at(170)),
        "a list is no look at the pass itself"
    );
    assert!(
        !plan
            .after(&Answer::Refused([0; 32]), at(0), 0)
            .trusts_list(at(0))
    );
    assert!(!Plan::new(at(0)).trusts_list(at(0)));
}

#[test]
fn each_piece_of_news_is_told_once() {
    let refused = |of: &Plan, digest| of.after(&Answer::Refused(digest), at(0), 0);
    let plan = well();
    let first = refused(&plan, [1; 32]);
    let why = |why: &str| {
        Some(Happening::UpdateRefused {
            why: why.to_owned(),
        })
    };
    assert_eq!(plan.news(&first, "identity"), why("identity"));
    assert_eq!(first.news(&refused(&first, [1; 32]), "identity"), None);
    assert_eq!(
        first.news(&refused(&first, [2; 32]), "signer"),
        why("signer")
    );
    let ended = |why: &str| {
        Some(Happening::UpdatesEnded {
            why: why.to_owned(),
        })
    };
    for (kind, word) in [
        (SourceTrouble::Rejected, "rejected"),
        (SourceTrouble::Gone, "gone"),
    ] {
        let first = plan.after(&failed(kind), at(0), 0);
        assert_eq!(plan.news(&first, ""), ended(word));
        // Trouble between does not make it news again.
        let troubled = first.after(&failed(SourceTrouble::Unreachable), at(1), 0);
        assert_eq!(first.news(&troubled, ""), None);
        assert_eq!(
            troubled.news(&troubled.after(&failed(kind), at(2), 0), ""),
            None
        );
        // A good answer does.
        let good = troubled.after(&Answer::Same, at(3), 0);
        assert_eq!(
            good.news(&good.after(&failed(kind), at(4), 0), ""),
            ended(word)
        );
    }
}
