//! Live passes through the public boundary, in real wallets: what is found on them, what changes,
//! and what is told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod connected;
mod found;
mod issuer;
mod meanings;
mod merchant;
mod notices;
mod seasons;
mod shop;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;
mod timeline;
