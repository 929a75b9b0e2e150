//! What the wallet is about: cards, their codes, balances, groups. Plain values; no storage.

mod activity;
mod activity_key;
mod balance;
mod card;
mod colour;
mod connection;
pub mod currency;
mod group;
mod id;
mod loyalty;
mod origin;
mod settings;
mod source;
mod symbol;

pub use activity::{ActivityEntry, BalanceChange, BalanceCurve, BalancePoint, Happening, Topic};
pub(crate) use activity_key::ActivitySource;
pub use activity_key::{ActivityKey, NotAnActivityKey};
pub use balance::{Balance, Unit};
pub use card::{
    CardContent, CardSummary, CustomField, Headline, InvalidCard, PassLink, PassSet, StoredCard,
};
pub use colour::Colour;
pub use connection::{ConnectionState, OutboxEntry, OutboxState, ShopConnection};
pub use group::Group;
pub use id::{ActivityId, BlobId, CardId, ConnectionId, DeviceId, GroupId, StepId, SymbolId};
pub use loyalty::{
    FieldMeaning, Found, FoundBy, Loyalty, NextExpiry, Offer, OfferValue, ShopBalance, StampCard,
    Tier,
};
pub use origin::Origin;
pub use settings::{CardSort, Language, NoticeSettings, Settings, Theme};
pub use source::{SourceState, SourceStatus};
pub use symbol::CardSymbol;
