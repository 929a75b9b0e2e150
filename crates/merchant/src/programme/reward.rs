//! What something is worth, and the rewards that points buy.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Amount, Match, Percent, Text};

/// What an offer, a reward or a full stamp card is worth. Exactly one of them:
/// `{ percent = 20 }`, `{ amount = "5.00" }`, `{ fixed_price = "1.00" }`, `{ gift = { products = ["coffee"] } }`,
/// `{ points_percent = 200 }`, `{ points = 50 }`, `{ stamps = 2 }`, `{ thing = "A tour" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// Off what the rule is about.
    Percent(Percent),
    /// Off what the rule is about, as far as it goes.
    Amount(Amount),
    /// One piece of what the rule is about costs so much.
    FixedPrice(Amount),
    /// One piece of these for nothing: the cheapest in the basket.
    Gift(Match),
    /// Points on what the rule is about, times so much in per cent.
    PointsPercent(u32),
    /// So many points on top.
    Points(i64),
    /// So many stamps on top, on every stamp card.
    Stamps(u32),
    /// Something that is handed over and is on no receipt.
    Thing(Text),
}

/// `[[reward]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardRule {
    /// Stable name.
    pub id: String,
    /// What members call it.
    pub title: Text,
    /// More words.
    pub body: Option<Text>,
    /// What it looks like: a file beside the programme, or an https address.
    pub image: Option<String>,
    /// In points.
    pub cost: i64,
    /// What it is worth.
    pub worth: Worth,
    /// On what, where it is a discount.
    #[serde(default)]
    pub on: Match,
    /// How many there are; left out: enough.
    pub stock: Option<u32>,
    /// How many one member may have.
    pub per_member: Option<u32>,
    /// In how many days `per_member` counts; left out: ever.
    pub per_days: Option<u32>,
    /// First day.
    #[serde(default, deserialize_with = "super::day::optional")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(default, deserialize_with = "super::day::optional")]
    pub until: Option<NaiveDate>,
    /// The lowest tier that may have it.
    pub tier: Option<String>,
    /// Minutes for which a reservation holds.
    #[serde(default = "half_an_hour")]
    pub hold_minutes: u32,
}

const fn half_an_hour() -> u32 {
    30
}
