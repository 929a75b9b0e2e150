//! What happened to a card: lines of the timeline, and points of a balance's curve.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ActivityKey, Balance, CardId};

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// Which line, and its place among the others.
    pub key: ActivityKey,
    /// When Kantis learned of it; for receipts and lines of a ledger, when it happened.
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
    /// A receipt of a connected shop, with the ledger lines that belong to it.
    Receipt {
        /// Which.
        receipt: Uuid,
        /// As printed.
        number: String,
        /// Where: a till's name or the web shop's.
        place: String,
        /// With VAT; negative for a return.
        total: Balance,
        /// It takes back from another receipt.
        is_return: bool,
        /// Points given, negative: taken back. `None` where it did nothing to points.
        points: Option<Balance>,
        /// Points spent.
        spent: Option<Balance>,
        /// Stamps given, or taken back.
        stamps: i64,
        /// What the member saved.
        saved: Option<Balance>,
    },
    /// A line of a connected shop's ledger that belongs to no receipt. Never kept: the shop's
    /// record is.
    Moved {
        /// Why, in the protocol's word: `earn`, `promo`, `redeem`, …
        why: String,
        /// In the shop's words.
        reason: String,
        /// Signed.
        amount: Balance,
        /// `pending`, `posted`, `cancelled`.
        state: String,
        /// The last day.
        expires: Option<NaiveDate>,
    },
    /// A stamp landed.
    Stamped {
        /// The stamp card's title.
        title: String,
        /// Stamps on it now.
        collected: u32,
        /// Stamps that fill it.
        required: u32,
    },
    /// A stamp card is full.
    StampCardFull {
        /// Its title.
        title: String,
        /// What it gives, in the shop's words.
        reward: String,
    },
    /// Another tier.
    TierChanged {
        /// What it was called, where it was known.
        before: Option<String>,
        /// What it is called.
        name: String,
        /// It is a higher one.
        rose: bool,
    },
    /// An offer came that was made for this member.
    OfferForMe {
        /// In the shop's words.
        title: String,
        /// Why it was made, in the shop's words.
        why: Option<String>,
        /// The last day.
        until: Option<NaiveDate>,
    },
    /// A reward was won: by a full stamp card, a challenge or a draw.
    RewardReady {
        /// In the shop's words.
        title: String,
    },
    /// What the member has is enough for a reward now.
    RewardInReach {
        /// In the shop's words.
        title: String,
        /// What it costs.
        cost: Balance,
    },
    /// A reserved reward was not fetched in time.
    ClaimLapsed {
        /// In the shop's words.
        title: String,
    },
    /// A challenge was met.
    ChallengeMet {
        /// In the shop's words.
        title: String,
        /// What it gave.
        reward: String,
    },
    /// A reminder fell due: an offer ends soon.
    OfferEndsSoon {
        /// In the shop's words.
        title: String,
        /// The last day.
        date: NaiveDate,
    },
    /// A reminder fell due: a reserved reward is held no longer.
    ClaimEndsSoon {
        /// In the shop's words.
        title: String,
        /// The day on which its time is over.
        date: NaiveDate,
    },
    /// A reminder fell due: the tier is lost unless more is done.
    TierAtRisk {
        /// The tier.
        name: String,
        /// What is missing, where it is money or points.
        missing: Option<Balance>,
        /// Until which day.
        date: NaiveDate,
    },
    /// A reminder fell due that the shopper set: a warranty.
    WarrantyEnds {
        /// Of what.
        title: String,
        /// The last day.
        date: NaiveDate,
    },
    /// A connection to a shop needs the shopper: `signInOver`, `gone`, `unsafe`.
    ConnectionTrouble {
        /// Where it stands.
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
            | Self::BalanceEndsSoon { .. }
            | Self::Moved { .. }
            | Self::Stamped { .. }
            | Self::StampCardFull { .. } => Topic::Balance,
            Self::Receipt { .. } => Topic::Receipts,
            Self::OfferCame { .. }
            | Self::OfferWent { .. }
            | Self::OfferForMe { .. }
            | Self::RewardReady { .. }
            | Self::RewardInReach { .. }
            | Self::ClaimLapsed { .. }
            | Self::ChallengeMet { .. } => Topic::Offers,
            Self::EndsSoon { .. }
            | Self::Validity { .. }
            | Self::OfferEndsSoon { .. }
            | Self::ClaimEndsSoon { .. }
            | Self::TierAtRisk { .. }
            | Self::WarrantyEnds { .. } => Topic::Expiry,
            Self::UpdateRefused { .. }
            | Self::UpdatesEnded { .. }
            | Self::ConnectionTrouble { .. } => Topic::Trouble,
            Self::Field { .. } | Self::Code | Self::Voided { .. } | Self::TierChanged { .. } => {
                Topic::Changes
            }
        }
    }
}

/// A filter of the timeline, and a switch of the notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Points, money, stamps.
    Balance,
    /// Receipts.
    Receipts,
    /// Offers and rewards.
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
    pub const ALL: [Self; 6] = [
        Self::Balance,
        Self::Receipts,
        Self::Offers,
        Self::Expiry,
        Self::Changes,
        Self::Trouble,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Receipts => "receipts",
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
