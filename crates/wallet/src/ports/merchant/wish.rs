//! What a shopper wants a shop to do.

use kantis_protocol::{Challenge, Claim, Consent, Offer, ProfileChange, Purpose};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that a shop does for its member. Kept in the outbox until the shop has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum Wish {
    /// Activates an offer.
    ActivateOffer {
        /// Which.
        offer: Uuid,
    },
    /// Hides an offer, or shows it again.
    HideOffer {
        /// Which.
        offer: Uuid,
        /// Whether it is to be hidden.
        hidden: bool,
    },
    /// Reserves a reward: points are locked. Never sent twice with different keys.
    Reserve {
        /// The reward's name.
        reward: String,
    },
    /// Lets a claim go.
    Release {
        /// Which.
        claim: Uuid,
    },
    /// Joins a challenge.
    Join {
        /// Its name.
        challenge: String,
    },
    /// Answers one purpose.
    Consent {
        /// Which.
        purpose: Purpose,
        /// The answer.
        granted: bool,
        /// Of the words that were shown.
        version: u32,
    },
    /// Writes what the member says about themselves.
    Profile(Box<ProfileChange>),
}

impl Wish {
    /// Whether it spends: then it is not done while nobody knows whether it was done before, and a
    /// person who is offline is told so.
    #[must_use]
    pub const fn spends(&self) -> bool {
        matches!(self, Self::Reserve { .. })
    }
}

/// The record as it is once a wish has come true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// An offer.
    Offer(Box<Offer>),
    /// A claim.
    Claim(Box<Claim>),
    /// A challenge.
    Challenge(Box<Challenge>),
    /// A consent.
    Consent(Box<Consent>),
    /// It happened; the records say more.
    Nothing,
}
