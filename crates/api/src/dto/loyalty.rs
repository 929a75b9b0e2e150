//! What a shop says about a membership: balances, stamps, tier, offers, and how they changed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Balance, CardColours, ShopOffer};

/// Who says what a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FoundBy {
    /// The issuer.
    Semantics,
    /// A rule of Kantis: a guess that the shopper may correct.
    Rule,
    /// The shopper.
    Shopper,
    /// A connected shop, as a record.
    Shop,
}

/// Where a record was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundIn {
    /// Key of the field; empty when the whole pass says it.
    pub field: String,
    /// The issuer's label of it.
    pub label: Option<String>,
    /// Who says that it means this.
    pub by: FoundBy,
}

/// A balance that a shop keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopBalance {
    /// What can be spent.
    pub available: Balance,
    /// How much ends next, where it is known.
    pub expiring: Option<Balance>,
    /// Its last day, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// Where it was found.
    pub found: FoundIn,
}

/// A stamp card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StampCard {
    /// Stamps collected.
    pub collected: u32,
    /// Stamps needed.
    pub required: u32,
    /// What a full card gives.
    pub reward: Option<String>,
    /// Where it was found.
    pub found: FoundIn,
}

/// A tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tier {
    /// Its name, in the shop's word.
    pub name: String,
    /// Where it was found.
    pub found: FoundIn,
}

/// What an offer gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum OfferValue {
    /// So many tenths of a per cent less.
    Percent {
        /// 125 is 12.5 %.
        tenths: u32,
    },
    /// So much off or extra.
    Amount {
        /// How much.
        amount: Balance,
    },
    /// So many times the points, in tenths.
    Multiplier {
        /// 20 is 2×.
        tenths: u32,
    },
    /// What it is about costs so much.
    FixedPrice {
        /// The price of one.
        price: Balance,
    },
    /// So many stamps extra.
    Stamps {
        /// How many.
        count: u32,
    },
    /// Something for nothing.
    Gift {
        /// What, where the shop says it.
        what: Option<String>,
    },
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// In the shop's words.
    pub title: String,
    /// Conditions and the rest.
    pub body: Option<String>,
    /// What it gives, where the words tell.
    pub value: Option<OfferValue>,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Where it was found.
    pub found: FoundIn,
}

/// Everything that a card's shop says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Loyalty {
    /// Balances, the one that matters first.
    pub balances: Vec<ShopBalance>,
    /// Stamp cards.
    pub stamps: Vec<StampCard>,
    /// The tier.
    pub tier: Option<Tier>,
    /// Offers.
    pub offers: Vec<Offer>,
}

/// An offer in the Offers place, with the card that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardOffer {
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// The card's colours.
    pub colours: CardColours,
    /// The card's picture.
    pub logo: Option<String>,
    /// The offer.
    pub offer: Offer,
    /// Everything about it, when it is of a connected shop.
    pub shop: Option<ShopOffer>,
    /// How old it is.
    pub as_of: i64,
}

/// What a field may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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
    /// Nothing of these.
    Nothing,
}

/// Says what a field of a card's issuer means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldCorrection {
    /// Which card.
    pub id: String,
    /// Key of the field.
    pub field: String,
    /// What it means; absent takes the shopper's word back.
    pub meaning: Option<FieldMeaning>,
}

/// A balance as it was at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BalancePoint {
    /// When Kantis learned of it.
    pub at: i64,
    /// How much it was.
    pub balance: Balance,
}

/// The history of one balance, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BalanceCurve {
    /// The field that holds it.
    pub field: String,
    /// The issuer's label as it was last.
    pub label: Option<String>,
    /// The points.
    pub points: Vec<BalancePoint>,
}
