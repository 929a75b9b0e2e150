//! `kantis-merchant`: runs a shop's loyalty programme. The manual is `docs/merchant.md`.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
