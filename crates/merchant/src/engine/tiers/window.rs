//! What counts on a day, and for how long it will.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use kantis_protocol::Metric;
use uuid::Uuid;

use crate::engine::{EngineError, Work};
use crate::programme::{Tiers, Window};

/// What a member did by day, oldest first: minor units, points or purchases.
pub(super) struct Counted {
    window: Window,
    days: Vec<(NaiveDate, i64)>,
}

/// For how long a threshold stays reached when nothing more is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// It is not.
    Not,
    /// Until the end of this day.
    Until(NaiveDate),
    /// Without end.
    Always,
}

impl Counted {
    /// Reads everything that counts on this day or may count again for staying.
    pub(super) fn read(
        work: &Work<'_>,
        tiers: &Tiers,
        member: Uuid,
        on: NaiveDate,
    ) -> Result<Self, EngineError> {
        let since = match tiers.window {
            Window::Months(months) => after_months_back(on, months),
            Window::CalendarYear => first_of(on.year().saturating_sub(1)),
            Window::Ever => NaiveDate::MIN,
        };
        let days = match tiers.by {
            Metric::Points => work.tx.given_by_day(member, since)?,
            Metric::Purchases => {
                let bought = work.tx.bought_by_day(member, since)?.into_iter();
                bought.map(|(day, _, purchases)| (day, purchases)).collect()
            }
            Metric::Spend | Metric::Unknown => {
                let bought = work.tx.bought_by_day(member, since)?.into_iter();
                bought.map(|(day, spend, _)| (day, spend)).collect()
            }
        };
        Ok(Self {
            window: tiers.window,
            days,
        })
    }

    /// How much counts on a day, of what is known.
    pub(super) fn on(&self, day: NaiveDate) -> i64 {
        match self.window {
            Window::Months(months) => self.sum(|bought| bought >= after_months_back(day, months)),
            Window::CalendarYear => self.sum(|bought| bought.year() == day.year()),
            Window::Ever => self.sum(|_| true),
        }
    }

    fn sum(&self, wanted: impl Fn(NaiveDate) -> bool) -> i64 {
        self.days
            .iter()
            .filter(|(day, _)| wanted(*day))
            .fold(0, |sum, (_, value)| sum.saturating_add(*value))
    }

    /// For how long a threshold stays reached, seen from a day.
    pub(super) fn reached(&self, threshold: i64, today: NaiveDate) -> Reached {
        if threshold <= 0 {
            return Reached::Always;
        }
        match self.window {
            Window::Ever if self.on(today) >= threshold => Reached::Always,
            Window::Ever => Reached::Not,
            Window::CalendarYear => [today.year(), today.year().saturating_sub(1)]
                .into_iter()
                .find(|year| self.sum(|day| day.year() == *year) >= threshold)
                .map_or(Reached::Not, |year| {
                    Reached::Until(last_of(year.saturating_add(1)))
                }),
            Window::Months(months) => {
                let mut left = self.on(today);
                if left < threshold {
                    return Reached::Not;
                }
                let first = after_months_back(today, months);
                for (day, value) in self.days.iter().filter(|(day, _)| *day >= first) {
                    left = left.saturating_sub(*value);
                    if left < threshold {
                        return Reached::Until(last_counted(*day, months));
                    }
                }
                Reached::Always
            }
        }
    }

    /// The last day on which all that counts today still does; none where nothing runs out.
    pub(super) fn whole_until(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self.window {
            Window::Ever => None,
            Window::CalendarYear => Some(last_of(today.year())),
            Window::Months(months) => {
                let first = after_months_back(today, months);
                self.days
                    .iter()
                    .find(|(day, value)| *day >= first && *value > 0)
                    .map(|(day, _)| last_counted(*day, months))
            }
        }
    }
}

/// The first day that counts on a day, when the last so many months do.
fn after_months_back(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months))
        .and_then(|day| day.checked_add_days(Days::new(1)))
        .unwrap_or(NaiveDate::MIN)
}

/// The last day on which a day still counts. Months differ in length, so it is found by asking.
fn last_counted(bought: NaiveDate, months: u32) -> NaiveDate {
    let counts = |day: NaiveDate| after_months_back(day, months) <= bought;
    let guess = bought
        .checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX);
    // The guess is the first day on which it no longer counts, or at most three days beside it.
    let from = guess
        .checked_sub_days(Days::new(4))
        .unwrap_or(NaiveDate::MIN);
    from.iter_days()
        .take(9)
        .take_while(|day| counts(*day))
        .last()
        .unwrap_or(bought)
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn last_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::{after_months_back, last_counted};

    /// Whatever the lengths of months, the last day that counts is the one before the first that
    /// does not.
    #[test]
    fn a_day_counts_until_the_window_has_moved_past_it() {
        for months in [1, 2, 3, 12] {
            let start = super::first_of(2027);
            for day in start.iter_days().take(800) {
                let last = last_counted(day, months);
                let next = last.succ_opt().unwrap();
                assert!(after_months_back(last, months) <= day, "{day} on {last}");
                assert!(after_months_back(next, months) > day, "{day} on {next}");
            }
        }
    }
}
