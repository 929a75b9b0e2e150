//! Goods, money, points and worth in words.

use kantis_protocol as wire;

use super::WORDS;
use crate::programme::{Amount, Match, Programme, Worth};

/// What something is worth, as the protocol says it.
pub(in crate::engine) fn value(
    programme: &Programme,
    worth: &Worth,
    language: &str,
) -> wire::Value {
    let money = |amount: Amount| wire::Money {
        minor: amount.0,
        currency: programme.programme.currency,
    };
    match worth {
        Worth::Percent(percent) => wire::Value::Percent {
            basis_points: percent.0,
        },
        Worth::Amount(amount) => wire::Value::Amount {
            amount: money(*amount),
        },
        Worth::FixedPrice(price) => wire::Value::FixedPrice {
            price: money(*price),
        },
        Worth::Gift(what) => wire::Value::Gift {
            what: goods(programme, what, language)
                .unwrap_or_else(|| WORDS.say(language, "goods.anything", &[])),
        },
        Worth::PointsPercent(percent) => wire::Value::Multiplier { percent: *percent },
        Worth::Points(points) => wire::Value::Points { points: *points },
        Worth::Stamps(stamps) => wire::Value::Stamps { stamps: *stamps },
        Worth::Thing(what) => wire::Value::Gift {
            what: what.say(language).to_owned(),
        },
    }
}

/// What a rule is about: `Coffee, Tea or Cakes`. None where it is about everything.
pub(in crate::engine) fn goods(
    programme: &Programme,
    on: &Match,
    language: &str,
) -> Option<String> {
    let products = on.products.iter().map(|sku| {
        programme
            .product(sku)
            .map_or(sku.as_str(), |product| product.name.say(language))
    });
    let mut names: Vec<&str> = products
        .chain(
            on.categories
                .iter()
                .map(|id| programme.category_name(id, language)),
        )
        .collect();
    let last = names.pop()?;
    if names.is_empty() {
        return Some(last.to_owned());
    }
    let first = names.join(", ");
    Some(WORDS.say(language, "goods.or", &[("first", &first), ("last", last)]))
}

/// An amount of money: `12.50 €`, `12,50 €`.
pub(in crate::engine) fn money(programme: &Programme, minor: i64, language: &str) -> String {
    let point = WORDS.say(language, "money.point", &[]);
    let sign = if minor < 0 { "−" } else { "" };
    let minor = minor.unsigned_abs();
    let code = programme.programme.currency;
    let unit = match code.as_str() {
        "EUR" => "€",
        other => other,
    };
    format!("{sign}{}{point}{:02}\u{a0}{unit}", minor / 100, minor % 100)
}

/// So many points, in the programme's unit: `50 points`.
pub(in crate::engine) fn points(programme: &Programme, amount: i64, language: &str) -> String {
    let Some(points) = &programme.points else {
        return amount.to_string();
    };
    let unit = if amount == 1 && points.scale == 0 {
        &points.one
    } else {
        &points.other
    };
    let figure = if points.scale == 0 {
        amount.to_string()
    } else {
        let scale = usize::from(points.scale);
        let digits = format!("{:0>width$}", amount.unsigned_abs(), width = scale + 1);
        let (whole, part) = digits.split_at(digits.len().saturating_sub(scale));
        let sign = if amount < 0 { "−" } else { "" };
        let point = WORDS.say(language, "money.point", &[]);
        format!("{sign}{whole}{point}{part}")
    };
    format!("{figure}\u{a0}{}", unit.say(language))
}
