//! Numbers without a currency.

use fixed_decimal::Decimal;

use super::Formatter;

/// Digits beyond which a number is shown as written: no sum and no score has more.
const MOST_DIGITS: usize = 40;

/// A number of reasonable length and size, exactly as written.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    if text.is_empty() || text.len() > MOST_DIGITS || !text.ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    if let Some((_, exponent)) = text.split_once(['e', 'E']) {
        let exponent: i16 = exponent.parse().ok()?;
        if !(-20..=20).contains(&exponent) {
            return None;
        }
    }
    let unsigned_plus = text.strip_prefix('+').unwrap_or(text);
    let mut number = Decimal::try_from_str(unsigned_plus).ok()?;
    number.absolute.trim_start();
    Some(number)
}

/// A number without any style may be a sum, but also a year or a card number, which nobody groups.
/// Long ones and those that look like a year stay as written.
pub(super) fn is_likely_a_label(number: &Decimal, written: &str) -> bool {
    let whole = number.absolute.nonzero_magnitude_end() >= 0 && !written.contains(['.', 'e', 'E']);
    let year = written
        .parse::<u16>()
        .is_ok_and(|year| (1900..2100).contains(&year));
    whole && (year || number.absolute.nonzero_magnitude_start() >= 7)
}

/// A hundredfold with the sign where the language puts it.
pub(super) fn percent(mut number: Decimal, formatter: &Formatter) -> String {
    number.absolute.multiply_pow10(2);
    number.absolute.trim_start();
    number.absolute.trim_end();
    let digits = formatter.decimal(&number);
    let spaced = [
        "fi", "sv", "de", "fr", "es", "nb", "nn", "no", "da", "cs", "sk", "ru", "uk", "be", "bg",
        "hr", "sl", "ro", "lt", "et", "sr", "eu", "gl", "ca", "is", "hy", "kk", "mk",
    ];
    match formatter.language() {
        "tr" => format!("%{digits}"),
        "eu" => format!("%\u{a0}{digits}"),
        "es" if matches!(formatter.region(), Some("MX" | "US")) => format!("{digits}%"),
        "de" if formatter.region() == Some("CH") => format!("{digits}%"),
        "fr" => format!("{digits}\u{202f}%"),
        language if spaced.contains(&language) => format!("{digits}\u{a0}%"),
        _ => format!("{digits}%"),
    }
}

/// One digit before the separator and an exponent: `1,234E3`.
pub(super) fn scientific(number: &Decimal, formatter: &Formatter) -> String {
    if number.absolute.is_zero() {
        return formatter.decimal(number) + "E0";
    }
    let exponent = number.absolute.nonzero_magnitude_start();
    let mut mantissa = number.clone();
    mantissa.absolute.multiply_pow10(-exponent);
    mantissa.absolute.trim_start();
    mantissa.absolute.trim_end();
    format!("{}E{exponent}", formatter.decimal(&mantissa))
}
