//! Instants in the reader's own time zone.

use chrono::{Local, TimeZone as _};

/// An instant (milliseconds since 1970) as `2026-11-21 14:02`, local time.
pub(crate) fn instant(millis: i64) -> String {
    match Local.timestamp_millis_opt(millis).single() {
        Some(time) => time.format("%Y-%m-%d %H:%M").to_string(),
        None => String::new(),
    }
}

/// The day of an instant as `2026-11-21`, local time.
pub(crate) fn day(millis: i64) -> String {
    let mut text = instant(millis);
    text.truncate("2026-11-21".len());
    text
}
