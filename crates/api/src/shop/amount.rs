//! Amounts of the protocol as the edge shows them.

use kantis_protocol::{Currency, Metric, Money, Unit, Value};
use kantis_wallet::currency;

use crate::dto;

/// Units that a programme counts in.
pub(super) struct Units<'r> {
    /// Points; none for a membership without.
    pub(super) points: Option<&'r Unit>,
    /// Money; none while the programme is not known.
    pub(super) money: Option<Currency>,
}

impl Units<'_> {
    /// Points in the programme's word.
    pub(super) fn points(&self, amount: i64) -> dto::Balance {
        self.points.map_or(
            dto::Balance {
                amount,
                scale: 0,
                unit: dto::Unit::Points,
            },
            |unit| points(amount, unit),
        )
    }

    /// Points, where there are any.
    pub(super) fn some_points(&self, amount: i64) -> Option<dto::Balance> {
        (amount != 0).then(|| self.points(amount))
    }

    /// So much of what a tier or a challenge counts.
    pub(super) fn measure(&self, metric: Metric, count: i64) -> dto::Measure {
        match (metric, self.money) {
            (Metric::Spend, Some(currency)) => dto::Measure::Amount {
                amount: money(Money {
                    minor: count,
                    currency,
                }),
            },
            (Metric::Points, _) => dto::Measure::Amount {
                amount: self.points(count),
            },
            (Metric::Purchases, _) => dto::Measure::Purchases { count },
            (Metric::Spend | Metric::Unknown, _) => dto::Measure::Count { count },
        }
    }

    /// What an offer or a reward is worth; none for a kind of a newer protocol.
    pub(super) fn value(&self, value: &Value) -> Option<dto::OfferValue> {
        Some(match value {
            Value::Percent { basis_points } => dto::OfferValue::Percent {
                tenths: basis_points / 10,
            },
            Value::Amount { amount } => dto::OfferValue::Amount {
                amount: money(*amount),
            },
            Value::FixedPrice { price } => dto::OfferValue::FixedPrice {
                price: money(*price),
            },
            Value::Multiplier { percent } => dto::OfferValue::Multiplier {
                tenths: percent / 10,
            },
            Value::Points { points } => dto::OfferValue::Amount {
                amount: self.points(*points),
            },
            Value::Stamps { stamps } => dto::OfferValue::Stamps { count: *stamps },
            Value::Gift { what } => dto::OfferValue::Gift {
                what: Some(what.clone()),
            },
            Value::Unknown => return None,
        })
    }
}

/// An amount in a unit, in the unit's own word for so many.
pub(super) fn points(amount: i64, unit: &Unit) -> dto::Balance {
    let one = 10_i64.saturating_pow(unit.scale.into());
    let word = if amount == one || amount == -one {
        &unit.one
    } else {
        &unit.other
    };
    dto::Balance {
        amount,
        scale: unit.scale,
        unit: dto::Unit::Other(word.clone()),
    }
}

/// An amount of money.
pub(super) fn money(money: Money) -> dto::Balance {
    let code = money.currency.as_str().to_owned();
    dto::Balance {
        amount: money.minor,
        scale: currency::decimals(&code).unwrap_or(2),
        unit: dto::Unit::Currency(code),
    }
}

/// How much of what is wanted is there, 0–100; 100 only when all of it is.
pub(super) fn percent(done: i64, wanted: i64) -> u8 {
    if done >= wanted {
        return 100;
    }
    let share = i128::from(done.max(0)) * 100 / i128::from(wanted.max(1));
    u8::try_from(share).unwrap_or(100).min(99)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn only_all_of_it_is_a_hundred() {
        for (done, wanted, shown) in [
            (0, 10, 0),
            (5, 10, 50),
            (999, 1000, 99),
            (10, 10, 100),
            (12, 10, 100),
            (0, 0, 100),
            (-5, 10, 0),
            (i64::MAX - 1, i64::MAX, 99),
        ] {
            assert_eq!(percent(done, wanted), shown, "{done} of {wanted}");
        }
    }
}
