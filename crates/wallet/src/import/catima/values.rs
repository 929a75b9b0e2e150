//! The values of Catima's columns: decimals, dates, colours, switches.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kantis_pass::Zone;

use crate::domain::{Balance, Colour, Unit};

/// A decimal number as Java's `BigDecimal` writes it: `12.50`, `-3`, `.5`, `1E+3`.
///
/// Gives amount and scale with the fewest decimals, but no fewer than `at_least`; `None` when the
/// text is no such number or does not fit 64 bits and nine decimals.
fn decimal(text: &str, at_least: u8) -> Option<(i64, u8)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let negative = mantissa.starts_with('-');
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some((0, at_least));
    }
    let dropped = i64::try_from(digits.len() - significant.len()).ok()?;
    let decimals = i64::try_from(fraction.len()).ok()? - i64::from(exponent) - dropped;
    let scale = decimals.max(i64::from(at_least));
    let zeros = u32::try_from(scale - decimals)
        .ok()
        .filter(|zeros| *zeros <= 18)?;
    let amount: i64 = significant.parse().ok()?;
    let amount = amount.checked_mul(10_i64.checked_pow(zeros)?)?;
    let scale = u8::try_from(scale).ok().filter(|scale| *scale <= 9)?;
    Some((if negative { -amount } else { amount }, scale))
}

/// What `balance` says, of a unit with this many decimals.
pub(super) fn balance(text: &str, unit: Unit, decimals: u8) -> Option<Balance> {
    let (amount, scale) = decimal(text, decimals)?;
    Some(Balance {
        amount,
        scale,
        unit,
    })
}

/// A date column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Date {
    /// Empty, zero or below.
    Unset,
    /// A day.
    Day {
        /// The day.
        day: NaiveDate,
        /// It was written in seconds although the format says milliseconds.
        seconds: bool,
    },
    /// No number, or outside the years 1970 to 9999.
    Bad,
}

/// Numbers below this are seconds: as milliseconds they would all fall before March 1973, as
/// seconds they reach the year 5138. Real files with seconds exist.
const SECONDS_BELOW: i64 = 100_000_000_000;

/// `validfrom` or `expiry`: milliseconds since 1970.
///
/// An instant at exactly midnight UTC is that day, as newer versions write it; any other is the
/// day on the reader's clock, as older versions wrote local midnight or noon.
pub(super) fn date(text: &str, zone: Zone) -> Date {
    if text.is_empty() {
        return Date::Unset;
    }
    let Ok(number) = text.parse::<i64>() else {
        return Date::Bad;
    };
    if number <= 0 {
        return Date::Unset;
    }
    let seconds = number < SECONDS_BELOW;
    let moment = if seconds {
        DateTime::from_timestamp(number, 0)
    } else {
        DateTime::from_timestamp_millis(number)
    };
    let last = DateTime::from_timestamp(253_402_300_799, 0);
    let Some(moment) = moment.filter(|moment| Some(*moment) <= last) else {
        return Date::Bad;
    };
    let day = if moment.time() == NaiveTime::MIN {
        moment.date_naive()
    } else {
        zone.day(moment)
    };
    Date::Day { day, seconds }
}

/// `lastused`: seconds since 1970; milliseconds where the number can only be those. Anything else
/// means never.
pub(super) fn last_used(text: &str) -> Option<DateTime<Utc>> {
    let number = text.parse::<i64>().ok().filter(|number| *number > 0)?;
    if number < SECONDS_BELOW {
        DateTime::from_timestamp(number, 0)
    } else {
        DateTime::from_timestamp_millis(number)
    }
}

/// `headercolor`: ARGB in a 32-bit number, signed as Java has it. The alpha part is dropped.
pub(super) fn colour(text: &str) -> Option<Colour> {
    let number: i64 = text.parse().ok()?;
    if !(i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&number) {
        return None;
    }
    let [.., red, green, blue] = number.to_be_bytes();
    Some(Colour::new(red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, at_least, expected) in [
            ("12.50", 2, Some((1250, 2))),
            ("12.5", 2, Some((1250, 2))),
            ("12.505", 2, Some((12_505, 3))),
            ("12.500", 2, Some((1250, 2))),
            ("150", 0, Some((150, 0))),
            ("150.00", 0, Some((150, 0))),
            ("0.25", 0, Some((25, 2))),
            (".5", 0, Some((5, 1))),
            ("5.", 0, Some((5, 0))),
            ("1E+3", 0, Some((1000, 0))),
            ("1E+3", 2, Some((100_000, 2))),
            ("12e-1", 0, Some((12, 1))),
            ("1.5E3", 2, Some((150_000, 2))),
            ("-3.10", 2, Some((-310, 2))),
            ("+7", 0, Some((7, 0))),
            ("0", 2, Some((0, 2))),
            ("0E+99", 0, Some((0, 0))),
            ("9223372036854775807", 0, Some((i64::MAX, 0))),
            ("9223372036854775808", 0, None),
            ("1E+2147483647", 0, None),
            ("1E-2147483648", 0, None),
            ("1E99999999999", 0, None),
            ("0.0000000001", 0, None),
            ("12,50", 2, None),
            ("", 0, None),
            ("-", 0, None),
            (".", 0, None),
            ("E5", 0, None),
            ("NaN", 0, None),
            ("1 2", 0, None),
            ("--1", 0, None),
        ] {
            assert_eq!(decimal(text, at_least), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_the_day_that_was_meant() {
        let helsinki = Zone::of(&chrono_tz::Europe::Helsinki);
        let day = |text: &str, seconds| Date::Day {
            day: text.parse().unwrap(),
            seconds,
        };
        for (text, expected) in [
            ("1893456000000", day("2030-01-01", false)),
            // Midnight in Helsinki, which is the evening before in UTC.
            ("1893448800000", day("2030-01-01", false)),
            ("1893492000000", day("2030-01-01", false)),
            // And in summer.
            ("1909083600000", day("2030-07-01", false)),
            ("1909087199000", day("2030-07-01", false)),
            ("1601510400", day("2020-10-01", true)),
            ("0", Date::Unset),
            ("-5", Date::Unset),
            ("", Date::Unset),
            ("soon", Date::Bad),
            ("9223372036854775807", Date::Bad),
            ("999999999999999999999", Date::Bad),
        ] {
            assert_eq!(date(text, helsinki), expected, "{text}");
        }
    }

    #[test]
    fn colours_lose_their_alpha() {
        for (text, expected) in [
            ("-9977996", Some("#67bf74")),
            ("4284989300", Some("#67bf74")),
            ("1", Some("#000001")),
            ("-1", Some("#ffffff")),
            ("4294967296", None),
            ("-2147483649", None),
            ("#67bf74", None),
            ("", None),
        ] {
            assert_eq!(
                colour(text).map(|colour| colour.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn last_use_is_in_seconds() {
        assert_eq!(
            last_used("1766674633").map(|at| at.timestamp()),
            Some(1_766_674_633)
        );
        assert_eq!(
            last_used("1766674633000").map(|at| at.timestamp()),
            Some(1_766_674_633)
        );
        assert_eq!(last_used("0"), None);
        assert_eq!(last_used("now"), None);
    }
}
