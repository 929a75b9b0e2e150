//! Campaigns, challenges and prize draws.

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

use super::{Amount, Match, Text};

/// `[[campaign]]`: more points for a while.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Stable name.
    pub id: String,
    /// What it is called on the ledger.
    pub title: Text,
    /// First day.
    #[serde(deserialize_with = "super::day::wanted")]
    pub from: NaiveDate,
    /// Last day.
    #[serde(deserialize_with = "super::day::wanted")]
    pub until: NaiveDate,
    /// Only on these days; none given: every day.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// On what.
    #[serde(default)]
    pub on: Match,
    /// Only when the whole basket costs so much.
    pub minimum_basket: Option<Amount>,
    /// Points on `on`, times so much in per cent: 200 is double. Campaigns add up what each puts on top.
    #[serde(default = "once")]
    pub points_percent: u32,
    /// So many points on top, once a purchase.
    #[serde(default)]
    pub points: i64,
    /// Only for so many members who come first, once each.
    pub first: Option<u32>,
    /// The lowest tier that takes part.
    pub tier: Option<String>,
}

/// `[[challenge]]`: `3 purchases in May`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Stable name.
    pub id: String,
    /// What members call it.
    pub title: Text,
    /// More words.
    pub body: Option<Text>,
    /// First day.
    #[serde(deserialize_with = "super::day::wanted")]
    pub from: NaiveDate,
    /// Last day.
    #[serde(deserialize_with = "super::day::wanted")]
    pub until: NaiveDate,
    /// What is counted, from the moment of joining.
    pub counts: Counts,
    /// How many; minor units of money for `spend`.
    pub steps: i64,
    /// On what.
    #[serde(default)]
    pub on: Match,
    /// A purchase counts only when the whole basket costs so much.
    pub minimum_basket: Option<Amount>,
    /// What it gives.
    pub prize: Prize,
}

/// What a challenge counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Purchases.
    Purchases,
    /// Pieces.
    Items,
    /// Money, in minor units.
    Spend,
    /// Days with a purchase.
    Days,
}

/// What a challenge gives: exactly one of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Prize {
    /// Points.
    Points(i64),
    /// A reward of the catalogue, by name, for nothing.
    Reward(String),
    /// Tickets for a draw.
    Tickets {
        /// Which draw.
        draw: String,
        /// How many.
        count: u32,
    },
}

/// `[[draw]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Stable name.
    pub id: String,
    /// What members call it.
    pub title: Text,
    /// First day that gives tickets.
    #[serde(deserialize_with = "super::day::wanted")]
    pub from: NaiveDate,
    /// Last day that gives tickets; drawn once that day is over.
    #[serde(deserialize_with = "super::day::wanted")]
    pub until: NaiveDate,
    /// What gives a ticket.
    pub ticket: Ticket,
    /// At most so many for a member; left out: any number.
    pub tickets_per_member: Option<u32>,
    /// What is won, the best first.
    pub prize: Vec<DrawPrize>,
}

/// What gives a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ticket {
    /// Each purchase of at least so much.
    Purchase {
        /// How much.
        minimum: Amount,
    },
    /// Each so much spent.
    Spent(Amount),
    /// Nothing but challenges.
    Challenges {},
}

/// What is won.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawPrize {
    /// In words.
    pub title: Text,
    /// How many of them.
    pub count: u32,
}

const fn once() -> u32 {
    100
}
