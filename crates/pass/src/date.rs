//! Dates as issuers write them: the W3C profile of ISO 8601, and what is made of it in the wild.

use chrono::{
    DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};

use crate::zone::Zone;

/// A date of the pass: what was written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassDate {
    /// The text in `pass.json`.
    pub issued: String,
    /// What it means.
    pub moment: Moment,
}

/// How exactly a date says when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Date, time and offset from UTC: the same instant everywhere.
    Instant(DateTime<FixedOffset>),
    /// Date and time without an offset: read on the clock of whoever holds the pass.
    Local(NaiveDateTime),
    /// A calendar day.
    Day(NaiveDate),
}

impl PassDate {
    /// Reads a date: seconds and fractions optional, `T` or a space, offset as `Z`, `+02:00`,
    /// `+0200` or `+02`, none at all, or an impossible one (then taken as none), or only a day.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self {
            issued: text.to_owned(),
            moment: parse(text.trim())?,
        })
    }

    /// The first instant of it, for someone in the given zone.
    pub fn start(&self, zone: Zone) -> DateTime<Utc> {
        match self.moment {
            Moment::Instant(instant) => instant.to_utc(),
            Moment::Local(local) => zone.instant(local),
            Moment::Day(day) => zone.midnight(day),
        }
    }

    /// The first instant after it: for a day that is the next midnight, else the same as
    /// [`PassDate::start`]. An expiry date counts to here.
    pub fn end(&self, zone: Zone) -> DateTime<Utc> {
        match self.moment {
            Moment::Day(day) => zone.midnight(day.checked_add_days(Days::new(1)).unwrap_or(day)),
            _ => self.start(zone),
        }
    }

    /// Date and time on a clock: the reader's, or the one that the date was written for.
    pub fn on_clock(&self, zone: Zone, as_written: bool) -> NaiveDateTime {
        match self.moment {
            Moment::Instant(instant) if as_written => instant.naive_local(),
            Moment::Instant(instant) => zone.at(instant.to_utc()).naive_local(),
            Moment::Local(local) => local,
            Moment::Day(day) => day.and_time(NaiveTime::MIN),
        }
    }
}

fn parse(text: &str) -> Option<Moment> {
    let (day, rest) = day(text)?;
    if rest.is_empty() {
        return Some(Moment::Day(day));
    }
    let rest = rest.strip_prefix(['T', 't', ' ', '_'])?.trim_start();
    let (local, rest) = time(day, rest)?;
    match offset(rest.trim_start()) {
        Some(offset) => Some(
            offset
                .from_local_datetime(&local)
                .single()
                .map_or(Moment::Local(local), Moment::Instant),
        ),
        None => Some(Moment::Local(local)),
    }
}

fn day(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = number(text, 4)?;
    let dashed = rest.strip_prefix('-');
    let (month, rest) = number(dashed.unwrap_or(rest), 2)?;
    let rest = match dashed {
        Some(_) => rest.strip_prefix('-')?,
        None => rest,
    };
    let (day, rest) = number(rest, 2)?;
    Some((
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?,
        rest,
    ))
}

fn time(day: NaiveDate, text: &str) -> Option<(NaiveDateTime, &str)> {
    let (hour, rest) = number(text, 2)?;
    let colon = rest.strip_prefix(':');
    let (minute, rest) = number(colon.unwrap_or(rest), 2)?;
    let (second, rest) = match (rest.strip_prefix(':'), colon) {
        (Some(rest), _) => number(rest, 2)?,
        (None, None) => number(rest, 2).unwrap_or((0, rest)),
        (None, Some(_)) => (0, rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|char: char| char.is_ascii_digit()),
        None => rest,
    };
    if (hour, minute, second) == (24, 0, 0) {
        return Some((
            day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN),
            rest,
        ));
    }
    // A leap second shows as the second before it.
    let time = NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)?;
    Some((day.and_time(time), rest))
}

fn offset(text: &str) -> Option<FixedOffset> {
    if text.starts_with(['Z', 'z']) || text.eq_ignore_ascii_case("UTC") {
        return Some(Utc.fix());
    }
    let west = text.starts_with('-');
    let body = text.strip_prefix(['+', '-'])?;
    let (hours, rest) = number(body, 2)?;
    let minutes =
        number(rest.strip_prefix(':').unwrap_or(rest), 2).map_or(0, |(minutes, _)| minutes);
    // No place on Earth is further than 14 hours from UTC (some software allows 18).
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    if hours > 18 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(if west { -seconds } else { seconds })
}

fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let head = text.get(..digits)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, text.get(digits..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match PassDate::parse(text).map(|date| date.moment) {
            Some(Moment::Instant(instant)) => instant.to_rfc3339(),
            Some(Moment::Local(local)) => local.to_string(),
            Some(Moment::Day(day)) => day.to_string(),
            None => "none".to_owned(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn dialects() {
        check("2026-11-22T06:55:00-07:00", "2026-11-22T06:55:00-07:00");
        check("2026-11-22T06:55-07:00", "2026-11-22T06:55:00-07:00");
        check("2026-11-22T06:55:00.123Z", "2026-11-22T06:55:00+00:00");
        check("2026-11-22t06:55:00z", "2026-11-22T06:55:00+00:00");
        check("2026-11-22 06:55:00 +0200", "2026-11-22T06:55:00+02:00");
        check("2026-11-22T06:55+02", "2026-11-22T06:55:00+02:00");
        check("20261122T065500Z", "2026-11-22T06:55:00+00:00");
        check("2026-11-22T06:55", "2026-11-22 06:55:00");
        check("2013-12-25T00:00-57:00", "2013-12-25 00:00:00");
        check("2026-11-22T24:00", "2026-11-23 00:00:00");
        check("2026-11-22", "2026-11-22");
        check(" 2026-11-22 ", "2026-11-22");
        check("2026-02-30", "none");
        check("2026-11-22T25:00", "none");
        check("22.11.2026", "none");
        check("soon", "none");
        check("", "none");
        check("ääää-11-22", "none");
    }

    #[test]
    fn a_day_lasts_until_the_next_midnight_of_the_reader() {
        let zone = Zone::of(&chrono_tz::Europe::Helsinki);
        for (day, start, end) in [
            ("2026-11-30", "2026-11-29T22:00:00Z", "2026-11-30T22:00:00Z"),
            ("2026-07-31", "2026-07-30T21:00:00Z", "2026-07-31T21:00:00Z"),
            // The longest day of the year.
            ("2026-10-25", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z"),
        ] {
            let day = PassDate::parse(day).unwrap();
            assert_eq!(day.start(zone), start.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(day.end(zone), end.parse::<DateTime<Utc>>().unwrap());
        }
    }
}
