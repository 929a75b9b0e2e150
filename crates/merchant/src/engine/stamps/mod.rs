//! Stamp cards.
//!
//! A purchase's stamps on a card are one record; the oldest stamps fill a card first. A return asks
//! what the rest of the purchase would have earned and takes the difference back.

mod earning;
mod returning;
mod view;
mod wearing;

pub use earning::{preview, purchase};
pub use returning::returned;
pub use view::{cards, view};
pub use wearing::tick;
