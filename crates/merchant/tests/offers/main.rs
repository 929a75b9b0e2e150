//! Offers, consents, letters and rights, played through the engine on a real store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod consents;
mod general;
mod letters;
#[allow(dead_code)]
#[path = "../perks/shop.rs"]
mod perks;
mod personal;
mod rights;
mod shop;
mod using;
