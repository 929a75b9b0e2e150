//! Balances: integers of minor units with a scale and a unit, never floating point.

use serde::{Deserialize, Serialize};

/// What a balance is counted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Loyalty points.
    Points,
    /// Money, by ISO 4217 code in capitals.
    Currency(String),
    /// Anything else, in the shop's own word.
    Other(String),
}

/// `amount / 10^scale` of `unit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Minor units; may be below zero.
    pub amount: i64,
    /// Decimal places, at most 9.
    pub scale: u8,
    /// What is counted.
    pub unit: Unit,
}
