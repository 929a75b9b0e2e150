//! Quiet hours.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc};
use kantis_pass::Zone;

/// When the quiet hours that it is now end; `None` when it is none. `hours` are minutes from
/// midnight in the reader's zone, from and until; they may go over midnight.
pub(super) fn until(
    hours: Option<(u16, u16)>,
    now: DateTime<Utc>,
    zone: Zone,
) -> Option<DateTime<Utc>> {
    let (from, until) = hours?;
    let local = zone.at(now);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).ok()?;
    let (is_quiet, ends_tomorrow) = if from <= until {
        ((from..until).contains(&minute), false)
    } else {
        (minute >= from || minute < until, minute >= from)
    };
    if !is_quiet {
        return None;
    }
    let day = local
        .date_naive()
        .checked_add_days(Days::new(u64::from(ends_tomorrow)))?;
    let end = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(until.into());
    // An hour that comes twice ends twice: the end after now is the one on the clock as it goes now.
    let same_clock = local.offset().from_local_datetime(&end).single()?;
    let has_changed = zone.at(same_clock.to_utc()).offset() != local.offset();
    Some(if has_changed {
        zone.instant(end)
    } else {
        same_clock.to_utc()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_end_in_the_readers_zone_also_over_midnight() {
        let zone = Zone::of(&chrono_tz::Europe::Helsinki);
        let night = Some((22 * 60, 8 * 60));
        for (hours, now, expected) in [
            (night, "2026-11-21T21:59:59+02:00", None),
            (
                night,
                "2026-11-21T22:00:00+02:00",
                Some("2026-11-22T08:00:00+02:00"),
            ),
            (
                night,
                "2026-11-22T00:30:00+02:00",
                Some("2026-11-22T08:00:00+02:00"),
            ),
            (
                night,
                "2026-11-22T07:59:59+02:00",
                Some("2026-11-22T08:00:00+02:00"),
            ),
            (night, "2026-11-22T08:00:00+02:00", None),
            (
                Some((13 * 60, 14 * 60)),
                "2026-11-22T13:30:00+02:00",
                Some("2026-11-22T14:00:00+02:00"),
            ),
            (Some((13 * 60, 14 * 60)), "2026-11-22T14:00:00+02:00", None),
            (Some((60, 60)), "2026-11-22T01:00:00+02:00", None),
            (None, "2026-11-22T01:00:00+02:00", None),
            // The nights in which clocks are changed.
            (
                night,
                "2026-10-24T22:00:00+03:00",
                Some("2026-10-25T08:00:00+02:00"),
            ),
            (
                night,
                "2027-03-27T22:00:00+02:00",
                Some("2027-03-28T08:00:00+03:00"),
            ),
            // An end that the clock shows twice, and one that it never shows.
            (
                Some((0, 210)),
                "2026-10-25T03:10:00+03:00",
                Some("2026-10-25T03:30:00+03:00"),
            ),
            (Some((0, 210)), "2026-10-25T03:30:00+03:00", None),
            (
                Some((0, 210)),
                "2026-10-25T03:10:00+02:00",
                Some("2026-10-25T03:30:00+02:00"),
            ),
            (
                Some((0, 210)),
                "2027-03-28T02:10:00+02:00",
                Some("2027-03-28T04:00:00+03:00"),
            ),
            (Some((0, 210)), "2027-03-28T04:00:00+03:00", None),
        ] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let expected: Option<DateTime<Utc>> = expected.map(|at| at.parse().unwrap());
            assert_eq!(until(hours, now, zone), expected, "{now} {hours:?}");
        }
    }
}
