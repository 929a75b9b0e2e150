//! The program `kantis-merchant`: what it is asked on the command line, and its settings.

mod args;
mod check;
mod config;
mod demo;
mod failure;
mod key;
mod logs;
mod open;
mod out;
mod restore;
mod serve;
mod smtp;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use failure::Failure;

/// Does what the command line asks.
pub(crate) fn run() -> ExitCode {
    match obey(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            out::warn(&format!("kantis-merchant: {}", failure.text));
            ExitCode::from(failure.exit)
        }
    }
}

fn obey(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(check) => check::check(check),
        Command::Serve(serve) => serve::serve(serve),
        Command::Demo(demo) => demo::demo(demo),
        Command::Key(key) => key::key(key),
        Command::Restore(restore) => restore::restore(restore),
    }
}
