//! The reader's time zone: which offset from UTC it has when. Where clocks are changed twice a
//! year, a day in July is an hour off if today's offset in November is used for it.

use chrono::{
    DateTime, Days, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _,
    TimeDelta, TimeZone, Utc,
};

/// A time zone.
#[derive(Clone, Copy)]
pub struct Zone(Rules);

#[derive(Clone, Copy)]
enum Rules {
    Fixed(FixedOffset),
    Changing(&'static dyn Changing),
}

/// What is asked of the rules of a zone, whoever keeps them.
trait Changing: Sync {
    fn offset(&self, utc: &NaiveDateTime) -> FixedOffset;
    fn offsets(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset>;
}

impl<Tz: TimeZone + Sync> Changing for Tz {
    fn offset(&self, utc: &NaiveDateTime) -> FixedOffset {
        self.offset_from_utc_datetime(utc).fix()
    }

    fn offsets(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        self.offset_from_local_datetime(local)
            .map(|offset| offset.fix())
    }
}

impl Zone {
    /// The same offset all the time.
    pub const fn fixed(offset: FixedOffset) -> Self {
        Self(Rules::Fixed(offset))
    }

    /// A zone with rules: that of the machine (`&chrono::Local`), or one of a table.
    pub fn of<Tz: TimeZone + Sync>(rules: &'static Tz) -> Self {
        Self(Rules::Changing(rules))
    }

    /// An instant on this zone's clock.
    pub fn at(self, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
        let offset = match self.0 {
            Rules::Fixed(offset) => offset,
            Rules::Changing(rules) => rules.offset(&instant.naive_utc()),
        };
        instant.with_timezone(&offset)
    }

    /// The day that an instant is in.
    pub fn day(self, instant: DateTime<Utc>) -> NaiveDate {
        self.at(instant).date_naive()
    }

    /// The first instant at which this zone's clock shows this or, where it was put forward over
    /// it, something later.
    pub fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        let offsets = match self.0 {
            Rules::Fixed(offset) => MappedLocalTime::Single(offset),
            Rules::Changing(rules) => rules.offsets(&local),
        };
        match offsets.earliest() {
            Some(offset) => to_utc(local, offset),
            None => self.change_over(local),
        }
    }

    /// The first instant of a day.
    pub fn midnight(self, day: NaiveDate) -> DateTime<Utc> {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// When the clock is put forward over a time that it never shows.
    fn change_over(self, local: NaiveDateTime) -> DateTime<Utc> {
        // A day to either side the clock has the offset of before, or of after.
        let day_off = |near: Option<NaiveDateTime>| {
            let near = near.unwrap_or(local).and_utc();
            to_utc(local, *self.at(near).offset())
        };
        let mut before = day_off(local.checked_add_days(Days::new(1)));
        let mut after = day_off(local.checked_sub_days(Days::new(1)));
        while after - before > TimeDelta::seconds(1) {
            let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
            if self.at(middle).naive_local() < local {
                before = middle;
            } else {
                after = middle;
            }
        }
        after
    }
}

/// A time on a clock as an instant. At the ends of the calendar the offset does not matter.
fn to_utc(local: NaiveDateTime, offset: FixedOffset) -> DateTime<Utc> {
    offset
        .from_local_datetime(&local)
        .single()
        .map_or_else(|| local.and_utc(), |date| date.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Africa, Europe, Pacific};

    use super::*;

    fn check(zone: Zone, local: &str, instant: &str) {
        let local: NaiveDateTime = local.parse().unwrap();
        let instant: DateTime<Utc> = instant.parse().unwrap();
        assert_eq!(zone.instant(local), instant, "{local}");
    }

    #[test]
    fn an_instant_has_the_offset_of_its_own_day() {
        let helsinki = Zone::of(&Europe::Helsinki);
        for (instant, local) in [
            ("2026-07-01T21:30:00Z", "2026-07-02T00:30:00+03:00"),
            ("2026-11-22T21:30:00Z", "2026-11-22T23:30:00+02:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25T03:59:59+03:00"),
            ("2026-10-25T01:00:00Z", "2026-10-25T03:00:00+02:00"),
        ] {
            let instant: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(helsinki.at(instant).to_rfc3339(), local);
            assert_eq!(helsinki.day(instant).to_string(), local[..10]);
        }
    }

    #[test]
    fn a_time_on_the_clock_is_its_first_instant() {
        let helsinki = Zone::of(&Europe::Helsinki);
        check(helsinki, "2026-07-01T12:00:00", "2026-07-01T09:00:00Z");
        check(helsinki, "2026-11-22T12:00:00", "2026-11-22T10:00:00Z");
        // Shown twice, and never.
        check(helsinki, "2026-10-25T03:30:00", "2026-10-25T00:30:00Z");
        check(helsinki, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z");
        check(helsinki, "2026-03-29T03:59:59", "2026-03-29T01:00:00Z");
        // A day that begins at one o'clock, and one that was left out as a whole.
        check(
            Zone::of(&Africa::Cairo),
            "2026-04-24T00:00:00",
            "2026-04-23T22:00:00Z",
        );
        check(
            Zone::of(&Pacific::Apia),
            "2011-12-30T12:00:00",
            "2011-12-30T10:00:00Z",
        );
        check(
            Zone::fixed(FixedOffset::west_opt(3600).unwrap()),
            "2026-03-29T03:30:00",
            "2026-03-29T04:30:00Z",
        );
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trouble() {
        let zones = [Zone::of(&Europe::Helsinki), Zone::of(&Pacific::Apia)];
        for zone in zones {
            for day in [NaiveDate::MIN, NaiveDate::MAX] {
                zone.midnight(day);
            }
            for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                zone.at(instant);
            }
        }
    }
}
