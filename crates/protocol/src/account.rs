//! A member's account: who, how much, which tier.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Tier, Unit};

/// `GET /v1/account`: the summary. Its `ETag` is the state in quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Where this member's records stand; compare for equality only.
    pub state: String,
    /// Who.
    pub member: Member,
    /// One for each unit that the programme keeps.
    pub balances: Vec<Balance>,
    /// The tier, where the programme has tiers.
    pub tier: Option<Tier>,
    /// The shop's clock when this was made.
    pub as_of: DateTime<Utc>,
}

/// The person at this shop. The id means nothing anywhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Pairwise: another shop has another id for the same person.
    pub id: Uuid,
    /// The static card number; it may earn, and spend only where the owner allows it.
    pub number: String,
    /// As the member wrote it.
    pub name: Option<String>,
    /// Where the one-time codes go.
    pub email: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// Day and month only, as `--MM-DD` (ISO 8601): enough for a greeting.
    pub birthday: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Since when.
    pub joined: DateTime<Utc>,
}

/// `PUT /v1/profile`: what is given is written, what is null is emptied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// At most 80 characters.
    pub name: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// `--MM-DD`.
    pub birthday: Option<String>,
    /// BCP 47, one of the programme's languages.
    pub language: String,
}

/// What a member has of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balance {
    /// Which unit.
    pub unit: Unit,
    /// May be spent now. Negative only where the programme's rule allows a debt.
    pub available: i64,
    /// Given, but the return window is still open.
    pub pending: i64,
    /// Held by reservations.
    pub locked: i64,
    /// Ever given, less what was taken back.
    pub lifetime: i64,
    /// What goes first, and when.
    pub next_expiry: Option<Expiring>,
    /// When the next pending points become available.
    pub next_release: Option<Expiring>,
    /// When this was so.
    pub as_of: DateTime<Utc>,
}

/// An amount and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Expiring {
    /// In the balance's unit.
    pub amount: i64,
    /// The last day, or the day it happens, in the programme's time zone.
    pub on: NaiveDate,
}
