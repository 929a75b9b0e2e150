//! What each command does. Each reads its flags, calls the API, and says the answer.

mod card;
mod card_input;
mod cards;
mod import;
mod inspect;
mod progress;
mod status;
mod symbol;
mod undo;

pub(crate) use card::card;
pub(crate) use cards::cards;
pub(crate) use import::import;
pub(crate) use inspect::inspect;
pub(crate) use status::status;
pub(crate) use symbol::{code, draw};
pub(crate) use undo::undo;
