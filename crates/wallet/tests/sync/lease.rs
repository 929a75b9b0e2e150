//! Two processes with one wallet: one asks, the other leaves its wishes.

use chrono::TimeDelta;
use kantis_wallet::sync::RefreshOutcome;

use crate::service::Answer;
use crate::world::{Process, World, card};

fn late(points: u32) -> Answer {
    let newer = Answer::Pass(card("S1", points).signed(), "Monday");
    Answer::Hang("gate", Box::new(newer))
}

#[test]
fn a_wish_is_handed_over_and_done_by_the_one_that_works() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let other_id = world.import(&card("S2", 10).signed())[0];
    let other = Process::new(&world.home, &world.services);
    world.services.say("S1", [late(11)]);
    world
        .services
        .say("S2", [Answer::Pass(card("S2", 12).signed(), "Monday")]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.outcome(id));
        world.services.wait_for_fetch("S1");
        let report = other.refresh(&[other_id]);
        assert!(report.handed_over);
        assert_eq!(report.cards, []);
        world.services.open("gate");
        assert_eq!(asking.join().unwrap(), RefreshOutcome::Updated);
    });
    // It was done before the lease was given back.
    assert_eq!(world.points(other_id), "12");
    assert_eq!(world.services.fetched(), ["S1", "S2"]);
    // Now it is free for anybody.
    world.home.clock.forward(TimeDelta::seconds(10));
    assert_eq!(other.outcome(id), RefreshOutcome::Unchanged);
}

#[test]
fn a_lease_that_ran_out_is_taken_over_and_both_keep_the_wallet_whole() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let other = Process::new(&world.home, &world.services);
    world.services.say(
        "S1",
        [late(11), Answer::Pass(card("S1", 12).signed(), "Tuesday")],
    );
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.outcome(id));
        world.services.wait_for_fetch("S1");
        // As after a long sleep of the machine, in which this process renewed nothing.
        let sql = world.home.sql("wallet.db");
        sql.execute("UPDATE sync_lease SET expires = 0", [])
            .unwrap();
        world.home.clock.forward(TimeDelta::seconds(10));
        assert_eq!(other.outcome(id), RefreshOutcome::Updated);
        assert_eq!(other.points(id), "12");
        world.services.open("gate");
        asking.join().unwrap();
    });
    // The slower answer was to a question about another file.
    assert_eq!(world.points(id), "12");
}

#[test]
fn a_lease_of_the_future_is_of_a_clock_that_was_set_back() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let in_a_day = kantis_wallet::ports::Clock::now(&*world.home.clock) + TimeDelta::days(1);
    world
        .home
        .sql("wallet.db")
        .execute(
            "INSERT INTO sync_lease (one, holder, expires) VALUES (1, ?1, ?2)",
            (vec![9_u8; 16], in_a_day.timestamp_millis()),
        )
        .unwrap();
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
}

#[test]
fn wishes_left_by_a_process_that_died_are_done_by_the_next() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let other_id = world.import(&card("S2", 10).signed())[0];
    let sql = world.home.sql("wallet.db");
    sql.execute("INSERT INTO sync_wish (card, at) VALUES (NULL, 0)", [])
        .unwrap();
    assert_eq!(world.outcome(id), RefreshOutcome::Unchanged);
    assert_eq!(
        world.services.fetched(),
        ["S1", "S2"],
        "the first only once"
    );
    assert!(world.status(other_id).checked_at.is_some());
    let left: u32 = sql
        .query_row(
            "SELECT (SELECT count(*) FROM sync_wish) + (SELECT count(*) FROM sync_lease)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn threads_of_one_process_share_the_lease_and_a_dead_host_holds_up_no_other() {
    let (world, id) = World::with(&card("S1", 10).signed());
    let mut elsewhere = card("S2", 10);
    elsewhere.service = "https://other.example";
    let other_id = world.import(&elsewhere.signed())[0];
    world.services.say("S1", [late(11)]);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.outcome(id));
        world.services.wait_for_fetch("S1");
        assert_eq!(world.outcome(other_id), RefreshOutcome::Unchanged);
        world.services.open("gate");
        assert_eq!(asking.join().unwrap(), RefreshOutcome::Updated);
    });
}
