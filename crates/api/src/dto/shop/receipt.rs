//! What came and went at a shop, and what was bought there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{Balance, Warranty};

/// Why points moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LedgerKind {
    /// For a purchase.
    Earn,
    /// On top: a campaign, a challenge, a birthday.
    Promo,
    /// Spent.
    Redeem,
    /// Held for a reward.
    Reserve,
    /// A hold that was let go.
    Release,
    /// Taken back or given back with a return.
    Refund,
    /// Ran out.
    Expire,
    /// By hand, with a reason.
    Adjust,
    /// From or to another member.
    Transfer,
    /// A kind of a newer protocol.
    Unknown,
}

/// Whether a line of a ledger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LedgerState {
    /// Not yet.
    Pending,
    /// It does.
    Posted,
    /// It was taken back before it did.
    Cancelled,
    /// A state of a newer protocol.
    Unknown,
}

/// A line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// Which line.
    pub id: String,
    /// Why it moved.
    pub kind: LedgerKind,
    /// How much, with its sign.
    pub amount: Balance,
    /// Whether it counts.
    pub state: LedgerState,
    /// When it happened.
    pub at: i64,
    /// From when it may be spent.
    pub effective_at: Option<i64>,
    /// The last day, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// The receipt that it belongs to.
    pub receipt: Option<String>,
    /// In the shop's words.
    pub reason: String,
}

/// A receipt in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptTile {
    /// Which receipt.
    pub id: String,
    /// As printed.
    pub number: String,
    /// A till's name or the web shop's.
    pub place: String,
    /// When.
    pub at: i64,
    /// With VAT.
    pub total: Balance,
    /// It takes another one back, whole or in part.
    pub is_return: bool,
    /// Points that it gave, or took back.
    pub points: Option<Balance>,
    /// What the shopper saved.
    pub saved: Option<Balance>,
}

/// Asks for one receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRequest {
    /// Of which card's shop.
    pub card: String,
    /// Which receipt.
    pub id: String,
}

/// A receipt with everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Whose.
    pub card: String,
    /// The card's title.
    pub card_title: String,
    /// In one line.
    pub tile: ReceiptTile,
    /// Who sold.
    pub seller: Seller,
    /// The receipt that this one takes back from.
    pub returns: Option<String>,
    /// What was bought; negative in a return.
    pub lines: Vec<BoughtLine>,
    /// VAT by rate.
    pub vat: Vec<VatLine>,
    /// How it was paid.
    pub payments: Vec<PaidLine>,
    /// Points of it that are not yet to be spent.
    pub points_pending: Option<Balance>,
    /// Points spent.
    pub points_spent: Option<Balance>,
    /// Stamps by card.
    pub stamps: Vec<StampedLine>,
    /// A tier that was reached with it.
    pub tier: Option<String>,
    /// The ledger's lines that belong to it, oldest first.
    pub entries: Vec<LedgerLine>,
    /// What the shopper noted on it, by line.
    pub warranties: Vec<Warranty>,
    /// The shopper keeps it: it stays when its shop goes.
    pub kept: bool,
}

/// Who sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    /// The company.
    pub name: String,
    /// `FI12345678`.
    pub vat_id: String,
    /// On one line.
    pub address: Option<String>,
}

/// A line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoughtLine {
    /// Stands for the line in a return.
    pub line: u32,
    /// As printed.
    pub name: String,
    /// The shop's name for the product.
    pub sku: Option<String>,
    /// In thousandths: 1000 is one piece, 250 a quarter of a kilo.
    pub thousandths: i64,
    /// Of one, with VAT.
    pub unit_price: Balance,
    /// Taken off the line; absent when nothing was.
    pub discount: Option<Balance>,
    /// For what it was taken off, in words.
    pub discount_reason: Option<String>,
    /// To pay for the line, with VAT.
    pub total: Balance,
    /// Hundredths of a per cent: 2550 is 25.5 %.
    pub vat_rate: u32,
}

/// VAT of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VatLine {
    /// Hundredths of a per cent.
    pub rate: u32,
    /// Without VAT.
    pub net: Balance,
    /// The VAT.
    pub vat: Balance,
    /// Both together.
    pub gross: Balance,
}

/// With what something was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PaymentMeans {
    /// A payment card.
    Card,
    /// Cash.
    Cash,
    /// An invoice.
    Invoice,
    /// A gift card.
    GiftCard,
    /// Anything else.
    Other,
}

/// How something was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaidLine {
    /// With what.
    pub means: PaymentMeans,
    /// How much.
    pub amount: Balance,
    /// At most the last four digits.
    pub masked: Option<String>,
}

/// Stamps of a receipt on one card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StampedLine {
    /// What the stamp card is called, where the shop still has it; else its stable name.
    pub title: String,
    /// Given, or taken back.
    pub stamps: i64,
    /// Cards that this filled.
    pub completed: u32,
}
