//! Taking money off lines.
//!
//! A piece that costs less by itself (a gift, a fixed price) becomes a line of its own, so that what
//! was had for nothing can be told from what was paid. No line ever costs less than nothing.

use super::share;
use crate::programme::{Match, Worth};
use crate::records::SaleLine;

/// A line while money is taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rung {
    pub(super) line: SaleLine,
    /// An offer was used on it: another one is not.
    pub(super) taken: bool,
}

/// Which lines a discount may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that no offer touched: an offer's.
    Untaken,
    /// Every line that still costs something: a claim's, which was paid for.
    Left,
}

impl From<SaleLine> for Rung {
    fn from(line: SaleLine) -> Self {
        Self { line, taken: false }
    }
}

impl Rung {
    fn within(&self, reach: Reach, on: &Match) -> bool {
        let line = &self.line;
        line.total > 0
            && (reach == Reach::Left || !self.taken)
            && on.takes(line.sku.as_deref(), line.category.as_deref())
    }

    /// What one piece still costs; none where there is no whole piece.
    fn piece(&self) -> Option<i64> {
        let line = &self.line;
        (line.quantity >= 1000).then(|| share(line.total, 1000, line.quantity).min(line.total))
    }

    /// Takes so much off.
    fn take(&mut self, amount: i64, title: &str) {
        let line = &mut self.line;
        line.total -= amount;
        line.discount += amount;
        let reason = line.discount_reason.get_or_insert_default();
        if !reason.is_empty() {
            reason.push_str(", ");
        }
        reason.push_str(title);
        self.taken = true;
    }
}

/// Takes off what something is worth. How much that was; 0 where it is no discount or fits nothing.
pub(super) fn apply(
    rungs: &mut Vec<Rung>,
    worth: &Worth,
    on: &Match,
    reach: Reach,
    title: &str,
) -> i64 {
    match worth {
        Worth::Percent(percent) => {
            let percent = i64::from(percent.0.min(10_000));
            rungs
                .iter_mut()
                .filter(|rung| rung.within(reach, on))
                .map(|rung| {
                    let off = share(rung.line.total, percent, 10_000);
                    if off > 0 {
                        rung.take(off, title);
                    }
                    off
                })
                .sum()
        }
        Worth::Amount(amount) => spread(rungs, amount.0, on, reach, title),
        Worth::FixedPrice(price) => {
            let dearest = rungs
                .iter()
                .enumerate()
                .filter(|(_, rung)| rung.within(reach, on))
                .filter_map(|(index, rung)| Some((rung.piece()?, index)))
                // The first of the dearest.
                .max_by_key(|(piece, index)| (*piece, std::cmp::Reverse(*index)));
            match dearest {
                Some((piece, index)) if piece > price.0.max(0) => {
                    take_piece(rungs, index, piece - price.0.max(0), title)
                }
                _ => 0,
            }
        }
        Worth::Gift(gift) => {
            // What the rule is about must be there, besides the gift itself.
            if !rungs
                .iter()
                .any(|rung| on.takes(rung.line.sku.as_deref(), rung.line.category.as_deref()))
            {
                return 0;
            }
            let cheapest = rungs
                .iter()
                .enumerate()
                .filter(|(_, rung)| rung.within(reach, gift))
                .filter_map(|(index, rung)| Some((rung.piece()?, index)))
                .filter(|(piece, _)| *piece > 0)
                .min();
            match cheapest {
                Some((piece, index)) => take_piece(rungs, index, piece, title),
                None => 0,
            }
        }
        Worth::PointsPercent(_) | Worth::Points(_) | Worth::Stamps(_) | Worth::Thing(_) => 0,
    }
}

/// Takes an amount off all lines together, each in proportion, to the last cent.
fn spread(rungs: &mut [Rung], amount: i64, on: &Match, reach: Reach, title: &str) -> i64 {
    let all: i64 = rungs
        .iter()
        .filter(|rung| rung.within(reach, on))
        .map(|rung| rung.line.total)
        .sum();
    let amount = amount.clamp(0, all);
    if amount == 0 {
        return 0;
    }
    let part = |so_far: i64| {
        i64::try_from(i128::from(amount) * i128::from(so_far) / i128::from(all)).unwrap_or(0)
    };
    let mut so_far = 0;
    for rung in rungs.iter_mut().filter(|rung| rung.within(reach, on)) {
        let before = part(so_far);
        so_far += rung.line.total;
        let off = part(so_far) - before;
        if off > 0 {
            rung.take(off, title);
        }
        // Also a line of which nothing was left to take was part of it.
        rung.taken |= reach == Reach::Untaken;
    }
    amount
}

/// Takes so much off one piece of a line; the piece becomes a line of its own.
fn take_piece(rungs: &mut Vec<Rung>, index: usize, off: i64, title: &str) -> i64 {
    let Some(rung) = rungs.get_mut(index) else {
        return 0;
    };
    let Some(costs) = rung.piece() else {
        return 0;
    };
    if rung.line.quantity == 1000 {
        rung.take(off, title);
        return off;
    }
    let line = &mut rung.line;
    let mut piece = Rung {
        line: SaleLine {
            quantity: 1000,
            discount: (line.unit_price - costs).max(0),
            total: costs,
            ..line.clone()
        },
        taken: rung.taken,
    };
    line.quantity -= 1000;
    line.total -= costs;
    line.discount = share(line.unit_price, line.quantity, 1000) - line.total;
    if piece.line.discount == 0 {
        piece.line.discount_reason = None;
    }
    piece.take(off, title);
    rungs.insert(index + 1, piece);
    off
}
