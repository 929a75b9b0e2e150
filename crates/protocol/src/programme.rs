//! The programme as members see it.

use serde::{Deserialize, Serialize};

use crate::{Metric, Unit};

/// `GET /v1/programme`: public, in the language that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Programme {
    /// Stable.
    pub id: String,
    /// In the reader's language.
    pub name: String,
    /// Who runs it.
    pub issuer: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub time_zone: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Where the logo is.
    pub logo: Option<String>,
    /// What it counts; none for a membership without points.
    pub unit: Option<Unit>,
    /// Languages, the first is the shop's own.
    pub languages: Vec<String>,
    /// How points come and go, in plain words.
    pub how: HowTo,
    /// The steps, lowest first.
    pub tiers: Vec<TierStep>,
    /// The terms in words.
    pub terms: Option<String>,
    /// Whether the static card number may spend.
    pub static_code_spends: bool,
}

/// How points come and go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HowTo {
    /// How they are earned, one sentence each.
    pub earn: Vec<String>,
    /// How they are spent.
    pub spend: Vec<String>,
    /// When they run out.
    pub expiry: Vec<String>,
}

/// One tier of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierStep {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub name: String,
    /// What is counted.
    pub metric: Metric,
    /// From how much.
    pub from: i64,
    /// In words.
    pub benefits: Vec<String>,
}
