//! Importing through the public boundary, into real wallets, from files made here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod archives;
mod conflicts;
mod exports;
mod fixtures;
mod hostile;
mod mail;
mod make;
mod passes;
mod sets;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;
mod tables;
