//! Products that the till page offers, and what their categories are called.

use serde::Deserialize;

use super::{Amount, Percent, Text};

/// `[[product]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The shop's name for it.
    pub sku: String,
    /// As printed on receipts.
    pub name: Text,
    /// What rules go by.
    pub category: Option<String>,
    /// Of one, with VAT.
    pub price: Amount,
    /// VAT: `14` or `"25.5"`.
    pub vat: Percent,
}

/// `[[category]]`: what members and the till call a category. One that has none is called by its id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// As rules and products write it.
    pub id: String,
    /// In words.
    pub name: Text,
}
