//! Electronic receipts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Money;

/// A receipt of a purchase or of a return. Its terms follow EN 16931-8 in spirit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// Stable.
    pub id: Uuid,
    /// As printed: unbroken numbers of one seller.
    pub number: String,
    /// Who sold.
    pub seller: Seller,
    /// When.
    pub issued: DateTime<Utc>,
    /// Where: a till's name or the web shop's.
    pub place: String,
    /// The receipt that this one takes back from, for a return.
    pub returns: Option<Uuid>,
    /// What was bought; negative quantities and sums in a return.
    pub lines: Vec<ReceiptLine>,
    /// VAT by rate.
    pub vat: Vec<VatSum>,
    /// With VAT.
    pub total: Money,
    /// How it was paid, masked.
    pub payments: Vec<Payment>,
    /// What it did to points and stamps.
    pub effects: Effects,
}

/// Who sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seller {
    /// The company.
    pub name: String,
    /// `FI12345678`.
    pub vat_id: String,
    /// On one line.
    pub address: Option<String>,
}

/// A line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptLine {
    /// Stands for the line in a return.
    pub line: u32,
    /// The shop's name for the product.
    pub sku: Option<String>,
    /// As printed.
    pub name: String,
    /// In thousandths: 1000 is one piece, 250 is a quarter of a kilo.
    pub quantity: i64,
    /// Of one, with VAT.
    pub unit_price: Money,
    /// Taken off the whole line.
    pub discount: Money,
    /// For what it was taken off, in words.
    pub discount_reason: Option<String>,
    /// To pay for the line, with VAT.
    pub total: Money,
    /// Hundredths of a per cent: 2550 is 25.5 %.
    pub vat_rate: u32,
}

/// VAT of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VatSum {
    /// Hundredths of a per cent.
    pub rate: u32,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
}

/// How something was paid. No number of a card is ever whole here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// `card`, `cash`, `invoice`, `gift_card`, `other`.
    pub means: String,
    /// How much.
    pub amount: Money,
    /// At most the last four digits.
    pub masked: Option<String>,
}

/// What a purchase did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Effects {
    /// Points given (negative: taken back).
    pub points: i64,
    /// Of these, not yet to be spent.
    pub points_pending: i64,
    /// Points spent.
    pub points_spent: i64,
    /// Stamps by card.
    pub stamps: Vec<StampEffect>,
    /// Claims that were used.
    pub claims: Vec<Uuid>,
    /// Offers that were used.
    pub offers: Vec<Uuid>,
    /// What the member saved, in minor units of the receipt's currency.
    pub saved: i64,
    /// A tier that was reached.
    pub tier: Option<String>,
}

/// Stamps on one card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StampEffect {
    /// The card's name.
    pub card: String,
    /// Given, or taken back.
    pub stamps: i64,
    /// Cards that this filled.
    pub completed: u32,
}

/// `GET /v1/receipts?before=&limit=`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptPage {
    /// At most `limit`.
    pub receipts: Vec<Receipt>,
    /// Hand this back as `before` for older ones; none at the end.
    pub before: Option<String>,
}
