//! Offers, and when they are made.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Amount, Match, Text, Worth};

/// `[[offer]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRule {
    /// Stable name.
    pub id: String,
    /// What members read first.
    pub title: Text,
    /// More words.
    pub body: Option<Text>,
    /// What it looks like: a file beside the programme, or an https address.
    pub image: Option<String>,
    /// What it is worth.
    pub worth: Worth,
    /// On what.
    #[serde(default)]
    pub on: Match,
    /// On what, in words.
    pub on_words: Option<Text>,
    /// For whom and when.
    pub when: When,
    /// Why it was made, in plain words; wanted for every `when` but `everyone`.
    /// `{times}`, `{what}`, `{days}` and `{years}` stand for what was found.
    pub why: Option<Text>,
    /// Days for which it is good; left out: until the window of `everyone` ends, else 30.
    pub days: Option<u32>,
    /// The member must activate it first.
    #[serde(default)]
    pub activation: bool,
    /// Good for more than one purchase.
    #[serde(default)]
    pub reusable: bool,
    /// Only when the whole basket costs so much.
    pub minimum_basket: Option<Amount>,
    /// It carries a code for the web shop's checkout.
    #[serde(default)]
    pub code: bool,
    /// Days before the same member gets it again; left out: never again.
    pub again_after_days: Option<u32>,
    /// Sent by mail to those who agreed to it.
    #[serde(default)]
    pub mail: bool,
}

/// For whom an offer is made, and when. All but `everyone` and `joined` look at the member's own
/// data, so they need the consents to profiling and to personalised offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum When {
    /// `{ everyone = { from = 2026-05-01, until = 2026-05-31 } }`; a date may be left out.
    Everyone {
        /// First day.
        #[serde(default, deserialize_with = "super::day::optional")]
        from: Option<NaiveDate>,
        /// Last day.
        #[serde(default, deserialize_with = "super::day::optional")]
        until: Option<NaiveDate>,
        /// The lowest tier that gets it.
        tier: Option<String>,
    },
    /// Bought at least so often in so many days.
    Buys {
        /// What.
        #[serde(rename = "on")]
        what: Match,
        /// Purchases with it.
        times: u32,
        /// In the last so many days.
        days: u32,
    },
    /// Bought at least once in so many days: `days` may be left out.
    Bought {
        /// What.
        #[serde(rename = "on")]
        what: Match,
        /// In the last so many days.
        days: Option<u32>,
    },
    /// Never bought it, in at least so many purchases.
    NeverBought {
        /// What.
        #[serde(rename = "on")]
        what: Match,
        /// Purchases in all, so that it means something.
        purchases: u32,
    },
    /// Has bought before, but not for so many days.
    Quiet {
        /// How many.
        days: u32,
    },
    /// So many days before the birthday.
    Birthday {
        /// How many.
        days_before: u32,
    },
    /// Each year on the day of joining.
    Anniversary {},
    /// Once, on joining.
    Joined {},
}
