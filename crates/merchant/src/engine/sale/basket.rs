//! Lines of a basket: what each costs before anything is taken off.

use kantis_protocol::pos::Line;
use kantis_protocol::{Money, ProblemType};

use super::super::{Refused, Work};
use super::share;
use crate::records::SaleLine;

/// Lines of one purchase.
const LINES: usize = 500;
/// Thousandths of one line.
const QUANTITY: i64 = 10_000_000;
/// The price of one: a million euros.
const PRICE: i64 = 100_000_000;
/// A VAT rate of a hundred per cent.
const RATE: u32 = 10_000;
/// Characters of a name as printed.
const NAME: usize = 120;
/// Characters of a product's or category's name in the shop.
const WORD: usize = 64;

/// The lines as they are rung up. A product that the programme knows brings what a line leaves out;
/// what the line says itself comes first, so that a till may weigh and mark down.
pub(super) fn lines(work: &Work<'_>, lines: &[Line]) -> Result<Vec<SaleLine>, Refused> {
    if lines.is_empty() || lines.len() > LINES {
        return Err(invalid("lines", "a purchase has 1 to 500 lines"));
    }
    lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            one(work, line).map_err(|(what, why)| invalid(&format!("lines/{index}/{what}"), why))
        })
        .enumerate()
        .map(|(index, line)| {
            line.map(|line| SaleLine {
                line: u32::try_from(index + 1).unwrap_or(u32::MAX),
                ..line
            })
        })
        .collect()
}

fn one(work: &Work<'_>, line: &Line) -> Result<SaleLine, (&'static str, &'static str)> {
    let currency = work.programme.programme.currency;
    let language = work.shop_language();
    let product = line
        .sku
        .as_deref()
        .and_then(|sku| work.programme.product(sku));
    for (what, word) in [("sku", &line.sku), ("category", &line.category)] {
        if word.as_deref().is_some_and(|word| !is_text(word, WORD)) {
            return Err((what, "at most 64 characters"));
        }
    }
    let name = line
        .name
        .as_deref()
        .map(str::trim)
        .or_else(|| product.map(|product| product.name.say(language)))
        .ok_or(("name", "a product that is not known needs a name"))?;
    if !is_text(name, NAME) {
        return Err(("name", "1 to 120 characters"));
    }
    let unit_price = line
        .unit_price
        .or_else(|| {
            product.map(|product| Money {
                minor: product.price.0,
                currency,
            })
        })
        .ok_or(("unit_price", "a product that is not known needs a price"))?;
    if unit_price.currency != currency {
        return Err((
            "unit_price/currency",
            "another currency than the programme's",
        ));
    }
    if !(0..=PRICE).contains(&unit_price.minor) {
        return Err((
            "unit_price/minor",
            "a price is not negative and at most a million",
        ));
    }
    let vat_rate = line
        .vat_rate
        .or_else(|| product.map(|product| product.vat.0))
        .ok_or(("vat_rate", "a product that is not known needs a VAT rate"))?;
    if vat_rate > RATE {
        return Err(("vat_rate", "hundredths of a per cent, at most 10000"));
    }
    if !(1..=QUANTITY).contains(&line.quantity) {
        return Err(("quantity", "thousandths, 1 to 10000000"));
    }
    Ok(SaleLine {
        line: 0,
        sku: line.sku.clone(),
        name: name.to_owned(),
        category: line
            .category
            .clone()
            .or_else(|| product.and_then(|product| product.category.clone())),
        quantity: line.quantity,
        unit_price: unit_price.minor,
        discount: 0,
        discount_reason: None,
        total: share(unit_price.minor, line.quantity, 1000),
        vat_rate,
        returned: 0,
    })
}

/// Whether this may be printed: not empty, of limited length, on one line.
pub(super) fn is_text(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.contains(char::is_control)
}

pub(super) fn invalid(at: &str, why: &str) -> Refused {
    Refused::new(ProblemType::Invalid).because(why).at(at)
}
