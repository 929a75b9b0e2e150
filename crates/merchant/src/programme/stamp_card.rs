//! Stamp cards.

use chrono::Weekday;
use serde::Deserialize;

use super::{Amount, Match, Text, Worth};

/// `[[stamp_card]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StampCardRule {
    /// Stable name.
    pub id: String,
    /// What members call it.
    pub title: Text,
    /// Stamps that fill it: `buy = 10` makes the next one free.
    pub buy: u32,
    /// What gives a stamp.
    #[serde(default)]
    pub on: Match,
    /// One stamp for each purchase instead of each piece.
    #[serde(default)]
    pub once_a_purchase: bool,
    /// Only when the whole basket costs so much.
    pub minimum_basket: Option<Amount>,
    /// More stamps.
    #[serde(default)]
    pub bonus: Vec<Bonus>,
    /// Days after which a stamp is worn off; left out: never.
    pub expires_days: Option<u32>,
    /// What a full card gives.
    pub reward: FullCard,
}

/// More stamps at some time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// How many more, once a purchase.
    pub stamps: u32,
    /// On these days; none given: every day. `"mon"`.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// Only with a new card's first stamp: a head start.
    #[serde(default)]
    pub first: bool,
    /// Only when one of these is bought too.
    #[serde(default)]
    pub with: Match,
}

/// What a full card gives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullCard {
    /// In words: `A coffee for free`.
    pub title: Text,
    /// What it is worth.
    pub worth: Worth,
    /// Days to use it in; left out: no end.
    pub days: Option<u32>,
}
