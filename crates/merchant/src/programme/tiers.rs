//! Tiers.

use serde::Deserialize;

use super::Text;

/// `[tiers]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// What is counted: `spend` (minor units), `points` (given), `purchases`.
    pub by: kantis_protocol::Metric,
    /// Over which time.
    pub window: Window,
    /// Days that a member keeps a tier after no longer reaching what it takes to stay.
    #[serde(default)]
    pub grace_days: u32,
    /// `[[tiers.tier]]`, lowest first; the first one starts at 0.
    pub tier: Vec<TierRule>,
}

/// Over which time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// The last so many months: `{ months = 12 }`.
    Months(u32),
    /// The calendar year. What was reached holds until the end of the next one.
    #[serde(rename = "calendar_year")]
    CalendarYear,
    /// Since joining; nobody falls.
    Ever,
}

/// `[[tiers.tier]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierRule {
    /// Stable name.
    pub id: String,
    /// What members call it.
    pub name: Text,
    /// From how much: minor units, points or purchases.
    pub from: i64,
    /// What it takes to stay; left out: `from`.
    pub keep: Option<i64>,
    /// Points of a purchase times so much, in per cent: 150 is one and a half.
    #[serde(default = "once")]
    pub points_percent: u32,
    /// In words.
    #[serde(default)]
    pub benefits: Vec<Text>,
}

const fn once() -> u32 {
    100
}
