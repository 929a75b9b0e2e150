//! The core of Kantis: the domain, the encrypted store, import, and the ports to the world.
//!
//! [`Wallet::open`] opens a folder with a [`key::RootKey`] and [`Ports`]; everything else is a
//! method of [`Wallet`]. The crate knows no user interface, no network and no clock of its own.

mod activity;
mod card;
pub mod domain;
mod error;
mod export;
mod group;
mod hex;
mod hlc;
mod id;
pub mod import;
pub mod key;
mod loyalty;
mod notice;
pub mod ports;
mod rank;
mod receipt;
mod settings;
mod shop;
mod store;
pub mod sync;
mod undo;

pub use activity::{ActivityQuery, Figures, MoneyFigures, MoneyMonth, PointFigures, PointMonth};
pub use card::{CardListing, CardQuery, PhotoSide};
pub use domain::*;
pub use error::{Result, WalletError};
pub use export::{ExportFormat, ExportedCard};
pub use loyalty::{CardOffer, FieldSense, field_senses};
pub use receipt::{ReceiptFormat, Warranty, WholeReceipt};
pub use shop::{
    Disconnected, Finds, MemberCode, NewConnection, ShopOffer, ShopRecords, StaticCodeReason,
};
pub use store::journal::StepKind;
pub use store::writer::Change;
pub use store::{Blob, OpenError, OpenNotice, Opened, Ports, Wallet};
pub use undo::Undone;
