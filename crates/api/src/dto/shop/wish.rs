//! What a shopper wants a shop to do, and what becomes of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ConsentPurpose;

/// Something that a shop does for its member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "do")]
pub enum ShopWish {
    /// Activates an offer.
    ActivateOffer {
        /// Which.
        offer: String,
    },
    /// Hides an offer, or shows it again.
    HideOffer {
        /// Which.
        offer: String,
        /// Whether it is to be hidden.
        hidden: bool,
    },
    /// Reserves a reward: what it costs is locked. Needs the shop's word at once.
    Reserve {
        /// Which.
        reward: String,
    },
    /// Lets a claim go.
    Release {
        /// Which.
        claim: String,
    },
    /// Joins a challenge.
    Join {
        /// Which.
        challenge: String,
    },
    /// Answers one purpose.
    Consent {
        /// Which.
        purpose: ConsentPurpose,
        /// The answer.
        granted: bool,
        /// Of the words that were shown.
        version: u32,
    },
    /// Writes what the shopper says about themselves; what is absent is emptied.
    Profile {
        /// At most 80 characters.
        name: Option<String>,
        /// In E.164.
        phone: Option<String>,
        /// `--MM-DD`.
        birthday: Option<String>,
        /// BCP 47, one of the programme's languages.
        language: String,
    },
}

/// Asks a card's shop to do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopWishRequest {
    /// Whose shop.
    pub card: String,
    /// What.
    pub wish: ShopWish,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// What.
    pub state: AskedState,
    /// Why the shop said no: the name of the problem's type in the protocol (`not-enough-points`).
    pub why: Option<String>,
}

/// What became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AskedState {
    /// It came true.
    Done,
    /// It is kept and sent as soon as the shop can be reached.
    Queued,
    /// It may have come true: the shop is asked before anything is repeated.
    Unclear,
    /// The shop said no; `why`.
    Refused,
    /// It spends, and the shop cannot be reached: nothing happened and nothing is kept.
    Offline,
}

/// A wish that is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Queued {
    /// Which wish, for `shopUnwish`.
    pub id: String,
    /// Where it stands.
    pub state: QueuedState,
    /// When it was wished.
    pub at: i64,
    /// What is wished, where it is a switch: a consent, hiding an offer.
    pub wanted: Option<bool>,
    /// Why the shop said no: the name of the problem's type in the protocol.
    pub why: Option<String>,
}

/// Where a wish stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QueuedState {
    /// Not sent yet; it can be taken back.
    Waiting,
    /// It may have reached the shop; what the shop made of it is not known yet.
    Sent,
    /// The shop said no.
    Refused,
}
