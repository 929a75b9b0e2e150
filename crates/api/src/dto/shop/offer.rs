//! Offers of connected shops.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{Balance, CardColours, Drawing, OfferValue};
use super::{Queued, ShopReward};

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ShopOfferState {
    /// May be had; where `activation` is asked for, that comes first.
    Available,
    /// Activated: it counts with the next purchase.
    Activated,
    /// In a basket that is being paid.
    Reserved,
    /// Used.
    Redeemed,
    /// Its time is over.
    Expired,
    /// The shop took it back.
    Withdrawn,
    /// A state of a newer protocol: it is shown, and nothing can be done with it.
    Unknown,
}

/// An offer of a connected shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopOffer {
    /// Which offer, for wishes.
    pub id: String,
    /// In the shop's words.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// What it is worth; absent for a kind of a newer protocol.
    pub value: Option<OfferValue>,
    /// On what, in words.
    pub on: Option<String>,
    /// Made from the shopper's own history.
    pub personal: bool,
    /// Why it was made for them.
    pub why: Option<String>,
    /// What is asked, in words.
    pub conditions: Option<String>,
    /// From when.
    pub from: i64,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Which of the shop's places; empty is all.
    pub stores: Vec<String>,
    /// Has to be activated before it counts.
    pub activation: bool,
    /// Counts once.
    pub single_use: bool,
    /// Where it stands.
    pub state: ShopOfferState,
    /// It may be used or activated now.
    pub is_open: bool,
    /// It waits for the shopper to activate it, and they may.
    pub can_activate: bool,
    /// The shopper does not want to see it.
    pub hidden: bool,
    /// For a web shop's checkout, or to be shown at the till.
    pub code: Option<ShownCode>,
    /// A wish about it that is not done.
    pub queued: Option<Queued>,
    /// What it looks like, where the shop sent a picture.
    pub picture: Option<String>,
}

/// A code that is shown at the till or typed in a web shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShownCode {
    /// The letters and digits.
    pub text: String,
    /// The same in groups that a person can read aloud.
    pub groups: Vec<String>,
    /// As a QR code that was read again; absent where it is of no use any more.
    pub drawing: Option<Drawing>,
}

/// A reward of a shop, with the card that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardReward {
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// The card's colours.
    pub colours: CardColours,
    /// The card's picture.
    pub logo: Option<String>,
    /// The reward.
    pub reward: ShopReward,
    /// How old this is.
    pub as_of: Option<i64>,
}

/// What the shopper saved so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Savings {
    /// At all shops together, one for each currency.
    pub total: Vec<Balance>,
    /// At each shop, most first.
    pub shops: Vec<ShopSavings>,
}

/// What the shopper saved at one shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopSavings {
    /// The card.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// How much, one for each currency.
    pub saved: Vec<Balance>,
}
