//! Rewards that points buy, and what was taken of them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Value;

/// A reward of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reward {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// Where a picture is.
    pub image: Option<String>,
    /// In points.
    pub cost: i64,
    /// What it is.
    pub kind: RewardKind,
    /// What it is worth.
    pub value: Value,
    /// False once none is left.
    pub in_stock: bool,
    /// How many more this member may take; none where nothing limits it.
    pub left_for_me: Option<u32>,
    /// First and last day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// The lowest tier that may have it.
    pub tier: Option<String>,
    /// What is asked, in words.
    pub conditions: Option<String>,
}

/// What sort of reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RewardKind {
    /// A thing.
    Product,
    /// Less to pay.
    Discount,
    /// Anything else: a tour, a donation.
    Experience,
    /// A kind that came after this version.
    #[serde(other)]
    Unknown,
}

/// One piece of a reward in a member's hands: reserved with points, or won by a full stamp card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Stable.
    pub id: Uuid,
    /// The reward's name; none for what a stamp card or a draw gave.
    pub reward: Option<String>,
    /// In the reader's language.
    pub title: String,
    /// What it is worth.
    pub value: Value,
    /// What it cost.
    pub cost: i64,
    /// Where it stands.
    pub state: ClaimState,
    /// Shown at the till; nobody can guess it.
    pub code: String,
    /// Since when.
    pub created: DateTime<Utc>,
    /// Until when it is held; after that it is released by itself.
    pub hold_until: Option<DateTime<Utc>>,
    /// When it was used.
    pub used: Option<DateTime<Utc>>,
    /// What it was used on.
    pub receipt: Option<Uuid>,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// Held: points are locked, or the stamp card was full.
    Reserved,
    /// Used.
    Consumed,
    /// Let go by the member or the shop; points are back.
    Released,
    /// The hold ran out; points are back.
    Lapsed,
    /// A state that came after this version.
    #[serde(other)]
    Unknown,
}

/// `POST /v1/claims`, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    /// Which reward.
    pub reward: String,
}
