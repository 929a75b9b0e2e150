//! What a shop says about a membership, in records: balances, stamps, tier, offers.
//!
//! Each record names the field that it was found in, so that a person can see where a number
//! comes from and correct a guess. Kept as JSON beside the pass: it is derived from the pass's
//! original as a whole, and replaced as a whole.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Balance;

/// Everything found on one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Loyalty {
    /// Points and money, the one that matters first.
    pub balances: Vec<Found<ShopBalance>>,
    /// Stamp cards.
    pub stamps: Vec<Found<StampCard>>,
    /// The tier.
    pub tier: Option<Found<Tier>>,
    /// Offers.
    pub offers: Vec<Found<Offer>>,
}

/// A record with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The record.
    pub value: T,
    /// Key of the field; empty when the whole pass says it (a coupon).
    pub field: String,
    /// The issuer's label of that field, localised.
    pub label: Option<String>,
    /// Who says that the field means this.
    pub by: FoundBy,
}

/// Who says what a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FoundBy {
    /// The issuer, in the field's `semantics`.
    Semantics,
    /// A rule of ours: a guess.
    Rule,
    /// The shopper.
    Shopper,
    /// A connected shop, as a record.
    Shop,
}

/// A balance that a shop keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopBalance {
    /// What can be spent.
    pub available: Balance,
    /// What ends next.
    pub next_expiry: Option<NextExpiry>,
}

/// Part of a balance that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextExpiry {
    /// How much; `None` when only the day is known.
    pub amount: Option<Balance>,
    /// The last day.
    pub date: NaiveDate,
}

/// A stamp card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampCard {
    /// Stamps collected.
    pub collected: u32,
    /// Stamps needed, at least 1.
    pub required: u32,
    /// What a full card gives.
    pub reward: Option<String>,
}

/// A tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Its name, in the shop's word.
    pub name: String,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What it is, in the shop's words.
    pub title: String,
    /// Conditions and the rest of the text.
    pub body: Option<String>,
    /// What it gives, where the words tell.
    pub value: Option<OfferValue>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// What an offer gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum OfferValue {
    /// So many per cent less, in tenths (125 is 12.5 %).
    Percent {
        /// Tenths of a per cent.
        tenths: u32,
    },
    /// So much money or so many points off or extra.
    Amount {
        /// How much.
        amount: Balance,
    },
    /// So many times the points, in tenths (20 is 2×).
    Multiplier {
        /// Tenths.
        tenths: u32,
    },
    /// Something for nothing.
    Gift,
}

/// What a field means, as a rule or the shopper says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldMeaning {
    /// A balance of points.
    Points,
    /// A balance of money.
    Money,
    /// Stamps collected, of so many.
    Stamps,
    /// The tier.
    Tier,
    /// An offer.
    Offer,
    /// The day on which points or money end.
    Expiry,
    /// Nothing of these: a field.
    Nothing,
}

impl FieldMeaning {
    /// All, in the order in which a person is asked.
    pub const ALL: [Self; 7] = [
        Self::Points,
        Self::Money,
        Self::Stamps,
        Self::Tier,
        Self::Offer,
        Self::Expiry,
        Self::Nothing,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Money => "money",
            Self::Stamps => "stamps",
            Self::Tier => "tier",
            Self::Offer => "offer",
            Self::Expiry => "expiry",
            Self::Nothing => "nothing",
        }
    }

    /// The meaning with this word; `None` for one from a newer Kantis.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.name() == name)
    }
}
