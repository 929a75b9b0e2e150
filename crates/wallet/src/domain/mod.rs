//! What the wallet is about: cards, their codes, balances, groups. Plain values; no storage.

mod balance;
mod card;
mod colour;
pub mod currency;
mod group;
mod id;
mod origin;
mod settings;
mod symbol;

pub use balance::{Balance, Unit};
pub use card::{
    CardContent, CardSummary, CustomField, Headline, InvalidCard, PassLink, StoredCard,
};
pub use colour::Colour;
pub use group::Group;
pub use id::{BlobId, CardId, DeviceId, GroupId, StepId, SymbolId};
pub use origin::Origin;
pub use settings::{CardSort, Language, Settings, Theme};
pub use symbol::CardSymbol;
