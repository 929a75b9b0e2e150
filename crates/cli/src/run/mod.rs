//! What each command does. Each reads its flags, calls the API, and says the answer.

mod activity;
mod card;
mod card_input;
mod card_text;
mod cards;
mod connect;
mod export;
mod import;
mod inspect;
mod progress;
mod refresh;
mod shop;
mod status;
mod symbol;
mod undo;

pub(crate) use activity::activity;
pub(crate) use card::card;
pub(crate) use cards::cards;
pub(crate) use connect::{connect, disconnect};
pub(crate) use export::export;
pub(crate) use import::import;
pub(crate) use inspect::inspect;
pub(crate) use refresh::{refresh, register, sync};
pub(crate) use shop::{activate, connections, offers, redeem, rewards};
pub(crate) use status::status;
pub(crate) use symbol::{code, draw};
pub(crate) use undo::undo;
