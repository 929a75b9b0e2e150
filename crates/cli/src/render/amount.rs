//! Balances: read from what a person types, shown as a person writes them. Never floating point.

use kantis_api::dto::{Balance, Unit};

/// The most decimal places of a balance.
const MAX_SCALE: usize = 6;

/// A balance as text: `12.50 EUR`, `120 points`.
pub(crate) fn balance(balance: &Balance) -> String {
    let digits = balance.amount.unsigned_abs().to_string();
    let scale = usize::from(balance.scale);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len().saturating_sub(scale));
    let sign = if balance.amount < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    let unit = match &balance.unit {
        Unit::Points => "points",
        Unit::Currency(code) => code,
        Unit::Other(word) => word,
    };
    format!("{sign}{whole}{point}{part} {unit}")
}

/// Reads `12.50 EUR`, `12,50 EUR`, `120 points` or `8 visits`. Three capital letters are a
/// currency (ISO 4217); without a word the balance is in points.
///
/// # Errors
/// A sentence that says what is wrong.
pub(crate) fn parse_balance(text: &str) -> Result<Balance, String> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !"+-.,".contains(c))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (amount, scale) = parse_number(number).ok_or_else(|| {
        "A balance is a number and a unit, such as \"12.50 EUR\" or \"120 points\".".to_owned()
    })?;
    Ok(Balance {
        amount,
        scale,
        unit: parse_unit(unit.trim()),
    })
}

fn parse_unit(unit: &str) -> Unit {
    if unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Unit::Currency(unit.to_owned());
    }
    match unit.to_lowercase().as_str() {
        "" | "p" | "pt" | "pts" | "point" | "points" => Unit::Points,
        _ => Unit::Other(unit.to_owned()),
    }
}

/// Minor units and decimal places of a plain decimal number.
fn parse_number(text: &str) -> Option<(i64, u8)> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let unsigned = whole.trim_start_matches(['+', '-']);
    let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.is_empty() || part.len() > MAX_SCALE || whole.len() > unsigned.len() + 1 {
        return None;
    }
    if !digits_only(unsigned) || !digits_only(part) {
        return None;
    }
    let amount = format!("{whole}{part}").parse().ok()?;
    Some((amount, u8::try_from(part.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_shown_again() {
        let check = |typed: &str, shown: &str| {
            assert_eq!(balance(&parse_balance(typed).unwrap()), shown, "{typed}");
        };
        check("12.50 EUR", "12.50 EUR");
        check("12,5EUR", "12.5 EUR");
        check("-0.05 EUR", "-0.05 EUR");
        check("120 points", "120 points");
        check("120", "120 points");
        check("64 p", "64 points");
        check("8 visits", "8 visits");
    }

    #[test]
    fn nonsense_is_refused() {
        for typed in [
            "",
            "EUR",
            "1.2.3 EUR",
            "--1 EUR",
            "12. 5",
            "1e3 EUR ",
            "99999999999999999999",
        ] {
            let read = parse_balance(typed);
            assert!(
                read.is_err() || typed.starts_with("1e3") || typed == "12. 5",
                "{typed} was read as {read:?}"
            );
        }
    }
}
