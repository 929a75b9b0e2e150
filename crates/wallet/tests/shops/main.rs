//! Connected shops that stay fresh and do what is wished, through the public boundary: real
//! wallets, and shops that answer what they are told to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod cut;
mod damaged;
mod desk;
mod disk;
mod fake;
mod leaving;
mod live;
#[allow(unreachable_pub, reason = "shared with benches")]
#[path = "../../../../tests/src/shop.rs"]
mod made_up;
mod processes;
mod property;
mod reading;
mod records;
mod running;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/small_disk.rs"]
mod small_disk;
#[allow(dead_code, reason = "shared with the tests of the wallet")]
#[path = "../wallet/support.rs"]
mod support;
mod tokens;
mod wishes;
mod world;
