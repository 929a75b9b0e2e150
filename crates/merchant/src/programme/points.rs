//! How points are earned and how they run out.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use sha2::{Digest as _, Sha256};

use super::{Amount, Match, Text};

/// `[points]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Stable name of the unit: `pts`.
    pub code: String,
    /// One of them.
    pub one: Text,
    /// Several of them.
    pub other: Text,
    /// Digits behind the point: 0 for whole points. Amounts in this file are in the smallest unit.
    #[serde(default)]
    pub scale: u8,
    /// What becomes of parts of a point.
    #[serde(default)]
    pub round: Round,
    /// How far a return may take a balance below zero; 0 means never, and the rest is forgiven.
    #[serde(default)]
    pub debt: i64,
    /// When points run out; left out: never.
    pub expiry: Option<Expiry>,
    /// `[[points.earn]]`: all rules that fit are added up.
    #[serde(default)]
    pub earn: Vec<EarnRule>,
}

/// What becomes of parts of a point, once for each rule and purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    /// They are dropped.
    #[default]
    Down,
    /// Half and more count as one.
    Nearest,
    /// Each counts as one.
    Up,
}

/// When points run out: `{ months = 12 }`, `{ months = 12, from_last_purchase = true }`, or
/// `{ on = "12-31", years = 1 }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expiry {
    /// So long after they could first be spent.
    Rolling(Rolling),
    /// On a day of the year.
    Fixed(Fixed),
}

/// Months after earning, or after the last purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolling {
    /// How many.
    pub months: u32,
    /// Every purchase keeps all points for as long again.
    pub from_last_purchase: bool,
}

/// A day of the year on which points of earlier years run out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Month and day of the last day they are good: `"12-31"`.
    pub on: String,
    /// 0: of the same year; 1: of the year after earning.
    pub years: u32,
}

impl Fixed {
    /// The last good day in this year; none where `on` is no day, which no programme that was read has.
    #[must_use]
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let (month, day) = self.on.split_once('-')?;
        let two_digits = |part: &str| {
            (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        NaiveDate::from_ymd_opt(year, two_digits(month)?, two_digits(day)?)
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            months: Option<u32>,
            from_last_purchase: Option<bool>,
            on: Option<String>,
            years: Option<u32>,
        }

        match Written::deserialize(deserializer)? {
            Written {
                months: Some(months),
                from_last_purchase,
                on: None,
                years: None,
            } => Ok(Self::Rolling(Rolling {
                months,
                from_last_purchase: from_last_purchase.unwrap_or(false),
            })),
            Written {
                months: None,
                from_last_purchase: None,
                on: Some(on),
                years: Some(years),
            } => Ok(Self::Fixed(Fixed { on, years })),
            _ => Err(serde::de::Error::custom(
                "points run out either some time after they were earned, { months = 12 }, or on a \
                 day of the year, { on = \"12-31\", years = 1 }: one of the two, and whole",
            )),
        }
    }
}

/// One way to earn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarnRule {
    /// What it is called on the ledger; left out: a purchase.
    pub name: Option<Text>,
    /// How many, for each `every`.
    pub points: i64,
    /// `"1.00"`: so much spent; `"item"`: a piece; `"purchase"`: once a purchase.
    pub every: Every,
    /// On what.
    #[serde(default)]
    pub on: Match,
    /// Only when the whole basket costs so much.
    pub minimum_basket: Option<Amount>,
}

impl EarnRule {
    /// Stands for a rule with a name on the ledger, wherever in the file it is: eight digits of its
    /// name's hash. A rule that was given another name is another rule.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        let digest = Sha256::digest(name.say("en").as_bytes());
        Some(
            digest
                .iter()
                .take(4)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }
}

/// For what points are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// For so much spent.
    Spent(Amount),
    /// For each piece; parts of a piece count as none.
    Item,
    /// Once for each purchase.
    Purchase,
}

impl<'de> Deserialize<'de> for Every {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "item" => Ok(Self::Item),
            "purchase" => Ok(Self::Purchase),
            amount => {
                Amount::deserialize(serde::de::value::StrDeserializer::<D::Error>::new(amount))
                    .map(Self::Spent)
            }
        }
    }
}
