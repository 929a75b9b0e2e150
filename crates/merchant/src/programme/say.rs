//! Figures, money, points and goods in words, as the reader's language writes them.

use std::sync::LazyLock;

use super::{Match, Programme};
use crate::words::{Catalogue, catalogue};

/// The sentences about a programme's rules.
pub(super) static WORDS: LazyLock<Catalogue> = catalogue!("programme");

/// Between a figure and its unit; no line is broken there.
const NO_BREAK: char = '\u{a0}';

/// A sentence about so many: `NAME.one` or `NAME.other`, with the hole `{count}`.
pub(super) fn counted(language: &str, name: &str, count: i64, holes: &[(&str, &str)]) -> String {
    let form = if count == 1 { "one" } else { "other" };
    let figure = number(count, language);
    let holes: Vec<_> = holes
        .iter()
        .copied()
        .chain([("count", figure.as_str())])
        .collect();
    WORDS.say(language, &format!("{name}.{form}"), &holes)
}

/// A whole number: `2,140` in English, `2 140` in Finnish and Swedish.
pub(crate) fn number(value: i64, language: &str) -> String {
    let digits = value.unsigned_abs().to_string();
    let group = WORDS.say(language, "number.group", &[]);
    let first = digits.len() % 3;
    let mut said = String::from(if value < 0 { "−" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == first {
            said.push_str(&group);
        }
        said.push(digit);
    }
    said
}

/// A figure with so many digits behind the point: `1,250.50`, `1 250,50`.
fn decimal(value: i64, scale: u8, language: &str) -> String {
    let Some(unit) = 10_u64.checked_pow(scale.into()).filter(|unit| *unit > 1) else {
        return number(value, language);
    };
    let whole = i64::try_from(value.unsigned_abs() / unit).unwrap_or(i64::MAX);
    let part = value.unsigned_abs() % unit;
    let sign = if value < 0 { "−" } else { "" };
    let point = WORDS.say(language, "number.point", &[]);
    let width = usize::from(scale);
    format!("{sign}{}{point}{part:0width$}", number(whole, language))
}

/// An amount of money in minor units: `12.50 €` in English, `12,50 €` in Finnish and Swedish.
pub(crate) fn money(programme: &Programme, minor: i64, language: &str) -> String {
    let figure = decimal(minor, 2, language);
    format!("{figure}{NO_BREAK}{}", currency(programme))
}

/// Money without the digits behind the point where they are zeros: `1 €`, `2.50 €`.
pub(super) fn money_short(programme: &Programme, minor: i64, language: &str) -> String {
    if minor % 100 == 0 {
        let figure = number(minor / 100, language);
        format!("{figure}{NO_BREAK}{}", currency(programme))
    } else {
        money(programme, minor, language)
    }
}

fn currency(programme: &Programme) -> &str {
    match programme.programme.currency.as_str() {
        "EUR" => "€",
        code => code,
    }
}

/// So many points with their name: `1 point`, `2,140 points`.
pub(crate) fn points(programme: &Programme, amount: i64, language: &str) -> String {
    let Some(points) = &programme.points else {
        return number(amount, language);
    };
    let one = 10_i64.checked_pow(points.scale.into());
    let unit = if one == Some(amount) {
        &points.one
    } else {
        &points.other
    };
    let figure = match one {
        Some(one) if amount % one == 0 => number(amount / one, language),
        _ => decimal(amount, points.scale, language),
    };
    format!("{figure}{NO_BREAK}{}", unit.say(language))
}

/// A multiplier in per cent as a factor: 125 is `1.25`, 200 is `2`.
pub(super) fn factor(percent: u32, language: &str) -> String {
    trimmed(&decimal(percent.into(), 2, language)).to_owned()
}

fn trimmed(figure: &str) -> &str {
    figure.trim_end_matches('0').trim_end_matches(['.', ','])
}

/// What a rule is about: `Coffee, Tea or Cakes`. None where it is about everything.
pub(crate) fn goods(programme: &Programme, on: &Match, language: &str) -> Option<String> {
    let products = on.products.iter().map(|sku| {
        programme
            .product(sku)
            .map_or(sku.as_str(), |product| product.name.say(language))
    });
    let categories = on
        .categories
        .iter()
        .map(|id| programme.category_name(id, language));
    listed(products.chain(categories).collect(), language)
}

/// What a rule is never about: `Alcohol, Tobacco`. None where there are no exceptions.
pub(super) fn exceptions(programme: &Programme, on: &Match, language: &str) -> Option<String> {
    let names: Vec<&str> = on
        .except
        .iter()
        .map(|id| programme.category_name(id, language))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn listed(mut names: Vec<&str>, language: &str) -> Option<String> {
    let last = names.pop()?;
    if names.is_empty() {
        return Some(last.to_owned());
    }
    let first = names.join(", ");
    Some(WORDS.say(language, "goods.or", &[("first", &first), ("last", last)]))
}
