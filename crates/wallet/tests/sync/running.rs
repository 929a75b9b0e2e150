//! The engine as a host runs it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use kantis_wallet::ports::{Clock, SourceTrouble, Stop};
use kantis_wallet::sync::{RefreshOutcome, SyncHint, Wake};
use kantis_wallet::{CardId, SourceState};

use crate::service::{Answer, PATIENCE};
use crate::world::{Card, Process, World, card};

/// Runs the engine while `work` goes on.
fn running(process: &Process, work: impl FnOnce()) {
    let stop = Stop::default();
    std::thread::scope(|scope| {
        let run = scope.spawn(|| process.engine.run(&stop));
        // Also when `work` fails: the engine would run for ever.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        stop.set();
        process.engine.nudge();
        run.join().unwrap();
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Waits for something that the engine brings about on its own thread.
fn until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < PATIENCE, "it never came");
        std::thread::yield_now();
    }
}

fn at(service: &'static str, serial: &'static str) -> Card {
    Card {
        service,
        ..card(serial, 10)
    }
}

fn hang() -> Answer {
    Answer::Hang("gate", Box::new(Answer::Unchanged))
}

#[test]
fn what_is_new_is_asked_for_and_then_by_schedule_and_wakes() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let asked_again = |wake: Wake, forward: TimeDelta| {
        world.home.clock.forward(forward);
        world.engine.wake(wake);
        world.services.wait_for_fetch("S1");
        let now = Clock::now(&*world.home.clock);
        until(|| world.status(id).checked_at == Some(now));
        assert_eq!(world.services.fetched(), ["S1"]);
    };
    running(&world, || {
        until(|| world.state(id) == SourceState::Live);
        assert_eq!(world.services.fetched(), ["S1"]);
        asked_again(Wake::Foreground, TimeDelta::minutes(15));
        // Its time has come: any reason to look up will do.
        asked_again(Wake::Background, TimeDelta::hours(24));
        // The clock jumps back by two days: nothing is due now, and a day later it is.
        let due = world.status(id).due_at.unwrap();
        world.home.clock.forward(-TimeDelta::hours(48));
        world.engine.wake(Wake::Background);
        let stored = "SELECT min(due_at) FROM pass_source";
        let sql = world.home.sql("wallet.db");
        let moved = (due - TimeDelta::hours(48)).timestamp_millis();
        until(|| sql.query_row(stored, [], |row| row.get::<_, i64>(0)) == Ok(moved));
        assert_eq!(world.services.fetched(), Vec::<String>::new());
        asked_again(Wake::Background, TimeDelta::hours(24));
        let hints = world.hints.lock().unwrap();
        assert!(hints.contains(&SyncHint::Sources));
    });
    // Nothing was asked besides.
    assert_eq!(world.services.fetched(), Vec::<String>::new());
}

#[test]
fn a_network_that_comes_back_is_used_at_once() {
    let (world, id) = World::with(&card("S1", 10).signed());
    world.services.say(
        "S1",
        [Answer::Fail(SourceTrouble::Unreachable), Answer::Unchanged],
    );
    running(&world, || {
        until(|| world.state(id) == SourceState::Waiting);
        world.home.clock.forward(TimeDelta::seconds(10));
        world.engine.wake(Wake::NetworkUp);
        until(|| world.state(id) == SourceState::Live);
    });
}

#[test]
fn a_dead_host_delays_nobody_not_even_a_card_that_comes_meanwhile() {
    let world = World::new();
    world.import(&at("https://dead.example", "D").signed());
    let alive = world.import(&at("https://alive.example", "A").signed())[0];
    world.services.say("D", [hang()]);
    running(&world, || {
        world.services.wait_for_fetch("D");
        until(|| world.state(alive) == SourceState::Live);
        let fresh = world.import(&at("https://fresh.example", "F").signed())[0];
        world.engine.wake(Wake::Force);
        until(|| world.state(fresh) == SourceState::Live);
        assert_eq!(world.services.fetched(), ["A", "D", "F"]);
    });
}

#[test]
fn a_card_that_another_process_brought_is_seen() {
    let world = World::new();
    let other = Process::new(&world.home, &world.services);
    running(&world, || {
        world.engine.wake(Wake::Foreground);
        let id = other.import(&card("S1", 10).signed())[0];
        world.services.wait_for_fetch("S1");
        until(|| other.state(id) == SourceState::Live);
    });
}

#[test]
fn what_is_due_while_another_process_works_is_done_afterwards() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let other = Process::new(&world.home, &world.services);
    let other_id = other.import(&at("https://slow.example", "S2").signed())[0];
    world.services.say("S2", [hang()]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| other.outcome(other_id));
        world.services.wait_for_fetch("S2");
        running(&world, || {
            world.engine.wake(Wake::Foreground);
            world.services.open("gate");
            assert_eq!(asking.join().unwrap(), RefreshOutcome::Unchanged);
            until(|| world.state(id) == SourceState::Live);
        });
    });
    assert_eq!(world.services.fetched(), ["S1", "S2"]);
}

#[test]
fn a_file_that_is_lost_does_not_keep_the_engine_busy() {
    let (world, id) = World::with(&card("S1", 10).signed());
    world.wallet.sources().unwrap();
    let sql = world.home.sql("wallet.db");
    sql.execute("DELETE FROM blob", []).unwrap();
    world
        .engine
        .background_sync(Duration::from_secs(60))
        .unwrap();
    assert_eq!(world.services.asked(), []);
    assert_eq!(world.outcome(id), RefreshOutcome::NotLive);
}

#[test]
fn origins_are_asked_side_by_side_and_each_one_its_passes_one_by_one() {
    const SERVICES: [&str; 12] = [
        "https://a.example",
        "https://b.example",
        "https://c.example",
        "https://d.example",
        "https://e.example",
        "https://f.example",
        "https://g.example",
        "https://h.example",
        "https://i.example",
        "https://j.example",
        "https://k.example",
        "https://l.example",
    ];
    const SERIALS: [[&str; 2]; 12] = [
        ["a", "A"],
        ["b", "B"],
        ["c", "C"],
        ["d", "D"],
        ["e", "E"],
        ["f", "F"],
        ["g", "G"],
        ["h", "H"],
        ["i", "I"],
        ["j", "J"],
        ["k", "K"],
        ["l", "L"],
    ];
    let world = World::new();
    for (service, serials) in SERVICES.into_iter().zip(SERIALS) {
        for serial in serials {
            world.import(&at(service, serial).unsigned());
            world.services.say(serial, [hang()]);
        }
    }
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.refresh(&[]));
        until(|| world.services.most().1 == 12);
        world.services.open("gate");
        assert_eq!(asking.join().unwrap().cards.len(), 24);
    });
    assert_eq!(world.services.most(), (1, 12));
    assert_eq!(world.services.fetched().len(), 24);
}

#[test]
fn a_host_that_does_not_answer_is_asked_once_in_a_round() {
    let world = World::new();
    let ids: Vec<CardId> = ["A", "B", "C"]
        .into_iter()
        .map(|serial| world.import(&card(serial, 10).signed())[0])
        .collect();
    for serial in ["A", "B", "C"] {
        world
            .services
            .say(serial, [Answer::Fail(SourceTrouble::TimedOut)]);
    }
    let report = world.refresh(&[]);
    let failed = RefreshOutcome::Failed(SourceTrouble::TimedOut);
    assert!(report.cards.iter().all(|line| line.outcome == failed));
    assert_eq!((report.cards.len(), world.services.fetched().len()), (3, 1));
    for id in ids {
        assert_eq!(world.state(id), SourceState::Waiting);
        assert!(world.status(id).due_at.is_some());
    }
}

#[test]
fn a_moment_in_the_background_is_used_and_not_overstayed() {
    let world = World::new();
    let dead = world.import(&at("https://dead.example", "D").signed())[0];
    let alive = world.import(&at("https://alive.example", "A").signed())[0];
    world.services.say("D", [hang()]);
    // The clock stands, so that only the waiting itself can end this.
    let report = world
        .engine
        .background_sync(Duration::from_millis(400))
        .unwrap();
    let of = |id: CardId| {
        let line = report.cards.iter().find(|line| line.card == id);
        line.map(|line| line.outcome)
    };
    assert_eq!(of(alive), Some(RefreshOutcome::Unchanged));
    assert_eq!(
        of(dead),
        Some(RefreshOutcome::Failed(SourceTrouble::Stopped))
    );
    assert!(!report.handed_over);
    // What was broken off is due as before; what was done is not.
    world.services.asked();
    world.services.open("gate");
    world
        .engine
        .background_sync(Duration::from_secs(60))
        .unwrap();
    assert_eq!(world.services.fetched(), ["D"]);
    world
        .engine
        .background_sync(Duration::from_secs(60))
        .unwrap();
    assert_eq!(world.services.fetched(), Vec::<String>::new());
}

#[test]
fn what_the_shopper_does_meanwhile_counts_before_the_next_question() {
    let world = World::new();
    let ids = ["A", "B", "C"].map(|serial| world.import(&card(serial, 1).signed())[0]);
    let late = Answer::Hang("gate", Box::new(Answer::Unchanged));
    world.services.say("A", [late]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.refresh(&[]));
        world.services.wait_for_fetch("A");
        world.wallet.set_updates(ids[1], false).unwrap();
        world.services.open("gate");
        let report = asking.join().unwrap();
        let heard: Vec<_> = report.cards.iter().map(|line| line.card).collect();
        assert_eq!(heard, [ids[0], ids[2]]);
    });
    assert_eq!(world.services.fetched(), ["A", "C"]);
}
