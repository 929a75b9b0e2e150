//! Draws, against figures that another program made of the same rules (Python's `hmac`, `hashlib`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use kantis_protocol::draw::{
    DrawFault, DrawRecord, DrawnPrize, Tickets, Winner, commitment, draw, holder, seed_text,
};

fn seed() -> [u8; 32] {
    std::array::from_fn(|index| u8::try_from(index).unwrap())
}

fn tickets(first: u64, count: u32, holder: &str) -> Tickets {
    Tickets {
        first,
        count,
        holder: holder.to_owned(),
    }
}

fn list() -> Vec<Tickets> {
    vec![
        tickets(1, 3, "aino"),
        tickets(4, 1, "eero"),
        tickets(7, 2, "aino"),
        tickets(9, 5, "liisa"),
        tickets(20, 1, "otso"),
    ]
}

fn winner(prize: u32, ticket: u64, holder: &str) -> Winner {
    Winner {
        prize,
        ticket,
        holder: holder.to_owned(),
    }
}

fn record() -> DrawRecord {
    let prize = |count| DrawnPrize {
        title: "A prize".to_owned(),
        count,
    };
    DrawRecord {
        id: "may".to_owned(),
        title: "May".to_owned(),
        from: "2026-05-01".parse().unwrap(),
        until: "2026-05-31".parse().unwrap(),
        prizes: vec![prize(1), prize(2)],
        opened: "2026-05-01T00:00:00Z".parse().unwrap(),
        commitment: commitment(&seed()),
        drawn: Some("2026-06-01T00:00:00Z".parse().unwrap()),
        seed: Some(seed_text(&seed())),
        tickets: list(),
        winners: draw(&seed(), &list(), &[1, 2]),
    }
}

#[test]
fn the_winners_are_those_that_another_program_draws() {
    assert_eq!(
        commitment(&seed()),
        "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    );
    assert_eq!(
        draw(&seed(), &list(), &[1, 2]),
        [
            winner(0, 8, "aino"),
            winner(1, 11, "liisa"),
            winner(1, 4, "eero")
        ]
    );
    assert_eq!(
        holder("may", uuid::Uuid::from_u128(7)),
        "c2e3bf142ce18db15d9af90c7474ff9d"
    );
}

#[test]
fn nobody_wins_twice_and_it_ends_with_the_holders() {
    let winners = draw(&seed(), &list(), &[50]);
    let mut holders: Vec<_> = winners.iter().map(|winner| &winner.holder).collect();
    holders.sort_unstable();
    assert_eq!(holders, ["aino", "eero", "liisa", "otso"]);
    assert!(draw(&seed(), &[], &[3]).is_empty());
    assert!(draw(&seed(), &list(), &[]).is_empty());
}

#[test]
fn every_ticket_is_as_likely_as_any_other() {
    // 3 tickets, two of them one holder's: over 3,000 seeds the shares are a third each, within
    // five standard deviations (129).
    let list = [tickets(1, 2, "aino"), tickets(3, 1, "eero")];
    let mut won = BTreeMap::new();
    for index in 0..3000_u32 {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&index.to_be_bytes());
        let winners = draw(&seed, &list, &[1]);
        *won.entry(winners[0].ticket).or_insert(0_i32) += 1;
    }
    assert_eq!(won.len(), 3);
    for (ticket, count) in won {
        assert!((count - 1000).abs() < 130, "ticket {ticket}: {count}");
    }
}

#[test]
fn a_record_that_was_touched_does_not_pass() {
    assert_eq!(record().verify(), Ok(()));
    let check = |change: &dyn Fn(&mut DrawRecord), fault: DrawFault| {
        let mut other = record();
        change(&mut other);
        assert_eq!(other.verify(), Err(fault));
    };
    check(&|record| record.seed = None, DrawFault::Open);
    check(
        &|record| record.seed = Some("00".repeat(32)),
        DrawFault::Seed,
    );
    check(
        &|record| record.seed = Some("é".repeat(32)),
        DrawFault::Seed,
    );
    check(&|record| record.commitment.clear(), DrawFault::Seed);
    check(&|record| record.tickets.swap(0, 1), DrawFault::Tickets);
    check(&|record| record.tickets[0].count = 4, DrawFault::Tickets);
    check(&|record| record.tickets[1].count = 0, DrawFault::Tickets);
    check(
        &|record| record.tickets[4].first = u64::MAX,
        DrawFault::Tickets,
    );
    check(
        &|record| record.tickets[2].holder = "otso".to_owned(),
        DrawFault::Winners,
    );
    check(&|record| record.winners[0].ticket = 1, DrawFault::Winners);
    check(&|record| record.winners.truncate(2), DrawFault::Winners);
    check(&|record| record.prizes[0].count = 2, DrawFault::Winners);
}
