//! Days as an owner writes them: `from = 2026-11-23`, with or without quotation marks.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Toml(Datetime),
    Text(String),
}

impl Written {
    fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Toml(written) if written.time.is_none() => {
                let date = written.date?;
                NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            }
            Self::Toml(_) => None,
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// A day that must be there.
pub(super) fn wanted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Written::deserialize(deserializer)
        .ok()
        .and_then(|written| written.day())
        .ok_or_else(|| serde::de::Error::custom("a day is written as 2026-11-23, without a time"))
}

/// A day that may be left out.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    wanted(deserializer).map(Some)
}
