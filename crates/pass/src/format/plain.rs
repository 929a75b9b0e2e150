//! Numbers, sums and days that stand in no field.

use chrono::{DateTime, NaiveDate, Utc};
use fixed_decimal::Decimal;

use super::{Formatter, currency, when};
use crate::zone::Zone;

/// `amount / 10^scale`, grouped as in a locale (a BCP 47 tag): `2 140` or `2,140`.
pub fn format_number(locale: &str, amount: i64, scale: u8) -> String {
    formatter(locale).decimal(&decimal(amount, scale))
}

/// `amount / 10^scale` of a currency (ISO 4217), with as many decimals as it has, rounded half to
/// even: `21,75 €`. A code that is unknown stands behind the number.
pub fn format_money(locale: &str, amount: i64, scale: u8, code: &str) -> String {
    currency::show(decimal(amount, scale), code, &formatter(locale))
}

/// A day with an abbreviated month where the locale uses words: `31.12.2026`, `Dec 31, 2026`.
pub fn format_date(locale: &str, day: NaiveDate) -> String {
    when::day(day, &formatter(locale)).unwrap_or_else(|| day.to_string())
}

/// For values that depend on neither the time nor the zone.
fn formatter(locale: &str) -> Formatter {
    Formatter::new(locale, DateTime::UNIX_EPOCH, Zone::of(&Utc))
}

fn decimal(amount: i64, scale: u8) -> Decimal {
    let mut number = Decimal::from(amount);
    number.absolute.multiply_pow10(-i16::from(scale));
    number
}
