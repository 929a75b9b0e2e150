//! Days as an owner writes them: `from = 2026-11-23`, without quotation marks.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

const HOW: &str = "a day is written as 2026-11-23, without quotation marks and without a time";

/// A day that must be there.
pub(super) fn wanted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Datetime::deserialize(deserializer)
        .ok()
        .filter(|written| written.time.is_none())
        .and_then(|written| written.date)
        .and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        })
        .ok_or_else(|| serde::de::Error::custom(HOW))
}

/// A day that may be left out.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    wanted(deserializer).map(Some)
}
