//! How fast Kantis is beside others. `make bench` runs it.
//!
//! Both sides of a comparison run in turns within one process, on the same bytes, and the medians
//! of the rounds are compared: what the machine does besides hits both. The ratio is what counts;
//! times are shown so that it can be judged. What has no other side is stated as it is, beside
//! something to judge it by.
//!
//! `kantis-bench [--json] [--rounds N] [--only NAME]`. The names are in the lists below. Ends with 1
//! when an aim is missed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a program for a terminal; without its set-up there is nothing to measure"
)]

mod comparison;
#[allow(dead_code, reason = "the tests of the window use the rest of it")]
#[path = "../../tests/desktop/display.rs"]
mod display;
mod figures;
mod first_read;
mod idle;
mod loyal;
#[path = "../../crates/merchant/tests/shop/mod.rs"]
mod merchant;
#[allow(dead_code, reason = "the tests of the window use the rest of it")]
#[path = "../../tests/desktop/mock.rs"]
mod mock;
mod refresh;
mod shop;
mod shops;
mod verify;

use std::process::ExitCode;

use comparison::{Comparison, Measured};
use figures::Figures;

/// Rounds of each side, when nobody says otherwise.
const ROUNDS: usize = 9;

/// Sets a comparison up, for so many rounds.
type SetUp = fn(usize) -> Comparison;

/// All of them. Further comparisons stand in this list.
const COMPARISONS: [(&str, SetUp); 7] = [
    ("verify-small", |_| verify::small()),
    ("verify-large", |_| verify::large()),
    ("refresh", |_| refresh::unchanged()),
    ("shops", |_| shops::unchanged()),
    ("first-read", first_read::first_read),
    ("purchases", shop::purchases),
    ("changes", |_| shop::unchanged()),
];

/// Measures what is stated.
type Measure = fn() -> Figures;

/// What is stated. The window's needs a display, so it is measured only when it is named:
/// scripts/bench.sh.
const FIGURES: [(&str, Measure); 2] = [("idle-day", idle::bytes), (WINDOW, idle::processor)];
const WINDOW: &str = "idle-tray";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let after = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        arguments.get(at + 1)
    };
    let rounds = after("--rounds").and_then(|number| number.parse().ok());
    let rounds = rounds.unwrap_or(ROUNDS).max(1);
    let only = after("--only");
    let measured: Vec<Measured> = COMPARISONS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == name))
        .map(|(_, set_up)| set_up(rounds).measure(rounds))
        .collect();
    let stated: Vec<Figures> = FIGURES
        .iter()
        .filter(|(name, _)| only.map_or(*name != WINDOW, |only| only == name))
        .map(|(_, measure)| measure())
        .collect();
    assert!(
        !measured.is_empty() || !stated.is_empty(),
        "there is nothing of that name"
    );
    if json {
        let compared = measured.iter().map(Measured::json);
        let all: Vec<_> = compared.chain(stated.iter().map(Figures::json)).collect();
        println!("{}", serde_json::Value::from(all));
    } else {
        if !measured.is_empty() {
            println!("{}", Measured::HEADER);
        }
        measured.iter().for_each(|one| println!("{}", one.line()));
        stated.iter().for_each(|one| println!("{}", one.table()));
    }
    let missed = measured.iter().any(Measured::missed) || stated.iter().any(Figures::missed);
    ExitCode::from(u8::from(missed))
}
