//! A connected shop as the card page sees it: where the connection stands, the programme, what the
//! shopper has there, and what may be had.
//!
//! Amounts carry their unit, sums are done and states are judged: the page only says it in words.

mod catalogue;
mod connect;
mod offer;
mod receipt;
mod standing;
mod wish;

pub use catalogue::*;
pub use connect::*;
pub use offer::*;
pub use receipt::*;
pub use standing::*;
pub use wish::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Balance, CardColours, Drawing, ReadBack};

/// Where a connection to a shop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionState {
    /// Nothing was read yet.
    New,
    /// The last answer was good.
    Live,
    /// No answer lately; it is asked again later.
    Waiting,
    /// The shopper has to sign in again.
    SignInOver,
    /// The shop no longer knows the member, or there is no shop any more.
    Gone,
    /// The address is not one that Kantis asks, or the shop says that it is another one.
    Unsafe,
}

/// A connection to a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopConnection {
    /// Which connection.
    pub id: String,
    /// The card that shows it.
    pub card: String,
    /// That card's title.
    pub card_title: String,
    /// The card's colours.
    pub colours: CardColours,
    /// The card's picture.
    pub logo: Option<String>,
    /// What the programme calls itself.
    pub name: String,
    /// The shop's host, with its port where that is not the usual one.
    pub host: String,
    /// Where it stands.
    pub state: ConnectionState,
    /// The shop was let do more than tell: offers can be activated, rewards reserved.
    pub may_write: bool,
    /// Since when.
    pub made_at: i64,
    /// When the shop last said that what we have is the newest, or gave it.
    pub checked_at: Option<i64>,
    /// When it last gave something new.
    pub changed_at: Option<i64>,
    /// When it is asked next.
    pub due_at: Option<i64>,
    /// Wishes that wait to be sent, or whose answer is not known.
    pub waiting: u32,
}

/// Everything that the card page shows of a connected shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopView {
    /// The connection.
    pub connection: ShopConnection,
    /// When the shop last spoke; everything here is that old. Absent before the first read.
    pub as_of: Option<i64>,
    /// Who the shopper is to the shop; absent before the first read.
    pub member: Option<ShopMember>,
    /// The programme; absent before the first read.
    pub programme: Option<ShopProgramme>,
    /// What the shopper has, one for each unit.
    pub balances: Vec<ShopAmounts>,
    /// The tier, where the programme has tiers.
    pub tier: Option<ShopTier>,
    /// Stamp cards.
    pub stamp_cards: Vec<ShopStampCard>,
    /// Offers: what may be used first, personal ones before others, then what ends first; after
    /// them what is used, over or hidden.
    pub offers: Vec<ShopOffer>,
    /// The catalogue: what can be had first, then what is nearest.
    pub rewards: Vec<ShopReward>,
    /// What was taken of it: open ones first, then newest first.
    pub claims: Vec<ShopClaim>,
    /// Challenges: joined ones first, then open ones.
    pub challenges: Vec<ShopChallenge>,
    /// What the shopper agreed to, and may.
    pub consents: Vec<ShopConsent>,
    /// The latest lines of the ledger, at most twenty, newest first.
    pub ledger: Vec<LedgerLine>,
    /// The latest receipts, at most twenty, newest first.
    pub receipts: Vec<ReceiptTile>,
    /// What the shopper saved here so far by all receipts, one for each currency.
    pub saved: Vec<Balance>,
}

/// Who the shopper is to a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopMember {
    /// The number that never changes.
    pub number: String,
    /// As the shopper wrote it.
    pub name: Option<String>,
    /// Where the shop's letters go.
    pub email: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// `--MM-DD`.
    pub birthday: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Since when.
    pub joined_at: i64,
    /// A change of these that is not done yet.
    pub queued: Option<Queued>,
    /// What the shopper wrote in that change.
    pub wanted: Option<ShopProfile>,
}

/// What a shopper says about themselves; what is absent is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopProfile {
    /// At most 80 characters.
    pub name: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// `--MM-DD`.
    pub birthday: Option<String>,
    /// BCP 47, one of the programme's languages.
    pub language: String,
}

/// A programme in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopProgramme {
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub issuer: String,
    /// How points are earned, one sentence each.
    pub earn: Vec<String>,
    /// How they are spent.
    pub spend: Vec<String>,
    /// When they run out.
    pub expiry: Vec<String>,
    /// All tiers, lowest first.
    pub tiers: Vec<TierStep>,
    /// The terms.
    pub terms: Option<String>,
    /// A page of the shop's for people.
    pub about: String,
    /// Languages that the shop speaks, as BCP 47, its own first.
    pub languages: Vec<String>,
    /// IANA name of the zone that the shop's days are in.
    pub time_zone: String,
}

/// Asks for what a card shows at the till.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct MemberCodeRequest {
    /// Which card.
    pub id: String,
    /// Bars, for a till that reads no squares.
    pub bars: bool,
}

/// What a connected card shows at the till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberCodeView {
    /// ZXing's name of the symbology.
    pub symbology: String,
    /// The code; absent when it could not be drawn.
    pub drawing: Option<Drawing>,
    /// Whether it was read again after it was drawn.
    pub read_back: ReadBack,
    /// The digits.
    pub text: String,
    /// The digits in groups that a person can read aloud.
    pub groups: Vec<String>,
    /// Which code it is.
    pub kind: MemberCodeKind,
}

/// Which code a card shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum MemberCodeKind {
    /// Works once and changes with time; ask again at `until`.
    Rotating {
        /// When it stops being shown.
        until: i64,
        /// How long one is shown.
        seconds: u32,
    },
    /// The number that never changes.
    Static {
        /// Why there is nothing better.
        why: StaticCodeReason,
        /// Whether the shop lets it spend; else it only collects.
        spends: bool,
    },
}

/// Why a card shows its static code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StaticCodeReason {
    /// The shop has not given this device a key for codes.
    NoKey,
    /// This device's clock is known to be wrong.
    Clock,
    /// The shop ended this device's sign-in, and with it the codes that change.
    SignedOut,
}
