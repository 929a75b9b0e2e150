//! The timeline.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Balance, CardColours};

/// A filter of the timeline, and a switch of the notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    /// Points, money, stamps.
    Balance,
    /// Receipts.
    Receipts,
    /// Offers and rewards.
    Offers,
    /// What ends.
    Expiry,
    /// Everything else that a shop changed.
    Changes,
    /// Updates that did not work.
    Trouble,
}

/// Which lines of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ActivityQuery {
    /// Only this card's.
    pub card: Option<String>,
    /// Only these topics; empty means all.
    pub topics: Vec<Topic>,
    /// Words to find; empty finds all.
    pub search: String,
    /// Only lines older than this one.
    pub before: Option<String>,
    /// At most this many, 1–200; 50 when 0.
    pub limit: u32,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum Happening {
    /// A field changed.
    Field {
        /// Its key.
        field: String,
        /// The issuer's label.
        label: Option<String>,
        /// What it showed; absent when it was not there.
        before: Option<String>,
        /// What it shows; absent when it is gone.
        after: Option<String>,
        /// The issuer's own words, with the new value in them.
        message: Option<String>,
        /// What the balance was; only for balances, where it was known.
        balance_before: Option<Balance>,
        /// What the balance is; only for balances.
        balance_after: Option<Balance>,
    },
    /// The code changed.
    Code,
    /// The issuer voided the pass, or took that back.
    Voided {
        /// Whether it is void now.
        on: bool,
    },
    /// The pass ends on another day.
    Validity {
        /// `YYYY-MM-DD`.
        before: Option<String>,
        /// `YYYY-MM-DD`.
        after: Option<String>,
    },
    /// An offer came.
    OfferCame {
        /// In the shop's words.
        title: String,
        /// What the issuer wants said about it.
        message: Option<String>,
        /// `YYYY-MM-DD`.
        until: Option<String>,
    },
    /// An offer is gone.
    OfferWent {
        /// In the shop's words.
        title: String,
    },
    /// The card or pass ends soon.
    EndsSoon {
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// Part of a balance ends soon.
    BalanceEndsSoon {
        /// How much.
        amount: Option<Balance>,
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// An update was refused: `identity`, `provenance`, `signer`, `unreadable`.
    UpdateRefused {
        /// Why.
        why: String,
    },
    /// Updates ended: `rejected`, `gone`.
    UpdatesEnded {
        /// Why.
        why: String,
    },
    /// A receipt of a shop, with the ledger lines that belong to it.
    Receipt {
        /// Which: ask with `receipt`.
        receipt: String,
        /// As printed.
        number: String,
        /// Where: a till's name or the web shop's.
        place: String,
        /// With VAT; negative for a return.
        total: Balance,
        /// It takes back from another receipt.
        is_return: bool,
        /// Points given; negative: taken back.
        points: Option<Balance>,
        /// Points spent.
        spent: Option<Balance>,
        /// Stamps given; negative: taken back.
        stamps: i64,
        /// What the member saved.
        saved: Option<Balance>,
    },
    /// A line of a shop's ledger that belongs to no receipt.
    Moved {
        /// `earn`, `promo`, `redeem`, `reserve`, `release`, `refund`, `expire`, `adjust`,
        /// `transfer`, `other`.
        why: String,
        /// In the shop's words.
        reason: String,
        /// Signed.
        amount: Balance,
        /// `pending`, `posted`, `cancelled`.
        state: String,
        /// `YYYY-MM-DD`.
        expires: Option<String>,
    },
    /// A stamp landed.
    Stamped {
        /// The stamp card.
        title: String,
        /// Stamps on it now.
        collected: u32,
        /// Stamps that fill it.
        required: u32,
    },
    /// A stamp card is full.
    StampCardFull {
        /// The stamp card.
        title: String,
        /// What it gives.
        reward: String,
    },
    /// Another tier.
    TierChanged {
        /// What it was called.
        before: Option<String>,
        /// What it is called.
        name: String,
        /// It is a higher one.
        rose: bool,
    },
    /// An offer that was made for this member.
    OfferForMe {
        /// In the shop's words.
        title: String,
        /// Why it was made.
        why: Option<String>,
        /// `YYYY-MM-DD`.
        until: Option<String>,
    },
    /// A reward was won.
    RewardReady {
        /// In the shop's words.
        title: String,
    },
    /// The points are enough for a reward now.
    RewardInReach {
        /// In the shop's words.
        title: String,
        /// What it costs.
        cost: Balance,
    },
    /// A reserved reward was not fetched in time.
    ClaimLapsed {
        /// In the shop's words.
        title: String,
    },
    /// A challenge was met.
    ChallengeMet {
        /// In the shop's words.
        title: String,
        /// What it gave.
        reward: String,
    },
    /// An offer ends soon.
    OfferEndsSoon {
        /// In the shop's words.
        title: String,
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// A reserved reward is soon held no longer.
    ClaimEndsSoon {
        /// In the shop's words.
        title: String,
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// The tier is lost unless more is done.
    TierAtRisk {
        /// The tier.
        name: String,
        /// What is missing, where it is money or points.
        missing: Option<Balance>,
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// A warranty that the shopper noted ends.
    WarrantyEnds {
        /// Of what.
        title: String,
        /// `YYYY-MM-DD`.
        date: String,
    },
    /// A connection needs the shopper: `signInOver`, `gone`, `unsafe`.
    ConnectionTrouble {
        /// Why.
        why: String,
    },
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    /// Which line.
    pub id: String,
    /// When Kantis learned of it; for receipts and lines of a ledger, when it happened.
    pub at: i64,
    /// Its filter.
    pub topic: Topic,
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// The card's colours.
    pub colours: CardColours,
    /// The card's picture.
    pub logo: Option<String>,
    /// What happened.
    pub what: Happening,
}

/// A page of the timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// Its lines.
    pub entries: Vec<ActivityEntry>,
    /// There are older ones: ask with `before` set to the last one's id.
    pub more: bool,
}
