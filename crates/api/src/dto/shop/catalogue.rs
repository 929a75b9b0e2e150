//! Rewards, what was taken of them, challenges and consents.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{Balance, OfferValue};
use super::{Measure, Queued, ShownCode};

/// What sort of reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RewardKind {
    /// A thing.
    Product,
    /// Less to pay.
    Discount,
    /// A tour, a donation, anything else.
    Experience,
    /// A kind of a newer protocol.
    Unknown,
}

/// Why a reward cannot be had now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RewardBar {
    /// Points are missing.
    Points,
    /// None is left.
    Stock,
    /// The shopper has had as many as one may.
    Limit,
    /// It is for a higher tier; `tier` says which.
    Tier,
    /// Its first day has not come.
    NotYet,
    /// Its last day is over.
    Over,
    /// The shopper let Kantis only read at this shop.
    ReadOnly,
}

/// A reward of the catalogue, as what is known of the shopper says; the shop decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopReward {
    /// Which reward, for wishes.
    pub id: String,
    /// In the shop's words.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// What it costs.
    pub cost: Balance,
    /// What sort it is.
    pub kind: RewardKind,
    /// What it is worth; absent for a kind of a newer protocol.
    pub value: Option<OfferValue>,
    /// How many more the shopper may take; absent where nothing limits it.
    pub left_for_me: Option<u32>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The name of the lowest tier that may have it.
    pub tier: Option<String>,
    /// What is asked, in words.
    pub conditions: Option<String>,
    /// It can be reserved now, as far as is known.
    pub can_have: bool,
    /// Why not.
    pub why_not: Option<RewardBar>,
    /// How much is missing; absent when there is enough.
    pub missing: Option<Balance>,
    /// How much of the cost is there, 0–100.
    pub percent: u8,
    /// A wish to reserve it that is not done.
    pub queued: Option<Queued>,
    /// What it looks like, where the shop sent a picture.
    pub picture: Option<String>,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClaimState {
    /// Held: it can be shown at the till.
    Reserved,
    /// Used.
    Consumed,
    /// Let go; what it cost is back.
    Released,
    /// The time to use it ran out; what it cost is back.
    Lapsed,
    /// A state of a newer protocol.
    Unknown,
}

/// One piece of a reward in the shopper's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopClaim {
    /// Which claim, for wishes.
    pub id: String,
    /// The reward; absent for what a stamp card or a draw gave.
    pub reward: Option<String>,
    /// In the shop's words.
    pub title: String,
    /// What it is worth.
    pub value: Option<OfferValue>,
    /// What it cost; absent for what came for nothing.
    pub cost: Option<Balance>,
    /// Where it stands; a hold whose time is over is `lapsed`, whether or not the shop said so.
    pub state: ClaimState,
    /// Shown at the till; drawn only while it is reserved.
    pub code: ShownCode,
    /// Since when.
    pub created_at: i64,
    /// Until when it is held, on this device's clock; absent where that never ends.
    pub hold_until: Option<i64>,
    /// When it was used.
    pub used_at: Option<i64>,
    /// The receipt that it was used on.
    pub receipt: Option<String>,
    /// The shopper may let it go: what it cost comes back.
    pub can_release: bool,
    /// A wish to let it go that is not done.
    pub queued: Option<Queued>,
}

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChallengeState {
    /// May be joined.
    Open,
    /// Joined.
    Joined,
    /// Done; the reward was given.
    Completed,
    /// Its time is over.
    Ended,
    /// A state of a newer protocol.
    Unknown,
}

/// A challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopChallenge {
    /// Which challenge, for wishes.
    pub id: String,
    /// In the shop's words.
    pub title: String,
    /// More words.
    pub body: Option<String>,
    /// Done so far.
    pub done: Measure,
    /// Wanted.
    pub steps: Measure,
    /// How much of it is done, 0–100.
    pub percent: u8,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
    /// What it gives, in words.
    pub reward: String,
    /// Where it stands.
    pub state: ChallengeState,
    /// When it was joined.
    pub joined_at: Option<i64>,
    /// The shopper may join it.
    pub can_join: bool,
    /// A wish to join it that is not done.
    pub queued: Option<Queued>,
}

/// For what a shopper's data may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConsentPurpose {
    /// News by mail.
    Newsletter,
    /// Looking at the history of purchases.
    Profiling,
    /// Offers made from it.
    PersonalisedOffers,
    /// Handing data to partners.
    Partners,
    /// A purpose of a newer protocol: its words are shown, it cannot be answered.
    Unknown,
}

/// What the shopper said to one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopConsent {
    /// For what.
    pub purpose: ConsentPurpose,
    /// Yes or no, as the shop knows it.
    pub granted: bool,
    /// The words that are asked now.
    pub words: String,
    /// Which version of them, for wishes.
    pub version: u32,
    /// The words that were answered, where they were others.
    pub decided_words: Option<String>,
    /// When they were answered; absent before the first answer.
    pub decided_at: Option<i64>,
    /// The shopper may answer.
    pub can_change: bool,
    /// An answer that is not done; `wanted` says which.
    pub queued: Option<Queued>,
}
