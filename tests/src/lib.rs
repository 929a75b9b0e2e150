//! Tests that cross rooms, and what several of them lean on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this is part of tests: to stop where something is wrong is what it is for"
)]

pub mod home;
pub mod http;
pub mod issuer;
pub mod shop;
