//! Quiet hours.

use chrono::{
    DateTime, Days, FixedOffset, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc,
};

/// When the quiet hours that it is now end; `None` when it is none. `hours` are minutes from
/// midnight in the reader's zone, from and until; they may go over midnight.
pub(super) fn until(
    hours: Option<(u16, u16)>,
    now: DateTime<Utc>,
    zone: FixedOffset,
) -> Option<DateTime<Utc>> {
    let (from, until) = hours?;
    let local = now.with_timezone(&zone);
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
    zone.from_local_datetime(&end)
        .single()
        .map(|end| end.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_end_in_the_readers_zone_also_over_midnight() {
        let zone = FixedOffset::east_opt(2 * 3600).unwrap();
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
        ] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let expected: Option<DateTime<Utc>> = expected.map(|at| at.parse().unwrap());
            assert_eq!(until(hours, now, zone), expected, "{now} {hours:?}");
        }
    }
}
