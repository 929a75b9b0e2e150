//! Offers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Value;

/// An offer to this member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// Stable.
    pub id: Uuid,
    /// In the reader's language.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// Where a picture is.
    pub image: Option<String>,
    /// What it is worth.
    pub value: Value,
    /// On what, in words: `all tea`.
    pub on: Option<String>,
    /// Made from this member's own history.
    pub personal: bool,
    /// Why it was made for me, in plain words; always there when personal.
    pub why: Option<String>,
    /// What is asked, in words.
    pub conditions: Option<String>,
    /// From when.
    pub from: DateTime<Utc>,
    /// The last day, in the programme's time zone.
    pub until: Option<NaiveDate>,
    /// Which of the shop's places; empty is all.
    pub stores: Vec<String>,
    /// Must be activated before it counts.
    pub activation: bool,
    /// Counts once.
    pub single_use: bool,
    /// For a web shop's checkout, or to be shown.
    pub code: Option<String>,
    /// Where it stands.
    pub state: OfferState,
    /// The member does not want to see it.
    pub hidden: bool,
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// May be had.
    Available,
    /// Activated by the member.
    Activated,
    /// In a basket that is being paid.
    Reserved,
    /// Used.
    Redeemed,
    /// Its time is over.
    Expired,
    /// The shop took it back.
    Withdrawn,
    /// A state that came after this version.
    #[serde(other)]
    Unknown,
}
