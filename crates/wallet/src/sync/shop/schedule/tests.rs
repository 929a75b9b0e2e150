//! Every row of the table of answers, wakes, and clocks that jump.

use std::time::Duration;

use kantis_protocol::ProblemType;

use super::*;
use crate::ports::Refusal;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn new(now: DateTime<Utc>) -> ShopPlan {
    ShopPlan {
        state: State::New,
        asked_at: None,
        checked_at: None,
        changed_at: None,
        due_at: Some(now),
        not_before: None,
        forced_at: None,
        failures: 0,
        offline: false,
    }
}

/// A plan that was well an hour ago.
fn well() -> ShopPlan {
    new(at(-60)).after(&Answer::Changed, at(-60), 7)
}

fn failed(kind: Trouble) -> Answer {
    Answer::Failed(kind.into())
}

fn resting(kind: Trouble, seconds: u64) -> Answer {
    Answer::Failed(MerchantFailure {
        retry_after: Some(Duration::from_secs(seconds)),
        ..kind.into()
    })
}

fn minutes_until(plan: &ShopPlan) -> Option<i64> {
    plan.due_at.map(|due| (due - at(0)).num_minutes())
}

#[test]
fn each_answer_has_its_state_and_its_next_time() {
    let busy = || Trouble::Busy { status: 503 };
    let day = 24 * 60;
    // Not in minutes, nor at all.
    let never = std::ops::RangeInclusive::new(0, -1);
    for (answer, state, minutes) in [
        (Answer::Unchanged, State::Live, 45..=75),
        (Answer::Changed, State::Live, 45..=75),
        (Answer::Stuck(Trouble::TimedOut.into()), State::Live, 1..=2),
        (
            Answer::TokenLost(Trouble::TimedOut.into()),
            State::Waiting,
            0..=0,
        ),
        (
            Answer::TokenLost(Trouble::SignInOver.into()),
            State::SignInOver,
            never.clone(),
        ),
        (
            failed(Trouble::SignInOver),
            State::SignInOver,
            never.clone(),
        ),
        (failed(Trouble::Denied), State::SignInOver, never),
        (failed(Trouble::NoShop), State::Gone, day..=day + 360),
        (
            failed(Trouble::Problem(ProblemType::Gone)),
            State::Gone,
            day..=day + 360,
        ),
        (
            failed(Trouble::Unexpected { status: 410 }),
            State::Gone,
            day..=day + 360,
        ),
        (
            failed(Trouble::Refused(Refusal::Private)),
            State::Unsafe,
            7 * day..=7 * day + 360,
        ),
        (
            failed(Trouble::WrongIssuer),
            State::Unsafe,
            7 * day..=7 * day + 360,
        ),
        (failed(Trouble::Unreachable), State::Waiting, 1..=2),
        (failed(Trouble::TimedOut), State::Waiting, 1..=2),
        (failed(Trouble::Broken), State::Waiting, 1..=2),
        (failed(busy()), State::Waiting, 1..=2),
        (failed(Trouble::Unreadable), State::Waiting, 1..=2),
        (failed(Trouble::TooLarge), State::Waiting, 1..=2),
        (failed(Trouble::Unauthorized), State::Waiting, 1..=2),
        (
            failed(Trouble::Problem(ProblemType::Internal)),
            State::Waiting,
            1..=2,
        ),
        (resting(busy(), 7200), State::Waiting, 120..=132),
        (
            resting(busy(), 7_776_000),
            State::Waiting,
            30 * day..=33 * day,
        ),
        (resting(Trouble::NoShop, 360_000), State::Gone, 6000..=6600),
    ] {
        for chance in 0..100 {
            let plan = well().after(&answer, at(0), chance * 7919);
            assert_eq!(plan.state, state, "{answer:?}");
            match minutes_until(&plan) {
                Some(due) => assert!(minutes.contains(&due), "{answer:?}: {due}"),
                None => assert!(minutes.is_empty(), "{answer:?}"),
            }
            assert_eq!(plan.asked_at, Some(at(0)));
        }
    }
    let chances = (0..100).map(|chance| well().after(&Answer::Unchanged, at(0), chance * 7919));
    let times: std::collections::BTreeSet<_> = chances.map(|plan| plan.due_at).collect();
    assert!(times.len() > 50, "chance spreads what is regular");
}

#[test]
fn a_question_that_was_broken_off_leaves_everything_as_it_was() {
    assert_eq!(well().after(&failed(Trouble::Stopped), at(0), 1), well());
}

#[test]
fn failures_wait_longer_and_longer_up_to_six_hours_and_are_forgotten_with_an_answer() {
    let mut plan = well();
    for round in 1..=12 {
        plan = plan.after(&failed(Trouble::Unreadable), at(0), round);
        let least = TimeDelta::minutes(1 << (round - 1)).min(TimeDelta::hours(3));
        let wait = plan.due_at.unwrap() - at(0);
        assert!(wait >= least && wait <= least * 2, "{round}: {wait}");
    }
    assert_eq!(plan.failures, 12);
    let plan = plan.after(&Answer::Unchanged, at(0), 1);
    assert_eq!((plan.failures, plan.state), (0, State::Live));
}

#[test]
fn a_token_that_may_be_spent_is_sent_again_within_its_minute_but_not_for_ever() {
    let lost = Answer::TokenLost(Trouble::TimedOut.into());
    let mut plan = well();
    for _ in 0..2 {
        plan = plan.after(&lost, at(0), 1);
        assert_eq!(plan.due_at, Some(at(0) + TimeDelta::seconds(15)));
    }
    let plan = plan.after(&lost, at(0), 1);
    assert!(plan.due_at.unwrap() - at(0) >= TimeDelta::minutes(4));
}

#[test]
fn a_wish_without_an_answer_is_asked_about_again_and_again_less_often() {
    let stuck = Answer::Stuck(Trouble::Problem(ProblemType::InFlight).into());
    let once = well().after(&stuck, at(0), 1);
    let twice = once.after(&stuck, at(0), 1);
    assert_eq!((once.failures, twice.failures), (1, 2));
    assert!(twice.due_at > once.due_at);
    assert_eq!(twice.checked_at, Some(at(0)));
}

#[test]
fn the_shops_own_word_wins_over_ours_but_is_not_believed_without_bounds() {
    for (seconds, least) in [
        (0, 10),
        (1, 10),
        (30, 30),
        (100_000, 100_000),
        (u64::MAX, 30 * 86_400),
    ] {
        let answer = resting(Trouble::Busy { status: 429 }, seconds);
        let plan = well().after(&answer, at(0), 3);
        let rest = (plan.due_at.unwrap() - at(0)).num_seconds();
        assert!((least..=least + least / 10).contains(&rest), "{rest}");
        assert_eq!(plan.not_before, plan.due_at);
    }
}

#[test]
fn wakes_make_due_what_they_are_about() {
    use Wake::{Background, Force, Foreground, NetworkUp};
    let live = new(at(0)).after(&Answer::Unchanged, at(0), 0);
    let times = |kind: &Trouble| {
        (0..9).fold(live.clone(), |plan, _| {
            plan.after(&failed(kind.clone()), at(0), 0)
        })
    };
    let (offline, busy) = (
        times(&Trouble::Unreachable),
        times(&Trouble::Busy { status: 500 }),
    );
    let rests = live.after(&resting(Trouble::Busy { status: 503 }, 86_400), at(0), 0);
    let over = live.after(&failed(Trouble::SignInOver), at(0), 0);
    let gone = live.after(&failed(Trouble::NoShop), at(0), 0);
    for (name, plan, wake, after, expected) in [
        ("fresh", &live, Foreground, 14, false),
        ("stale", &live, Foreground, 15, true),
        ("stale", &live, Background, 15, false),
        ("stale", &live, NetworkUp, 15, false),
        ("stale", &live, Force, 15, true),
        ("its time", &live, Background, 75, true),
        ("no network", &offline, NetworkUp, 1, true),
        ("no network", &offline, Foreground, 1, false),
        ("no network", &offline, Foreground, 20, true),
        ("no network", &offline, Background, 20, false),
        ("trouble", &busy, Foreground, 20, false),
        ("trouble", &busy, NetworkUp, 20, false),
        ("trouble", &busy, Force, 20, true),
        ("wants to rest", &rests, Force, 60, false),
        ("wants to rest", &rests, Foreground, 60, false),
        ("sign-in over", &over, Foreground, 10_000, false),
        ("sign-in over", &over, Force, 10_000, false),
        ("sign-in over", &over, NetworkUp, 10_000, false),
        ("gone", &gone, Foreground, 60, false),
        ("gone", &gone, Foreground, 3000, true),
    ] {
        let due = plan.is_due_after(wake, at(after));
        assert_eq!(due, expected, "{name} {wake:?} after {after}");
    }
    let soon = at(0) + TimeDelta::seconds(9);
    assert!(
        !offline.is_due_after(NetworkUp, soon),
        "a network that comes and goes"
    );
}

#[test]
fn what_cannot_be_listened_to_is_polled_each_minute_unless_it_is_in_trouble() {
    let live = new(at(0)).after(&Answer::Unchanged, at(0), 0);
    assert_eq!(live.polled(at(0)), Some(at(1)));
    for answer in [
        failed(Trouble::Unreachable),
        failed(Trouble::SignInOver),
        resting(Trouble::Busy { status: 429 }, 100),
        Answer::Stuck(Trouble::TimedOut.into()),
    ] {
        let plan = live.after(&answer, at(0), 0);
        assert_eq!(plan.polled(at(0)), None, "{answer:?}");
        assert!(!plan.is_ready(at(0)), "{answer:?}");
    }
    assert_eq!(new(at(0)).polled(at(0)), None, "it is due anyway");
    assert!(live.is_ready(at(0)));
}

#[test]
fn a_clock_that_jumps_moves_the_anchor_and_keeps_the_spans() {
    let day = 24 * 60;
    let plan = new(at(0)).after(&Answer::Changed, at(0), 0);
    let due = plan.due_at.unwrap();
    // A day ahead: it is due, once.
    assert!(plan.is_due(at(day)));
    assert!(!plan.after(&Answer::Unchanged, at(day), 0).is_due(at(day)));
    // A day back: it waits as long as it would have, not a day longer.
    assert_eq!(plan.next(at(-day)), Some(due - TimeDelta::minutes(day)));
    assert!(!plan.is_due(at(-day)));
    let later = plan.after(&Answer::Unchanged, at(-day), 0);
    assert_eq!(later.asked_at, Some(at(-day)));
    assert_eq!(
        later.changed_at,
        Some(at(-day)),
        "nothing lies in the future"
    );
    // Something new is due whatever the clock says.
    assert!(new(at(day)).is_due(at(0)));
    // A rest stays as long as it was.
    let rests = plan.after(&resting(Trouble::Busy { status: 503 }, 7200), at(0), 0);
    assert_eq!(rests.next(at(-day)), Some(at(120 - day)));
    assert!(rests.is_due_after(Wake::Force, at(day)));
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
