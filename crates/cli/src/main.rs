//! `kantis`: the wallet in a terminal, and `kantis serve`, the same page as the window's on
//! loopback. The manual is `docs/cli.md`.

mod args;
mod failure;
mod files;
mod open;
mod out;
mod render;
mod run;
mod serve;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command, PassCommand, SymbolCommand};
use failure::{Exit, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.global.json;
    match run(cli) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) => {
            out::say_failure(&failure, json);
            ExitCode::from(failure.exit())
        }
    }
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Import(import) => run::import(global, import),
        Command::Undo => run::undo(global),
        Command::Cards(cards) => run::cards(global, cards),
        Command::Card(card) => run::card(global, card),
        Command::Code(code) => run::code(global, code),
        Command::Pass(PassCommand::Inspect(inspect)) => run::inspect(global, inspect),
        Command::Pass(PassCommand::Refresh(refresh)) => run::refresh(global, refresh),
        Command::Pass(PassCommand::Register(which)) => run::register(global, which, true),
        Command::Pass(PassCommand::Unregister(which)) => run::register(global, which, false),
        Command::Connect(connect) => run::connect(global, connect),
        Command::Disconnect(disconnect) => run::disconnect(global, disconnect),
        Command::Sync(sync) => run::sync(global, sync),
        Command::Connections => run::connections(global),
        Command::Offers(offers) => run::offers(global, offers),
        Command::Rewards(rewards) => run::rewards(global, rewards),
        Command::Activate(activate) => run::activate(global, activate),
        Command::Redeem(redeem) => run::redeem(global, redeem),
        Command::Activity(activity) => run::activity(global, activity),
        Command::Export(export) => run::export(global, export),
        Command::Symbol(SymbolCommand::Draw(draw)) => run::draw(global, draw),
        Command::Serve(serve) => serve::serve(global, serve),
        Command::Status => run::status(global),
    }
}
