//! What stamps, claims, campaigns, challenges and draws share: words, days and worth.

pub(super) mod code;
mod say;

use std::sync::LazyLock;

use chrono::{DateTime, Days, Duration, NaiveDate, TimeZone as _, Utc};

use super::Work;
use crate::words::{Catalogue, catalogue};

pub(super) use crate::programme::say::{goods, money, points};
pub(super) use say::value;

/// Their sentences.
pub(super) static WORDS: LazyLock<Catalogue> = catalogue!("perks");

/// The first instant of a day in the programme's time zone. Where the clock is put forward at
/// midnight, the day begins an hour later.
pub(super) fn begin_of(work: &Work<'_>, day: NaiveDate) -> DateTime<Utc> {
    hour_of(work, day, 0)
}

/// When the clocks of the programme's time zone show this hour of a day, also on a day on which they
/// are put on or back. An hour that such a day leaves out is the next one.
pub(super) fn hour_of(work: &Work<'_>, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let zone = work.programme.programme.time_zone;
    let wanted = day.and_time(chrono::NaiveTime::MIN) + Duration::hours(i64::from(hour));
    (0..=3)
        .find_map(|hours| {
            zone.from_local_datetime(&(wanted + Duration::hours(hours)))
                .earliest()
        })
        .map_or_else(|| wanted.and_utc(), |found| found.with_timezone(&Utc))
}

/// The first instant after a day.
pub(super) fn end_of(work: &Work<'_>, day: NaiveDate) -> DateTime<Utc> {
    begin_of(work, day.checked_add_days(Days::new(1)).unwrap_or(day))
}
