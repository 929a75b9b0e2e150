//! What can be done with cards.

mod change;
mod find;
mod judge;
mod list;
pub(crate) mod name_order;
pub(crate) mod pass_link;
pub(crate) mod photo;
mod set;
mod usage;

pub use list::{CardListing, CardQuery};
pub use photo::PhotoSide;
