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
#[allow(unreachable_pub, reason = "shared with benches")]
#[path = "../../../../tests/src/shop.rs"]
mod made_up;
mod meanings;
mod merchant;
mod notices;
mod seasons;
mod shop;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;
mod timeline;
