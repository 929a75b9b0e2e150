//! Fields that say when points or money end, and how much.

use super::rules::RULES;
use super::sense::{Sense, Subject};
use super::value::Value;
use super::{day, text};
use crate::domain::{Balance, Unit};

impl Subject<'_> {
    /// Whether the field is about an end.
    pub(super) fn ends(&self) -> bool {
        RULES.expiry.in_words(&self.words)
            || self.value.words.len() <= 12 && RULES.expiry.in_words(&self.value.words)
    }

    /// The end of points or money. That of the card itself is a field.
    pub(super) fn ending(&self) -> Option<Sense> {
        let date = day::in_text(self.field.value.trim())
            .or_else(|| day::in_text(self.field.display.trim()));
        let sum = match date {
            Some(_) => None,
            None => self
                .sum()
                .filter(|sum| sum.clear || sum.points || sum.money.is_some()),
        };
        let of_balance = self.is_points()
            || RULES.money.in_words(&self.words)
            || RULES.points.in_words(&self.value.words)
            || self.counted_word().is_some();
        let amount = sum
            .filter(|_| of_balance)
            .and_then(|sum| self.counted(&sum));
        let date = date.filter(|_| of_balance);
        if date.is_none() && amount.is_none() {
            return None;
        }
        let amount = amount.or_else(|| amount_before_date(&self.field.display));
        Some(Sense::Ends {
            amount,
            date,
            points: self.is_points(),
        })
    }
}

/// "250 points on 30.11.2026": what stands before the date.
fn amount_before_date(display: &str) -> Option<Balance> {
    let is_number = |char: char| char.is_ascii_digit() || char.is_whitespace();
    let text = display.trim_start_matches(|char: char| !char.is_ascii_digit());
    let rest = text.trim_start_matches(is_number);
    let (number, _) = text.split_at_checked(text.len() - rest.len())?;
    let unit = text::words(rest).into_iter().next()?;
    let sum = Value::of(number)
        .sum()
        .filter(|_| RULES.points.in_words(&[unit]))?;
    sum.balance(Unit::Points)
}
