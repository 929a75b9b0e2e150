//! Connected shops: the connections and wishes in `wallet.db`, the records that shops sent in
//! `cache.db`, and what of them is shown.
//!
//! Nothing here asks a shop; `sync::shop` does, and hands over what came.

pub(crate) mod cache;
mod code;
mod connect;
mod find;
pub(crate) mod news;
pub(crate) mod outbox;
pub(crate) mod page;
mod picture;
pub(crate) mod push;
mod records;
pub(crate) mod rows;
mod summary;
pub(crate) mod tile;
pub(crate) mod told;
mod twin;
mod words;

pub use code::{MemberCode, StaticCodeReason};
pub use connect::{Disconnected, NewConnection};
pub use find::Finds;
pub(crate) use records::records;
pub use records::{ShopOffer, ShopRecords};
pub(crate) use summary::{money, points};
