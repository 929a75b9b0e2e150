//! Stamp cards, claims, campaigns, challenges and draws, played through the engine on a real store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod campaigns;
mod challenges;
mod claims;
mod claims_for_points;
mod draws;
mod shop;
mod stamps;
mod stamps_in_any_order;
