//! What an offer or a reward is worth.

use serde::{Deserialize, Serialize};

use crate::Money;

/// The benefit: the hero of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    /// So many hundredths of a per cent off: 2000 is 20 %.
    Percent {
        /// Basis points.
        basis_points: u32,
    },
    /// So much off.
    Amount {
        /// How much.
        amount: Money,
    },
    /// What it is about costs so much.
    FixedPrice {
        /// The price of one.
        price: Money,
    },
    /// Points times so much, in per cent: 200 is double.
    Multiplier {
        /// Per cent of what would have been given.
        percent: u32,
    },
    /// So many points on top.
    Points {
        /// In the programme's unit.
        points: i64,
    },
    /// So many stamps on top.
    Stamps {
        /// How many.
        stamps: u32,
    },
    /// Something for nothing.
    Gift {
        /// What, in the reader's language.
        what: String,
    },
    /// A kind that came after this version.
    #[serde(other)]
    Unknown,
}
