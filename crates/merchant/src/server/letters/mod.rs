//! Letters to members who agreed to them, and the link that ends them.

mod routes;
mod sending;

pub(crate) use routes::routes;
pub(crate) use sending::run;
