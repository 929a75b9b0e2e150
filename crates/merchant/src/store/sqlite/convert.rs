//! Between what is kept and what SQLite knows.

use chrono::{DateTime, NaiveDate, Utc};

use crate::store::StoreError;

/// Milliseconds since 1970.
pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant from milliseconds.
pub(super) fn instant(millis: i64, table: &'static str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::Unreadable { table })
}

/// A date from text.
pub(super) fn date(text: &str, table: &'static str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { table })
}
