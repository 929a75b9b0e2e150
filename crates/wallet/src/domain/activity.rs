//! What happened to a card: lines of the timeline, and points of a balance's curve.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ActivityId, Balance, CardId};

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// Which line.
    pub id: ActivityId,
    /// When Kantis learned of it.
    pub at: DateTime<Utc>,
    /// Whose.
    pub card: CardId,
    /// What happened.
    pub what: Happening,
}

/// What happened. Kept as JSON; words are the UI's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum Happening {
    /// A field changed.
    Field {
        /// Its key.
        field: String,
        /// The issuer's label, localised.
        label: Option<String>,
        /// What it showed; `None` when it was not there.
        before: Option<String>,
        /// What it shows; `None` when it is gone.
        after: Option<String>,
        /// The issuer's own words, with the new value in them.
        message: Option<String>,
        /// Set when the field is a balance.
        balance: Option<BalanceChange>,
    },
    /// The code changed.
    Code,
    /// The issuer voided the pass, or took that back.
    Voided {
        /// Whether it is void now.
        on: bool,
    },
    /// The pass ends on another day.
    Validity {
        /// The last day that it had.
        before: Option<NaiveDate>,
        /// The last day that it has.
        after: Option<NaiveDate>,
    },
    /// An offer came.
    OfferCame {
        /// In the shop's words.
        title: String,
        /// What the issuer wants said about it.
        #[serde(default)]
        message: Option<String>,
        /// The last day.
        until: Option<NaiveDate>,
    },
    /// An offer is gone.
    OfferWent {
        /// In the shop's words.
        title: String,
    },
    /// A reminder fell due: the card or pass ends soon.
    EndsSoon {
        /// The last day.
        date: NaiveDate,
    },
    /// A reminder fell due: part of a balance ends soon.
    BalanceEndsSoon {
        /// How much.
        amount: Option<Balance>,
        /// The last day.
        date: NaiveDate,
    },
    /// An update was refused: `identity`, `provenance`, `signer`, `unreadable`.
    UpdateRefused {
        /// Why.
        why: String,
    },
    /// The issuer stopped serving the pass or its token: `rejected`, `gone`.
    UpdatesEnded {
        /// Why.
        why: String,
    },
}

/// A balance before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceChange {
    /// What it was; `None` when it was not known.
    pub before: Option<Balance>,
    /// What it is.
    pub after: Balance,
}

impl Happening {
    /// The filter that it falls under.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Field {
                balance: Some(_), ..
            }
            | Self::BalanceEndsSoon { .. } => Topic::Balance,
            Self::OfferCame { .. } | Self::OfferWent { .. } => Topic::Offers,
            Self::EndsSoon { .. } | Self::Validity { .. } => Topic::Expiry,
            Self::UpdateRefused { .. } | Self::UpdatesEnded { .. } => Topic::Trouble,
            Self::Field { .. } | Self::Code | Self::Voided { .. } => Topic::Changes,
        }
    }
}

/// A filter of the timeline, and a switch of the notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Points, money, stamps.
    Balance,
    /// Offers.
    Offers,
    /// What ends.
    Expiry,
    /// Everything else that a shop changed.
    Changes,
    /// Updates that did not work.
    Trouble,
}

impl Topic {
    /// All, in the order of the filters.
    pub const ALL: [Self; 5] = [
        Self::Balance,
        Self::Offers,
        Self::Expiry,
        Self::Changes,
        Self::Trouble,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Offers => "offers",
            Self::Expiry => "expiry",
            Self::Changes => "changes",
            Self::Trouble => "trouble",
        }
    }

    /// The topic with this word; `None` for one from a newer Kantis.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

/// A balance as it was at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalancePoint {
    /// When Kantis learned of it.
    pub at: DateTime<Utc>,
    /// How much it was.
    pub balance: Balance,
}

/// The history of one balance of a card, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceCurve {
    /// The field that holds it.
    pub field: String,
    /// The issuer's label as it was last.
    pub label: Option<String>,
    /// At most 500 points.
    pub points: Vec<BalancePoint>,
}
