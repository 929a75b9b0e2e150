//! When points become available and when they run out, in the programme's days.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};

use crate::engine::Work;
use crate::programme::Expiry;

/// When points of a purchase may be spent: at once, or where goods may come back for so many days,
/// as the day after the last of them begins.
pub(super) fn available_from(work: &Work<'_>, bought: DateTime<Utc>) -> DateTime<Utc> {
    let days = u64::from(work.programme.programme.return_days);
    if days == 0 {
        return bought;
    }
    work.day(bought)
        .checked_add_days(Days::new(days.saturating_add(1)))
        .map_or(bought, |day| work.start_of(day))
}

/// The last day on which points are good that were earned on one day and may be spent from another;
/// none where they never run out.
pub(super) fn last_day(
    expiry: Option<&Expiry>,
    earned: NaiveDate,
    effective: NaiveDate,
) -> Option<NaiveDate> {
    match expiry? {
        Expiry::Rolling(rolling) => effective.checked_add_months(Months::new(rolling.months)),
        Expiry::Fixed(fixed) => {
            let years = i32::try_from(fixed.years).ok()?;
            let first = earned.year().checked_add(years)?;
            // No points run out before they could be spent.
            (first..first.saturating_add(3))
                .filter_map(|year| in_year(&fixed.on, year))
                .find(|day| *day >= effective)
        }
    }
}

/// Until which day a purchase keeps all points, where it does.
pub(super) fn kept_until(expiry: Option<&Expiry>, bought: NaiveDate) -> Option<NaiveDate> {
    match expiry? {
        Expiry::Rolling(rolling) if rolling.from_last_purchase => {
            bought.checked_add_months(Months::new(rolling.months))
        }
        _ => None,
    }
}

/// The day of a year; the 28th for a 29th of February that the year has not.
fn in_year(on: &str, year: i32) -> Option<NaiveDate> {
    let (month, day) = on.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).or_else(|| {
        (month == 2 && day == 29)
            .then(|| NaiveDate::from_ymd_opt(year, 2, 28))
            .flatten()
    })
}
