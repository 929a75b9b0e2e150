//! Dates in the text of a field.

use chrono::{Datelike as _, NaiveDate};
use kantis_pass::{Moment, PassDate};

use super::rules::RULES;
use super::text;

/// The one day that a text names, on the issuer's own clock; `None` when there is none, when there
/// are several, or when day and month cannot be told apart.
pub(super) fn in_text(value: &str) -> Option<NaiveDate> {
    if let Some(date) = PassDate::parse(value) {
        return Some(issued(&date)).filter(|day| is_sensible(*day));
    }
    let mut days = numeric(value).chain(named(value));
    let day = days.next()?;
    days.all(|other| other == day)
        .then_some(day)
        .filter(|day| is_sensible(*day))
}

/// The day of a date as its issuer wrote it.
pub(crate) fn issued(date: &PassDate) -> NaiveDate {
    match date.moment {
        Moment::Instant(instant) => instant.date_naive(),
        Moment::Local(local) => local.date(),
        Moment::Day(day) => day,
    }
}

fn is_sensible(day: NaiveDate) -> bool {
    (2000..2200).contains(&day.year())
}

/// `2026-11-30`, `30.11.2026`, `30/11/2026` and what else is made of three numbers.
fn numeric(value: &str) -> impl Iterator<Item = NaiveDate> {
    let is_part = |char: char| char.is_ascii_digit() || ['.', '/', '-'].contains(&char);
    value
        .split(move |char: char| !is_part(char))
        .filter_map(|run| three(run.trim_matches(['.', '/', '-'])))
}

fn three(run: &str) -> Option<NaiveDate> {
    let mark = run.chars().find(|char| !char.is_ascii_digit())?;
    let parts: Vec<&str> = run.split(mark).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    let year = |text: &str, number: u32| match text.len() {
        4 => i32::try_from(number).ok(),
        2 => i32::try_from(2000 + number).ok(),
        _ => None,
    };
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(year(first, a)?, b, c);
    }
    let year = year(third, c)?;
    let (day_first, month_first) = (
        NaiveDate::from_ymd_opt(year, b, a),
        NaiveDate::from_ymd_opt(year, a, b),
    );
    match (day_first, month_first) {
        // Americans begin with the month, the others with the day; dots are never American.
        (Some(day), Some(other)) if day != other && mark != '.' => None,
        (Some(day), _) | (None, Some(day)) => Some(day),
        (None, None) => None,
    }
}

/// `30 November 2026`, `Nov 30, 2026`.
fn named(value: &str) -> impl Iterator<Item = NaiveDate> {
    let words = text::words(value);
    let month = |word: &String| {
        let at = RULES.months.iter().position(|names| names.contains(word))?;
        u32::try_from(at + 1).ok()
    };
    let day = |word: Option<&String>| {
        let word = word?;
        let digits = word.trim_end_matches(|char: char| !char.is_ascii_digit());
        digits
            .parse::<u32>()
            .ok()
            .filter(|day| digits.len() <= 2 && (1..=31).contains(day))
    };
    let year = |word: Option<&String>| {
        let word = word.filter(|word| word.len() == 4)?;
        word.parse::<i32>().ok()
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        // Spanish and Portuguese put "de" between.
        let skips = |at: usize| {
            if words.get(at).is_some_and(|word| word == "de") {
                at + 1
            } else {
                at
            }
        };
        let before = match before {
            Some(word) if word == "de" => at.checked_sub(2).and_then(|at| words.get(at)),
            other => other,
        };
        let parts = match day(before) {
            Some(day) => year(words.get(skips(at + 1))).map(|year| (day, year)),
            None => day(words.get(at + 1)).zip(year(words.get(at + 2))),
        };
        found.extend(parts.and_then(|(day, year)| NaiveDate::from_ymd_opt(year, month, day)));
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_many_hands() {
        for (text, expected) in [
            ("2026-11-30", Some("2026-11-30")),
            ("2026-11-30T23:59:00+02:00", Some("2026-11-30")),
            ("30.11.2026", Some("2026-11-30")),
            ("5.6.2026", Some("2026-06-05")),
            ("30/11/2026", Some("2026-11-30")),
            ("11/30/2026", Some("2026-11-30")),
            ("05/06/2026", None),
            ("30.11.26", Some("2026-11-30")),
            ("30. November 2026", Some("2026-11-30")),
            ("Nov 30, 2026", Some("2026-11-30")),
            ("November 30th 2026", Some("2026-11-30")),
            ("30. marraskuuta 2026", Some("2026-11-30")),
            ("30 de noviembre de 2026", Some("2026-11-30")),
            ("250 points on 30.11.2026", Some("2026-11-30")),
            ("1.1.2026 – 31.12.2026", None),
            ("31.2.2026", None),
            ("12/34", None),
            ("0870 423 9975", None),
            ("soon", None),
        ] {
            let day = in_text(text).map(|day| day.to_string());
            assert_eq!(day.as_deref(), expected, "{text}");
        }
    }
}
