//! What a basket costs once offers and claims are used.
//!
//! The rule, so that a member and a till can foresee it:
//! 1. A piece takes the discount of one offer at most. Among the offers that fit, those are used that
//!    together save the member most: with up to four, every order is tried; with more, they are used
//!    from the greatest saving down. Where two ways save the same, offers that may be used again
//!    come before those that may not, then those that end later are kept.
//! 2. Claims were paid for, so they are used on what the offers left: gifts and fixed prices first,
//!    then per cents, then amounts.
//! 3. Nothing costs less than nothing. What takes nothing off is not used up.
//! 4. Points and stamps on top are added by every offer and claim that fits.

use kantis_protocol::pos::Basket;

use super::super::points::{Boost, Extra};
use super::super::{EngineError, Work};
use super::Buyer;
use super::basket;
use super::benefits::{Benefit, Source, gather};
use super::discount::{Reach, Rung, apply};
use super::notes::{Note, Why};
use crate::programme::Worth;
use crate::records::{Channel, SaleLine};

/// With so many offers every order is tried: 24.
const TRIED: usize = 4;

/// A basket with its prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pricing {
    pub(super) lines: Vec<SaleLine>,
    pub(super) total: i64,
    pub(super) saved: i64,
    /// Offers and claims that are used.
    pub(super) used: Vec<Benefit>,
    pub(super) notes: Vec<Note>,
}

/// Prices a basket.
pub(super) fn draw_up(
    work: &Work<'_>,
    channel: Channel,
    buyer: Option<&Buyer>,
    basket: &Basket,
) -> Result<Pricing, EngineError> {
    let lines = basket::lines(work, &basket.lines)?;
    let whole: i64 = lines.iter().map(|line| line.total).sum();
    let found = gather(work, channel, buyer, basket)?;
    let mut notes = found.notes;
    let mut used = Vec::new();

    let (large_enough, too_small) = found
        .offers
        .into_iter()
        .partition::<Vec<_>, _>(|offer| offer.minimum.is_none_or(|minimum| whole >= minimum));
    for offer in too_small {
        let why = Why::Below(offer.minimum.unwrap_or(0));
        notes.extend(noted(&offer, why));
    }
    let (mut discounts, on_top) = large_enough
        .into_iter()
        .partition::<Vec<_>, _>(|offer| is_discount(&offer.worth));

    let rungs: Vec<Rung> = lines.iter().cloned().map(Rung::from).collect();
    discounts.sort_by_key(keep_for_later);
    let (mut rungs, savings) = best(rungs, &discounts);
    for (offer, saving) in discounts.into_iter().zip(savings) {
        match saving {
            Saving::Some => used.push(offer),
            Saving::Nothing => notes.extend(noted(&offer, Why::FitsNothing)),
            Saving::Less => notes.extend(noted(&offer, Why::OthersSaveMore)),
        }
    }
    for offer in on_top {
        if gives(work, &offer, &lines) {
            used.push(offer);
        } else {
            notes.extend(noted(&offer, Why::FitsNothing));
        }
    }

    let mut claims = found.claims;
    claims.sort_by_key(|claim| rank(&claim.worth));
    for claim in claims {
        let fits = if is_discount(&claim.worth) {
            apply(
                &mut rungs,
                &claim.worth,
                &claim.on,
                Reach::Left,
                &claim.title,
            ) > 0
        } else {
            gives(work, &claim, &lines)
        };
        if fits {
            used.push(claim);
        } else {
            notes.extend(noted(&claim, Why::FitsNothing));
        }
    }

    let lines: Vec<SaleLine> = rungs
        .into_iter()
        .zip(1..)
        .map(|(rung, line)| SaleLine { line, ..rung.line })
        .collect();
    Ok(Pricing {
        total: lines.iter().map(|line| line.total).sum(),
        saved: lines.iter().map(|line| line.discount).sum(),
        lines,
        used,
        notes,
    })
}

impl Pricing {
    /// Puts what offers and claims give on top of what the campaigns do. Stamps on top.
    pub(super) fn on_top(&self, boost: &mut Boost) -> u32 {
        boost.lines.resize(self.lines.len(), Vec::new());
        let mut stamps = 0_u32;
        for benefit in &self.used {
            match &benefit.worth {
                Worth::PointsPercent(percent) => {
                    for (line, extras) in self.lines.iter().zip(&mut boost.lines) {
                        if meant(benefit, line) && *percent > 100 {
                            extras.push(Extra {
                                reason: benefit.reason.clone(),
                                percent: percent - 100,
                            });
                        }
                    }
                }
                Worth::Points(points) => boost.flat.push((benefit.reason.clone(), *points)),
                Worth::Stamps(more) => stamps = stamps.saturating_add(*more),
                Worth::Percent(_)
                | Worth::Amount(_)
                | Worth::FixedPrice(_)
                | Worth::Gift(_)
                | Worth::Thing(_) => {}
            }
        }
        stamps
    }
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saving {
    Some,
    Nothing,
    Less,
}

/// Uses the offers that together save most.
fn best(rungs: Vec<Rung>, offers: &[Benefit]) -> (Vec<Rung>, Vec<Saving>) {
    let alone: Vec<i64> = offers
        .iter()
        .map(|offer| {
            let mut rungs = rungs.clone();
            apply(
                &mut rungs,
                &offer.worth,
                &offer.on,
                Reach::Untaken,
                &offer.title,
            )
        })
        .collect();
    let mut fitting: Vec<usize> = (0..offers.len())
        .filter(|index| alone.get(*index).is_some_and(|saving| *saving > 0))
        .collect();
    let orders = if fitting.len() <= TRIED {
        permutations(&fitting)
    } else {
        fitting.sort_by_key(|index| std::cmp::Reverse(alone.get(*index).copied()));
        vec![fitting]
    };
    let mut most = 0;
    let mut chosen = (rungs.clone(), Vec::new());
    for order in orders {
        let mut tried = rungs.clone();
        let mut used = Vec::new();
        let mut saved = 0;
        for index in order {
            let Some(offer) = offers.get(index) else {
                continue;
            };
            let off = apply(
                &mut tried,
                &offer.worth,
                &offer.on,
                Reach::Untaken,
                &offer.title,
            );
            if off > 0 {
                saved += off;
                used.push(index);
            }
        }
        if saved > most {
            most = saved;
            chosen = (tried, used);
        }
    }
    let (rungs, used) = chosen;
    let savings = alone
        .iter()
        .enumerate()
        .map(|(index, saving)| match saving {
            _ if used.contains(&index) => Saving::Some,
            0 => Saving::Nothing,
            _ => Saving::Less,
        })
        .collect();
    (rungs, savings)
}

/// Every order, in the order of places.
fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    items
        .iter()
        .flat_map(|first| {
            let others: Vec<usize> = items
                .iter()
                .filter(|other| *other != first)
                .copied()
                .collect();
            permutations(&others).into_iter().map(move |mut order| {
                order.insert(0, *first);
                order
            })
        })
        .collect()
}

const fn is_discount(worth: &Worth) -> bool {
    matches!(
        worth,
        Worth::Percent(_) | Worth::Amount(_) | Worth::FixedPrice(_) | Worth::Gift(_)
    )
}

/// In which order claims are used.
const fn rank(worth: &Worth) -> u8 {
    match worth {
        Worth::Gift(_) => 0,
        Worth::FixedPrice(_) => 1,
        Worth::Percent(_) => 2,
        _ => 3,
    }
}

/// Those first that may be used again, then those that end first.
fn keep_for_later(offer: &Benefit) -> (bool, Option<chrono::NaiveDate>, Option<uuid::Uuid>) {
    match &offer.source {
        Source::Offer {
            id,
            reusable,
            until,
        } => (
            !reusable,
            Some(until.unwrap_or(chrono::NaiveDate::MAX)),
            Some(*id),
        ),
        Source::Claim(_) => (true, None, None),
    }
}

fn meant(benefit: &Benefit, line: &SaleLine) -> bool {
    benefit
        .on
        .takes(line.sku.as_deref(), line.category.as_deref())
}

/// Whether something that is no discount does anything for this basket.
fn gives(work: &Work<'_>, benefit: &Benefit, lines: &[SaleLine]) -> bool {
    let there = match benefit.worth {
        Worth::PointsPercent(_) | Worth::Points(_) => work.programme.points.is_some(),
        Worth::Stamps(_) => !work.programme.stamp_cards.is_empty(),
        _ => true,
    };
    there && lines.iter().any(|line| meant(benefit, line))
}

/// A note on what was asked for; what would have been used by itself needs none.
fn noted(benefit: &Benefit, why: Why) -> Option<Note> {
    benefit.at.as_ref().map(|at| Note {
        at: Some(at.clone()),
        why,
        what: benefit.title.clone(),
    })
}

#[cfg(test)]
mod tests;
