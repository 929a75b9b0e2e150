//! Who runs the programme, and what its codes may do.

use chrono_tz::Tz;
use kantis_protocol::Currency;
use serde::Deserialize;

use super::Text;

/// `[programme]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Stable, in small letters, digits and dashes: `kahvila-aamu`.
    pub id: String,
    /// What members call it.
    pub name: Text,
    /// The shop's name.
    pub issuer: String,
    /// ISO 4217.
    pub currency: Currency,
    /// IANA: a day begins and ends there.
    pub time_zone: Tz,
    /// `#rrggbb`.
    pub colour: String,
    /// Where the logo is: https, or a file beside the programme.
    pub logo: Option<String>,
    /// The first one is the shop's own.
    pub languages: Vec<String>,
    /// The terms in words a person understands.
    pub terms: Option<Text>,
    /// Days in which goods may come back; points are pending as long.
    #[serde(default)]
    pub return_days: u32,
}

/// `[seller]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SellerDetails {
    /// The company.
    pub name: String,
    /// `FI12345678`.
    pub vat_id: String,
    /// On one line.
    pub address: Option<String>,
}

/// `[codes]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRules {
    /// The static card number may also spend. It is printed on cards and photographed: think twice.
    #[serde(default)]
    pub static_spends: bool,
}
