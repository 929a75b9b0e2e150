//! What a purchase gives by each rule, in whole numbers.

use kantis_protocol::ProblemType;

use super::{Boost, MOST};
use crate::engine::Refused;
use crate::programme::{EarnRule, Every, Points, Round, TierRule};
use crate::records::{Basis, Rounding, SaleLine, SaleRecord, Term, TermEvery, TermLines};

/// Points for one reason.
pub(super) struct Gain {
    /// Which one.
    pub(super) reason: String,
    /// How many; more than none.
    pub(super) amount: i64,
    /// How they came about.
    pub(super) basis: Basis,
}

/// The reason for what a rule without a name gives.
pub(super) const EARN: &str = "earn";

/// What a purchase gives: the rules, what the tier puts on top, and the rest.
pub(super) fn gains(
    points: &Points,
    sale: &SaleRecord,
    tier: Option<&TierRule>,
    boost: &Boost,
) -> Result<Vec<Gain>, Refused> {
    let percent = tier.map_or(100, |tier| tier.points_percent);
    let mut reasons = Reasons::default();
    for rule in &points.earn {
        let reason = match rule.key() {
            Some(key) => format!("{EARN}:{key}"),
            None => EARN.to_owned(),
        };
        let base = term(points, rule, sale, |_| percent.min(100));
        reasons.add(&reason, base);
    }
    if let Some(tier) = tier.filter(|_| percent > 100) {
        for rule in &points.earn {
            let more = term(points, rule, sale, |_| percent.saturating_sub(100));
            reasons.add(&format!("tier:{}", tier.id), more);
        }
    }
    for reason in boost.reasons() {
        for rule in &points.earn {
            let more = term(points, rule, sale, |line| boost.percent(line, reason));
            reasons.add(reason, more);
        }
    }
    for (reason, flat) in &boost.flat {
        reasons.add(reason, whole(points, sale, *flat));
    }
    reasons.gains(sale)
}

/// What a basis gives for what is left of its purchase.
pub(super) fn worth(basis: &Basis, sale: &SaleRecord) -> Result<i64, Refused> {
    basis.terms.iter().try_fold(0_i64, |sum, term| {
        value(term, sale)
            .and_then(|value| sum.checked_add(value))
            .filter(|sum| *sum <= MOST)
            .ok_or_else(too_much)
    })
}

/// More than anyone counts.
pub(super) fn too_much() -> Refused {
    Refused::new(ProblemType::Invalid).because("more points than can be counted")
}

/// Terms by reason, in the order in which reasons came.
#[derive(Default)]
struct Reasons(Vec<(String, Basis)>);

impl Reasons {
    fn add(&mut self, reason: &str, term: Option<Term>) {
        let Some(term) = term else { return };
        match self.0.iter_mut().find(|(known, _)| known == reason) {
            Some((_, basis)) => basis.terms.push(term),
            None => {
                let terms = vec![term];
                self.0.push((reason.to_owned(), Basis { terms }));
            }
        }
    }

    fn gains(self, sale: &SaleRecord) -> Result<Vec<Gain>, Refused> {
        let mut gains = Vec::with_capacity(self.0.len());
        for (reason, basis) in self.0 {
            let amount = worth(&basis, sale)?;
            if amount > 0 {
                gains.push(Gain {
                    reason,
                    amount,
                    basis,
                });
            }
        }
        Ok(gains)
    }
}

/// A rule as a term, so much per cent of each line; `percent` takes a line's place in the sale.
fn term(
    points: &Points,
    rule: &EarnRule,
    sale: &SaleRecord,
    percent: impl Fn(usize) -> u32,
) -> Option<Term> {
    let lines: Vec<(u32, u32)> = sale
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| rule.on.takes(line.sku.as_deref(), line.category.as_deref()))
        .map(|(place, line)| (line.line, percent(place)))
        .collect();
    let (_, first) = *lines.first()?;
    if lines.iter().all(|(_, percent)| *percent == 0) {
        return None;
    }
    let all = lines.len() == sale.lines.len() && lines.iter().all(|(_, other)| *other == first);
    Some(Term {
        points: rule.points,
        every: match rule.every {
            Every::Spent(amount) => TermEvery::Spent(amount.0),
            Every::Item => TermEvery::Item,
            Every::Purchase => TermEvery::Purchase,
        },
        minimum: rule.minimum_basket.map_or(0, |amount| amount.0),
        round: rounding(points.round),
        lines: if all {
            TermLines::All(first)
        } else {
            TermLines::Some(lines)
        },
    })
}

/// Points for a whole purchase. A return takes its share of them.
fn whole(points: &Points, sale: &SaleRecord, flat: i64) -> Option<Term> {
    let paid: i64 = sale
        .lines
        .iter()
        .fold(0, |sum, line| sum.saturating_add(line.total));
    (flat > 0).then(|| Term {
        points: flat,
        every: if paid > 0 {
            TermEvery::Spent(paid)
        } else {
            TermEvery::Purchase
        },
        minimum: 0,
        round: rounding(points.round),
        lines: TermLines::All(100),
    })
}

/// What a term gives; none when it is too much to count.
fn value(term: &Term, sale: &SaleRecord) -> Option<i64> {
    if sale.total < term.minimum {
        return Some(0);
    }
    let counted: Vec<(&SaleLine, i128)> = sale
        .lines
        .iter()
        .filter(|line| line.quantity != 0)
        .filter_map(|line| Some((line, i128::from(term.lines.percent(line.line)?))))
        .collect();
    let sum = |of: fn(&SaleLine) -> i64| {
        counted.iter().try_fold(0_i128, |sum, (line, percent)| {
            sum.checked_add(i128::from(of(line)).checked_mul(*percent)?)
        })
    };
    let points = i128::from(term.points);
    let (over, under) = match term.every {
        TermEvery::Spent(amount) => (
            sum(|line| line.total)?.checked_mul(points)?,
            i128::from(amount).checked_mul(100)?,
        ),
        TermEvery::Item => (sum(SaleLine::pieces)?.checked_mul(points)?, 100),
        TermEvery::Purchase => {
            let first = counted.first().map_or(0, |(_, percent)| *percent);
            let paid: i128 = counted.iter().map(|(line, _)| i128::from(line.total)).sum();
            if paid <= 0 || counted.iter().all(|(_, percent)| *percent == first) {
                let least = counted.iter().map(|(_, percent)| *percent).min();
                (least.unwrap_or(0).checked_mul(points)?, 100)
            } else {
                // The purchase's points belong to its lines by what was paid for each.
                (
                    sum(|line| line.total)?.checked_mul(points)?,
                    paid.checked_mul(100)?,
                )
            }
        }
    };
    round(over, under, term.round)
}

/// A fraction as a whole number; nothing below zero. None when it is too much to count.
fn round(over: i128, under: i128, how: Rounding) -> Option<i64> {
    if over <= 0 || under <= 0 {
        return Some(0);
    }
    let rounded = match how {
        Rounding::Down => over.checked_div(under)?,
        Rounding::Nearest => over
            .checked_mul(2)?
            .checked_add(under)?
            .checked_div(under.checked_mul(2)?)?,
        Rounding::Up => over
            .checked_add(under.checked_sub(1)?)?
            .checked_div(under)?,
    };
    i64::try_from(rounded).ok().filter(|value| *value <= MOST)
}

const fn rounding(round: Round) -> Rounding {
    match round {
        Round::Down => Rounding::Down,
        Round::Nearest => Rounding::Nearest,
        Round::Up => Rounding::Up,
    }
}

impl TermLines {
    /// How much of a line counts, in per cent; none where the rule is not about it.
    fn percent(&self, number: u32) -> Option<u32> {
        match self {
            Self::All(percent) => Some(*percent),
            Self::Some(lines) => lines
                .iter()
                .find(|(line, _)| *line == number)
                .map(|(_, percent)| *percent),
        }
    }
}

impl Boost {
    /// Every reason for more on a line, once, in the order they came.
    fn reasons(&self) -> Vec<&str> {
        let mut reasons: Vec<&str> = Vec::new();
        for extra in self.lines.iter().flatten() {
            if !reasons.contains(&extra.reason.as_str()) {
                reasons.push(&extra.reason);
            }
        }
        reasons
    }

    /// How much one reason puts on top of the line at this place.
    fn percent(&self, place: usize, reason: &str) -> u32 {
        self.lines
            .get(place)
            .into_iter()
            .flatten()
            .filter(|extra| extra.reason == reason)
            .fold(0, |sum, extra| sum.saturating_add(extra.percent))
    }
}
