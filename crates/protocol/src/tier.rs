//! Tiers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where a member stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tier {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub name: String,
    /// 0 is the lowest.
    pub rank: u32,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last day it is certain; none where it never ends.
    pub until: Option<NaiveDate>,
    /// What is wanted to rise; none at the top.
    pub to_next: Option<TierProgress>,
    /// What is wanted to stay; none at the bottom or where nobody falls.
    pub to_keep: Option<TierProgress>,
    /// In words.
    pub benefits: Vec<String>,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierProgress {
    /// The tier that is reached or kept.
    pub tier: String,
    /// Its name, in the reader's language.
    pub name: String,
    /// What is counted.
    pub metric: Metric,
    /// So far: minor units of money, points, or purchases.
    pub current: i64,
    /// Wanted.
    pub threshold: i64,
    /// Until which day it counts; none where nothing runs out.
    pub by: Option<NaiveDate>,
}

/// What tiers go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Money spent, in minor units.
    Spend,
    /// Points given.
    Points,
    /// Number of purchases.
    Purchases,
    /// A metric that came after this version.
    #[serde(other)]
    Unknown,
}
