//! The shop's side of loyalty: a programme engine, the protocol's server, and a till.
//!
//! A programme is a TOML file ([`programme`]). What a purchase, a return or a day that passes does
//! is decided in [`engine`], which reads and writes through [`store`] and asks the time and chance
//! from [`ports`]. [`server`] lets tills, web shops and wallets in. Nothing below `server` knows
//! HTTP.

pub mod engine;
pub mod mail;
pub mod ports;
pub mod programme;
pub mod records;
pub mod secret;
pub mod server;
pub mod store;
mod words;
