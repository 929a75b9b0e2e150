//! What happened, looked at in other ways: as sums, as a table, by a search; and what the shopper
//! notes on receipts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Balance, CardColours, OfferValue, ReceiptTile, Unit};

/// What the shopper notes on a receipt or one of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Warranty {
    /// The line's number; 0 is the receipt as a whole.
    pub line: u32,
    /// Of what; the line's name when empty.
    #[serde(default)]
    pub title: String,
    /// In the shopper's words.
    #[serde(default)]
    pub note: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The day on which to remind of it, `YYYY-MM-DD`.
    pub remind: Option<String>,
}

/// Notes a warranty; one with nothing in it is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WarrantyChange {
    /// Of which card's shop.
    pub card: String,
    /// On which receipt.
    pub id: String,
    /// What is noted.
    pub warranty: Warranty,
}

/// Keeps a receipt, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptKeep {
    /// Of which card's shop.
    pub card: String,
    /// Which receipt.
    pub id: String,
    /// Whether it is to be kept.
    pub on: bool,
}

/// How a receipt is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReceiptFormat {
    /// A page to read and print.
    Page,
    /// The shop's record, as JSON.
    Record,
}

/// Asks for a receipt as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptSave {
    /// Of which card's shop.
    pub card: String,
    /// Which receipt.
    pub id: String,
    /// In which form.
    pub format: ReceiptFormat,
}

/// One card, or all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct OfCard {
    /// Only this card's; all when absent.
    pub card: Option<String>,
}

/// Sums of connected shops, by month. Points of two shops are never added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// What points did, by shop and unit.
    pub points: Vec<PointFigures>,
    /// What was paid and saved, by shop and currency.
    pub money: Vec<MoneyFigures>,
}

/// What points did at one shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PointFigures {
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// By month, oldest first; months in which nothing moved are left out.
    pub months: Vec<PointMonth>,
}

/// What points did in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PointMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// Given, less what was taken back with returns.
    pub earned: Balance,
    /// Spent or held, less what came back.
    pub spent: Balance,
    /// Ran out.
    pub expired: Balance,
}

/// What was paid and saved at one shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MoneyFigures {
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// What is counted.
    pub unit: Unit,
    /// By month, oldest first; months without a receipt are left out.
    pub months: Vec<MoneyMonth>,
}

/// What was paid and saved in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MoneyMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// Paid, less what came back with returns.
    pub paid: Balance,
    /// Saved.
    pub saved: Balance,
    /// Receipts that are no returns.
    pub purchases: u32,
}

/// Words to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindRequest {
    /// Each has to begin a word of what is found.
    pub text: String,
}

/// What a search found beside cards, at most twenty of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finds {
    /// Offers, those that end first, first.
    pub offers: Vec<FoundOffer>,
    /// Rewards, the cheapest first.
    pub rewards: Vec<FoundReward>,
    /// Receipts, the newest first.
    pub receipts: Vec<FoundReceipt>,
}

/// The card of something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundCard {
    /// Which.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its colours.
    pub colours: CardColours,
    /// Its picture.
    pub logo: Option<String>,
}

/// An offer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundOffer {
    /// Whose.
    pub card: FoundCard,
    /// In the shop's words.
    pub title: String,
    /// What it gives, where it is known.
    pub value: Option<OfferValue>,
    /// `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// A reward that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundReward {
    /// Whose.
    pub card: FoundCard,
    /// In the shop's words.
    pub title: String,
    /// What it costs.
    pub cost: Balance,
}

/// A receipt that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundReceipt {
    /// Whose.
    pub card: FoundCard,
    /// In one line.
    pub tile: ReceiptTile,
    /// Its lines with a word that was looked for, at most three.
    pub lines: Vec<String>,
}
