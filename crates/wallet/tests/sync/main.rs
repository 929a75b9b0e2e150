//! Passes that stay fresh, through the public boundary: real wallets, passes signed at test time,
//! and a service that answers what it is told to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod answers;
mod apply;
#[path = "../../../pass/tests/support/mod.rs"]
mod issuing;
mod lease;
mod migration;
mod processes;
mod registering;
mod running;
mod service;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;
mod undo;
mod world;
