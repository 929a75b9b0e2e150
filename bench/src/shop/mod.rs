//! A shop that is open, against handlers that do nothing but run SQL.

mod bare;
mod changes;
mod http;
mod open;
mod purchases;
mod recording;

pub(crate) use changes::unchanged;
pub(crate) use purchases::purchases;
