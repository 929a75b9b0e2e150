//! Consents: one for each purpose, each with the words that were shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a member said to one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// For what.
    pub purpose: Purpose,
    /// Yes or no; no until it was given.
    pub granted: bool,
    /// The words, as shown now in the reader's language.
    pub words: String,
    /// Which version of the words that is.
    pub version: u32,
    /// The words that were agreed to or refused, where they differ from those of now.
    pub decided_words: Option<String>,
    /// Which version of the words was decided on; none before the first answer.
    pub decided_version: Option<u32>,
    /// When the member said so; none before the first answer.
    pub decided: Option<DateTime<Utc>>,
}

/// For what a member's data may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// News by mail.
    Newsletter,
    /// Looking at the history of purchases.
    Profiling,
    /// Offers made from it.
    PersonalisedOffers,
    /// Handing data to partners.
    Partners,
    /// A purpose that came after this version.
    #[serde(other)]
    Unknown,
}

impl Purpose {
    /// All of this version.
    pub const ALL: &'static [Self] = &[
        Self::Newsletter,
        Self::Profiling,
        Self::PersonalisedOffers,
        Self::Partners,
    ];

    /// As it travels, also in paths and as the id of a change.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newsletter => "newsletter",
            Self::Profiling => "profiling",
            Self::PersonalisedOffers => "personalised_offers",
            Self::Partners => "partners",
            Self::Unknown => "unknown",
        }
    }

    /// The purpose of this name; none for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|purpose| purpose.name() == name)
    }
}

/// `PUT /v1/consents/{purpose}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentChange {
    /// Yes or no.
    pub granted: bool,
    /// The version of the words that were shown; another than the current one is refused
    /// (`stale-words`).
    pub version: u32,
}
