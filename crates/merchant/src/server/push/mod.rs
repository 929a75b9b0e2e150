//! Web Push: a message without content that only says *ask* (RFC 8030, 8291, 8292).

mod address;
mod client;
mod endpoint;
mod places;
mod routes;
mod seal;
mod vapid;
mod worker;

pub(crate) use routes::routes;
pub(crate) use vapid::Vapid;
pub(crate) use worker::run;
