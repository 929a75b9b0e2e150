//! The network, behind the wallet's ports. Nothing else in Kantis speaks HTTP to the world.
//!
//! [`ShopService`] asks shops that speak the loyalty protocol, and [`Loopback`] is where a browser
//! comes back to from signing in there. [`PassService`] asks the web services of pass issuers, as
//! Apple's "Adding a Web Service to Update Passes" describes them. Whatever the address in a pass says, it talks https to public
//! addresses only, and shows a pass's token to the origin in the pass and to no other.

mod address;
mod answer;
mod client;
mod exchange;
mod loopback;
mod network;
mod pass_service;
mod patience;
mod place;
mod policy;
mod resolver;
mod shop;
mod side_by_side;

pub use loopback::{Brought, LandingWords, Loopback};
pub use pass_service::PassService;
pub use policy::Policy;
pub use shop::ShopService;
