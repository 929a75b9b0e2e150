//! The shop's server: wallets (`/v1`), tills (`/pos/v1`), web shops (`/shop/v1`), sign-in (`/oauth`)
//! and pages for people.
//!
//! A folder for each kind of visitor; what they share is beside this file. Handlers read the
//! request, call the engine in one transaction, and say what came of it: no rule of a programme is
//! decided here.

mod auth;
mod body;
mod edge;
mod failure;
mod hub;
mod idempotent;
mod language;
mod letters;
mod limits;
mod logo;
pub mod oauth;
mod openapi;
mod ops;
mod page;
mod pages;
mod pos;
mod private_file;
mod pulse;
mod push;
mod run;
mod settings;
mod shop;
mod states;
mod wallet;
mod web_shop;

pub use run::Running;
pub use settings::{Ports, Quotas, Settings};
pub use shop::{Shop, StartError};
