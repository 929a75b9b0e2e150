//! A process that is killed while updates come in. The child is this very test binary.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use chrono::TimeDelta;
use kantis_wallet::sync::RefreshOutcome;
use kantis_wallet::{CardId, Happening};

use crate::service::{Answer, Services};
use crate::support::Home;
use crate::world::{Process, card};

const DIR: &str = "KANTIS_TEST_DIR";
const FROM: &str = "KANTIS_TEST_FROM";

/// A pass with so many points, and a code that says so too.
fn version(points: u32) -> Vec<u8> {
    let code: &'static str = Box::leak(format!("{points:013}").into_boxed_str());
    crate::world::Card {
        code,
        ..card("S1", points)
    }
    .unsigned()
}

#[test]
#[ignore = "run by another test, as a process of its own"]
#[allow(clippy::print_stdout)]
fn child_updates_until_it_is_killed() {
    let from: u32 = std::env::var(FROM).unwrap().parse().unwrap();
    let home = Home::at(PathBuf::from(std::env::var_os(DIR).unwrap()), from.into());
    // Later than the child before, whose lease has run out.
    home.clock.forward(TimeDelta::days(from.into()));
    let services = Arc::new(Services::default());
    let process = Process::new(&home, &services);
    let id = process.wallet.sources().unwrap()[0].card;
    for points in from.. {
        home.clock.forward(TimeDelta::seconds(61));
        let tag: &'static str = Box::leak(points.to_string().into_boxed_str());
        services.say("S1", [Answer::Pass(version(points), tag)]);
        assert_eq!(process.outcome(id), RefreshOutcome::Updated);
        println!("\nupdated {points}");
    }
}

fn child(home: &Home, from: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::child_updates_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(DIR, home.dir())
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Everything that an update changes says the same number of points; gives it.
fn check(home: &Home, id: CardId) -> u32 {
    let services = Arc::new(Services::default());
    let process = Process::new(home, &services);
    let points: u32 = process
        .points(id)
        .replace(['\u{a0}', ','], "")
        .parse()
        .unwrap();
    let stored = process.wallet.card(id).unwrap();
    assert_eq!(process.wallet.original(id).unwrap(), version(points));
    assert_eq!(stored.content.symbols.len(), 1);
    assert_eq!(
        stored.content.symbols[0].symbol.payload,
        format!("{points:013}").into_bytes()
    );
    assert_eq!(stored.content.title, "Oma nimi", "the overlay");
    assert_eq!(stored.content.note, "Oma teksti");
    let sql = home.sql("wallet.db");
    if points > 1 {
        let cursor: String = sql
            .query_row(
                "SELECT last_modified FROM pass_source JOIN pass USING (card, original)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(cursor, points.to_string());
        let last = process
            .happened(id)
            .into_iter()
            .rev()
            .find_map(|what| match what {
                Happening::Field { message, .. } => message,
                _ => None,
            })
            .unwrap();
        let digits: String = last.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, points.to_string(), "{last}");
    }
    let blobs: u32 = sql
        .query_row("SELECT count(*) FROM blob", [], |row| row.get(0))
        .unwrap();
    assert_eq!(blobs, 1);
    for check in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
        let mut statement = sql.prepare(check).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            assert_eq!(row.get::<_, String>(0).unwrap(), "ok");
        }
    }
    points
}

#[test]
fn a_killed_process_leaves_the_old_version_or_the_new_one_and_nothing_between() {
    let home = Home::new();
    let id = {
        let process = Process::new(&home, &Arc::new(Services::default()));
        let id = process.import(&version(1))[0];
        let mut content = process.wallet.card(id).unwrap().content;
        content.title = "Oma nimi".into();
        content.note = "Oma teksti".into();
        process.wallet.update(id, content).unwrap();
        id
    };
    let mut points = check(&home, id);
    for wanted in [1, 2, 3, 5, 8] {
        let mut child = child(&home, points + 1);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (mut line, mut updated) = (String::new(), 0);
        while updated < wanted {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0);
            if let Some(count) = line.trim().strip_prefix("updated ") {
                updated = count.parse::<u32>().unwrap() - points;
            }
        }
        // SIGKILL, in the middle of whatever it does now.
        child.kill().unwrap();
        child.wait().unwrap();
        let mut told = points + updated;
        while output.read_line(&mut line).unwrap() > 0 {
            let last = line.lines().last().unwrap_or_default();
            if let Some(count) = last.strip_prefix("updated ") {
                told = count.parse().unwrap_or(told);
            }
        }
        let found = check(&home, id);
        assert!(found == told || found == told + 1, "{found} of {told}");
        points = found;
    }
    // All of it can be taken back as if there had been no update.
    let process = Process::new(&home, &Arc::new(Services::default()));
    process.wallet.undo(None).unwrap();
    assert_eq!(process.wallet.card(id).unwrap().content.title, "Kahvila");
    drop(process);
    let sql = home.sql("wallet.db");
    let blobs: u32 = sql
        .query_row("SELECT count(*) FROM blob", [], |row| row.get(0))
        .unwrap();
    assert_eq!(blobs, 1);
}
