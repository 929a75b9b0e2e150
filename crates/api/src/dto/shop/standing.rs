//! What the shopper has at a shop: balances, the tier, stamp cards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Balance;

/// What the shopper has of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopAmounts {
    /// May be spent now.
    pub available: Balance,
    /// Given, but not yet to be spent; absent when nothing is.
    pub pending: Option<Balance>,
    /// Held for rewards that were reserved; absent when nothing is.
    pub locked: Option<Balance>,
    /// Ever given.
    pub lifetime: Balance,
    /// What runs out next.
    pub next_expiry: Option<OnDay>,
    /// What may be spent next of what is pending.
    pub next_release: Option<OnDay>,
    /// When this was so.
    pub as_of: i64,
}

/// An amount and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnDay {
    /// How much.
    pub amount: Balance,
    /// `YYYY-MM-DD`: the last day, or the day on which it happens.
    pub on: String,
}

/// Where the shopper stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopTier {
    /// Stable name.
    pub id: String,
    /// In the shop's word.
    pub name: String,
    /// Since when.
    pub since: i64,
    /// The last day on which it is certain, `YYYY-MM-DD`; absent where it never ends.
    pub until: Option<String>,
    /// What it gives, in words.
    pub benefits: Vec<String>,
    /// What is missing to rise; absent at the top.
    pub to_next: Option<TierAim>,
    /// What is missing to stay; absent where nobody falls.
    pub to_keep: Option<TierAim>,
}

/// How far it is to a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierAim {
    /// The tier that is reached or kept.
    pub name: String,
    /// So far.
    pub current: Measure,
    /// Wanted.
    pub threshold: Measure,
    /// What is missing; absent when it is reached.
    pub missing: Option<Measure>,
    /// How much of it is done, 0–100.
    pub percent: u8,
    /// The last day that counts, `YYYY-MM-DD`.
    pub by: Option<String>,
}

/// One tier of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TierStep {
    /// Stable name.
    pub id: String,
    /// In the shop's word.
    pub name: String,
    /// From how much.
    pub from: Measure,
    /// What it gives, in words.
    pub benefits: Vec<String>,
    /// The shopper is in it.
    pub mine: bool,
}

/// So much of what is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum Measure {
    /// Money spent, or points given.
    Amount {
        /// How much.
        amount: Balance,
    },
    /// Purchases.
    Purchases {
        /// How many.
        count: i64,
    },
    /// Of something that has no name here.
    Count {
        /// How many.
        count: i64,
    },
}

/// A stamp card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopStampCard {
    /// Stable name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Stamps on it now.
    pub collected: u32,
    /// Stamps that fill it, at least 1.
    pub required: u32,
    /// Stamps that are missing.
    pub missing: u32,
    /// How often it was filled.
    pub completed: u32,
    /// What a full card gives, in words.
    pub reward: String,
    /// What gives a stamp, in words.
    pub earns: String,
    /// When the oldest stamps run out, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// When the last stamp came.
    pub last_at: Option<i64>,
}
