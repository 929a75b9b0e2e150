//! What an offer gives, by its words.

use super::number;
use super::rules::RULES;
use super::value::Value;
use crate::domain::{Balance, OfferValue, Unit};

impl Value {
    /// What an offer in these words gives.
    pub(super) fn gives(&self) -> Option<OfferValue> {
        self.percent()
            .or_else(|| self.multiplier())
            .or_else(|| self.gift())
            .or_else(|| self.off())
    }

    fn percent(&self) -> Option<OfferValue> {
        let (_, run) = self.runs().find(|(at, _)| {
            let percent = |at: Option<usize>| self.sign(at) == Some('%');
            let word = self.word(Some(at + 1)).map(|(_, word)| [word.to_owned()]);
            percent(Some(at + 1))
                || percent(at.checked_sub(1))
                || word.is_some_and(|word| RULES.percent.in_words(&word))
        })?;
        let tenths = number::written(run, true)?.tenths()?;
        (1..=1000)
            .contains(&tenths)
            .then_some(OfferValue::Percent { tenths })
    }

    fn multiplier(&self) -> Option<OfferValue> {
        if RULES.double.in_words(&self.words) {
            return Some(OfferValue::Multiplier { tenths: 20 });
        }
        if RULES.triple.in_words(&self.words) {
            return Some(OfferValue::Multiplier { tenths: 30 });
        }
        // "2x espresso" are two of them: the points have to be named, or nothing else.
        let counts = RULES.points.in_words(&self.words) || RULES.counted.in_words(&self.words);
        if !counts && self.pieces.len() > 2 {
            return None;
        }
        let behind = |at: usize| {
            self.word(Some(at + 1)).is_some_and(|(_, word)| word == "x")
                || self.sign(Some(at + 1)) == Some('×')
        };
        let before = |at: usize| self.sign(at.checked_sub(1)) == Some('×');
        let run = self
            .runs()
            .find(|(at, _)| behind(*at) || before(*at))
            .map(|(_, run)| run);
        let word = || self.words.iter().find_map(|word| word.strip_prefix('x'));
        let tenths = number::written(run.or_else(word)?, true)?.tenths()?;
        (11..=1000)
            .contains(&tenths)
            .then_some(OfferValue::Multiplier { tenths })
    }

    fn gift(&self) -> Option<OfferValue> {
        let at = RULES.gift.find(&self.words)?;
        let before = at
            .checked_sub(1)
            .and_then(|at| self.words.get(at..=at))
            .unwrap_or_default();
        (!RULES.not_free_of.in_words(before)).then_some(OfferValue::Gift)
    }

    fn off(&self) -> Option<OfferValue> {
        let sum = self.sum()?;
        // A sum alone, or one that is said to be off: any other may be a price.
        let alone = sum.clear && (sum.money.is_some() || sum.points);
        let off = RULES.off.in_words(&self.words) || sum.negative;
        if !alone && !off {
            return None;
        }
        let unit = match (&sum.money, sum.points) {
            (Some(unit), _) => unit.clone(),
            (None, true) => Unit::Points,
            (None, false) => return None,
        };
        let amount = sum.balance(unit)?;
        let amount = Balance {
            amount: amount.amount.checked_abs()?,
            ..amount
        };
        (amount.amount > 0).then_some(OfferValue::Amount { amount })
    }
}
