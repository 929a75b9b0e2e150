//! What changed since a state, after JMAP (RFC 8620 §5.2), with the records themselves.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Account, Challenge, Claim, Consent, LedgerEntry, Offer, Programme, Receipt, Reward, StampCard,
};

/// `GET /v1/changes?since=&max=`. Without `since`: everything, page by page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    /// What was handed in; empty for a read from nothing.
    pub old_state: String,
    /// Hand this in next time.
    pub new_state: String,
    /// There is more: ask again with `new_state`.
    pub has_more: bool,
    /// Records as they are now.
    pub changed: Vec<Record>,
    /// Records that are no more.
    pub removed: Vec<Gone>,
}

/// A record that is new or other than it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "record", rename_all = "snake_case")]
pub enum Record {
    /// Member, balances, tier. Its `state` is the `new_state` of a last page.
    Account(Box<Account>),
    /// The programme itself.
    Programme(Box<Programme>),
    /// A line of the ledger.
    LedgerEntry(LedgerEntry),
    /// A reward of the catalogue.
    Reward(Reward),
    /// A claim.
    Claim(Claim),
    /// An offer.
    Offer(Box<Offer>),
    /// A stamp card.
    StampCard(StampCard),
    /// A challenge.
    Challenge(Challenge),
    /// A receipt.
    Receipt(Box<Receipt>),
    /// A consent.
    Consent(Consent),
    /// A kind of record that came after this version.
    Unknown,
}

/// Written out, because what is in a record of an unknown kind has to be passed over, and what is
/// wrong in one of a known kind has not.
impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            kind: Kind,
            #[serde(default)]
            record: serde_json::Value,
        }

        fn read<T: DeserializeOwned, E: Error>(record: serde_json::Value) -> Result<T, E> {
            serde_json::from_value(record).map_err(E::custom)
        }

        let Raw { kind, record } = Raw::deserialize(deserializer)?;
        Ok(match kind {
            Kind::Account => Self::Account(read(record)?),
            Kind::Programme => Self::Programme(read(record)?),
            Kind::LedgerEntry => Self::LedgerEntry(read(record)?),
            Kind::Reward => Self::Reward(read(record)?),
            Kind::Claim => Self::Claim(read(record)?),
            Kind::Offer => Self::Offer(read(record)?),
            Kind::StampCard => Self::StampCard(read(record)?),
            Kind::Challenge => Self::Challenge(read(record)?),
            Kind::Receipt => Self::Receipt(read(record)?),
            Kind::Consent => Self::Consent(read(record)?),
            Kind::Unknown => Self::Unknown,
        })
    }
}

/// A record that is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gone {
    /// Which kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

/// Kinds of records that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Member, balances, tier: there is one, its id is `account`.
    Account,
    /// The programme: there is one, its id is `programme`.
    Programme,
    /// Ledger entries, by id.
    LedgerEntry,
    /// Rewards, by name.
    Reward,
    /// Claims, by id.
    Claim,
    /// Offers, by id.
    Offer,
    /// Stamp cards, by name.
    StampCard,
    /// Challenges, by name.
    Challenge,
    /// Receipts, by id.
    Receipt,
    /// Consents, by purpose.
    Consent,
    /// A kind that came after this version.
    #[serde(other)]
    Unknown,
}

impl Kind {
    /// The id of a record that is there once.
    #[must_use]
    pub const fn only(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            _ => "account",
        }
    }
}
