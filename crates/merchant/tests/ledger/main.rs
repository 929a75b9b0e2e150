//! Points and tiers on a real database, through the engine's functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod book;
mod earning;
mod expiry;
mod reading;
mod returns;
mod sequences;
mod shop;
mod spending;
mod tiers;
