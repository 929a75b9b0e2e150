//! Speed, as ratios: Kantis and somebody else at the same work, in one run, taking turns.
//!
//! Absolute times say more about the machine than about the program; two programs on one machine at
//! one time can be compared. `make bench` runs all; names as arguments run some.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for developers: it prints, and to stop is right when something is wrong"
)]

mod ratio;
mod refresh;

use std::process::ExitCode;

use ratio::Comparison;

fn main() -> ExitCode {
    let all: [(&str, fn() -> Comparison); 1] = [("refresh", refresh::comparison)];
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut good = true;
    for (name, comparison) in all {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            good &= comparison().run(name);
        }
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
