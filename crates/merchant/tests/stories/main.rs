//! Stories of programmes and of the protocol, told through HTTP. A module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../shop/mod.rs"]
mod shop;

mod edge;
mod letters;
mod live;
mod offers;
mod perks;
mod points;
mod selling;
mod tiers;
