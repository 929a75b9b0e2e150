//! Values as a reader of some locale expects them.
//!
//! Digits, separators and dates come from CLDR through ICU4X, for every locale. What ICU4X has not
//! stabilised (currencies, percent, relative days) is a small table of ours in [`currency`] and
//! [`relative`]. No number passes through floating point.

pub(crate) mod currency;
mod number;
mod plain;
mod relative;
mod when;

use chrono::{DateTime, Utc};
use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;

use crate::data::{DateStyle, Field, FieldValue, NumberStyle};
use crate::date::PassDate;
use crate::locale;
use crate::zone::Zone;

pub use plain::{format_date, format_money, format_number};

/// Everything that formatting needs to know about the reader.
pub(crate) struct Formatter {
    locale: Locale,
    decimals: Option<DecimalFormatter>,
    now: DateTime<Utc>,
    zone: Zone,
}

impl Formatter {
    /// An unreadable tag means English.
    pub(crate) fn new(tag: &str, now: DateTime<Utc>, zone: Zone) -> Self {
        // A POSIX name (`fi_FI.UTF-8`) carries more than the tag.
        let tag = tag.split(['.', '@']).next().unwrap_or_default();
        let locale = locale::normalise(tag).parse();
        let locale = locale.unwrap_or(icu_locale_core::locale!("en"));
        let options = DecimalFormatterOptions::default();
        let decimals = DecimalFormatter::try_new((&locale).into(), options).ok();
        Self {
            locale,
            decimals,
            now,
            zone,
        }
    }

    fn language(&self) -> &str {
        self.locale.id.language.as_str()
    }

    fn region(&self) -> Option<&str> {
        self.locale.id.region.as_ref().map(|region| region.as_str())
    }

    fn decimal(&self, number: &Decimal) -> String {
        match &self.decimals {
            Some(formatter) => formatter.format(number).to_string(),
            None => number.to_string(),
        }
    }
}

/// Whether the value is meant as a number: written as one, or as text with a style for numbers.
pub(crate) fn is_number(field: &Field) -> bool {
    match &field.value {
        FieldValue::Number(_) => true,
        FieldValue::Text(text) => {
            let styled = field.currency_code.is_some() || field.number_style.is_some();
            styled && number::parse(text.trim()).is_some()
        }
        FieldValue::Missing => false,
    }
}

/// A text value: a date when the field has a style for dates, a number when it has one for
/// numbers, else as it is.
pub(crate) fn text(field: &Field, value: &str, formatter: &Formatter) -> String {
    let dated = field.date_style.is_some() || field.time_style.is_some() || field.is_relative;
    if dated && let Some(date) = PassDate::parse(value) {
        return when::show(field, &date, formatter);
    }
    let styled = field.currency_code.is_some() || field.number_style.is_some();
    match number::parse(value.trim()) {
        Some(number) if styled => styled_number(field, number, value, formatter),
        _ => value.to_owned(),
    }
}

/// A number value.
pub(crate) fn number(field: &Field, digits: &str, formatter: &Formatter) -> String {
    match number::parse(digits) {
        Some(number) => styled_number(field, number, digits, formatter),
        None => digits.to_owned(),
    }
}

fn styled_number(field: &Field, number: Decimal, written: &str, formatter: &Formatter) -> String {
    if let Some(code) = &field.currency_code {
        return currency::show(number, code, formatter);
    }
    match field.number_style {
        Some(NumberStyle::Percent) => number::percent(number, formatter),
        Some(NumberStyle::Scientific) => number::scientific(&number, formatter),
        // Words for numbers exist in no library for all languages; digits say the same.
        Some(NumberStyle::Decimal | NumberStyle::SpellOut) => formatter.decimal(&number),
        None if number::is_likely_a_label(&number, written) => written.to_owned(),
        None => formatter.decimal(&number),
    }
}

fn is_shown(style: Option<DateStyle>) -> bool {
    !matches!(style, None | Some(DateStyle::None))
}
