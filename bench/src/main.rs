//! How fast Kantis is beside others. `make bench` runs it.
//!
//! Both sides of a comparison run in turns within one process, on the same bytes, and the medians
//! of the rounds are compared: what the machine does besides hits both. The ratio is what counts;
//! times are shown so that it can be judged.
//!
//! `kantis-bench [--json] [--rounds N]`. Ends with 1 when an aim is missed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a program for a terminal; without its set-up there is nothing to measure"
)]

mod comparison;
mod refresh;
mod shop;
mod verify;

use std::process::ExitCode;

use comparison::{Comparison, Measured};

/// Rounds of each side, when nobody says otherwise.
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let rounds = arguments
        .iter()
        .skip_while(|argument| *argument != "--rounds")
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or(ROUNDS)
        .max(1);
    // Further comparisons stand in this list.
    let comparisons: Vec<Comparison> = vec![
        verify::small(),
        verify::large(),
        refresh::unchanged(),
        shop::purchases(rounds),
        shop::unchanged(),
    ];
    let measured: Vec<Measured> = comparisons
        .into_iter()
        .map(|comparison| comparison.measure(rounds))
        .collect();
    if json {
        let all: Vec<_> = measured.iter().map(Measured::json).collect();
        println!("{}", serde_json::Value::from(all));
    } else {
        println!("{}", Measured::HEADER);
        measured.iter().for_each(|one| println!("{}", one.line()));
    }
    ExitCode::from(u8::from(measured.iter().any(Measured::missed)))
}
