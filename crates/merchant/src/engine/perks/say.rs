//! Worth as the protocol says it.

use kantis_protocol as wire;

use super::WORDS;
use crate::programme::say::goods;
use crate::programme::{Amount, Programme, Worth};

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
