//! The wallet through its public boundary, on real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod cards;
mod damage;
mod disk;
mod groups;
mod keys;
mod listing;
mod opening;
mod photos;
mod processes;
mod search;
mod settings;
mod small_disk;
mod stamps;
mod support;
mod undo;
mod undo_property;
