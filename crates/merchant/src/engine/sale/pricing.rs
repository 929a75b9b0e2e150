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
mod tests {
    use super::*;
    use crate::programme::{Amount, Match, Percent};
    use uuid::Uuid;

    /// `coffee:2x320` is two coffees at 3.20; the product is its own category.
    fn basket(words: &str) -> Vec<Rung> {
        words
            .split(' ')
            .zip(1..)
            .map(|(word, line)| {
                let (sku, rest) = word.split_once(':').unwrap();
                let (quantity, price) = rest.split_once('x').unwrap();
                let quantity = match quantity.strip_suffix('g') {
                    Some(grams) => grams.parse().unwrap(),
                    None => quantity.parse::<i64>().unwrap() * 1000,
                };
                let unit_price: i64 = price.parse().unwrap();
                Rung::from(SaleLine {
                    line,
                    sku: Some(sku.to_owned()),
                    name: sku.to_owned(),
                    category: Some(sku.to_owned()),
                    quantity,
                    unit_price,
                    discount: 0,
                    discount_reason: None,
                    total: super::super::share(unit_price, quantity, 1000),
                    vat_rate: 1400,
                    returned: 0,
                })
            })
            .collect()
    }

    fn on(products: &str) -> Match {
        Match {
            products: products.split_whitespace().map(str::to_owned).collect(),
            ..Match::default()
        }
    }

    /// `20%`, `-500`, `=100` (a fixed price), `gift:cake`; `20%@tea` is on tea only.
    fn benefit(words: &str, number: u128) -> Benefit {
        let (worth, products) = words.split_once('@').unwrap_or((words, ""));
        let worth = if let Some(percent) = worth.strip_suffix('%') {
            Worth::Percent(Percent(percent.parse::<u32>().unwrap() * 100))
        } else if let Some(amount) = worth.strip_prefix('-') {
            Worth::Amount(Amount(amount.parse().unwrap()))
        } else if let Some(price) = worth.strip_prefix('=') {
            Worth::FixedPrice(Amount(price.parse().unwrap()))
        } else {
            Worth::Gift(on(worth.strip_prefix("gift:").unwrap()))
        };
        Benefit {
            at: None,
            title: words.to_owned(),
            worth,
            on: on(products),
            reason: String::new(),
            source: Source::Offer {
                id: Uuid::from_u128(number),
                reusable: false,
                until: None,
            },
            minimum: None,
        }
    }

    fn shown(rungs: &[Rung]) -> String {
        let lines: Vec<String> = rungs
            .iter()
            .map(|rung| {
                let line = &rung.line;
                // Whatever was taken off, a line adds up.
                assert_eq!(
                    line.total + line.discount,
                    super::super::share(line.unit_price, line.quantity, 1000),
                    "{line:?}"
                );
                assert!(line.total >= 0 && line.discount >= 0, "{line:?}");
                assert_eq!(
                    line.discount > 0,
                    line.discount_reason.is_some(),
                    "{line:?}"
                );
                format!("{}:{}={}", line.name, line.quantity, line.total)
            })
            .collect();
        lines.join(" ")
    }

    #[track_caller]
    fn check_offers(words: &str, offers: &str, want: &str, used: &str) {
        let offers: Vec<Benefit> = offers
            .split(' ')
            .zip(1..)
            .map(|(offer, number)| benefit(offer, number))
            .collect();
        let (rungs, savings) = best(basket(words), &offers);
        let taken: Vec<&str> = offers
            .iter()
            .zip(savings)
            .filter(|(_, saving)| *saving == Saving::Some)
            .map(|(offer, _)| offer.title.as_str())
            .collect();
        assert_eq!(
            (shown(&rungs).as_str(), taken.join(" ").as_str()),
            (want, used)
        );
    }

    #[test]
    fn offers_are_used_as_saves_most_one_for_a_piece() {
        check_offers("tea:1x255", "20%", "tea:1000=204", "20%");
        // 2.5 cents are 3.
        check_offers("tea:1x25", "10%", "tea:1000=22", "10%");
        // Two on the same line: the better one.
        check_offers("tea:1x400", "10%@tea 20%@tea", "tea:1000=320", "20%@tea");
        // Two on different lines: both.
        check_offers(
            "tea:1x400 cake:1x500",
            "10%@tea 20%@cake",
            "tea:1000=360 cake:1000=400",
            "10%@tea 20%@cake",
        );
        // An amount that would take tea along is better used after the tea's own offer.
        check_offers(
            "tea:1x200 cake:1x500",
            "-100 20%@tea",
            "tea:1000=160 cake:1000=400",
            "-100 20%@tea",
        );
        // One gift of three, the others at the other offer's price.
        check_offers(
            "coffee:3x300",
            "gift:coffee 50%",
            "coffee:2000=300 coffee:1000=0",
            "gift:coffee 50%",
        );
        // A fixed price that is no gain is kept.
        check_offers("tea:1x200", "=200", "tea:1000=200", "");
        check_offers("tea:1x200", "=150", "tea:1000=150", "=150");
        // The dearest piece gets the fixed price, the cheapest one is the gift.
        check_offers(
            "tea:1x200 coffee:2x350",
            "=100",
            "tea:1000=200 coffee:1000=350 coffee:1000=100",
            "=100",
        );
        check_offers(
            "tea:1x200 coffee:2x350",
            "gift:tea",
            "tea:1000=0 coffee:2000=700",
            "gift:tea",
        );
        // What is sold by weight has no piece to give away, but per cents.
        check_offers("ham:250gx1999", "gift:ham", "ham:250=500", "");
        check_offers("ham:250gx1999", "10%", "ham:250=450", "10%");
        // Never below nothing.
        check_offers("tea:1x200", "-500", "tea:1000=0", "-500");
        check_offers("tea:1x200", "100% -500", "tea:1000=0", "100%");
        // With more than four the greatest saving comes first.
        check_offers(
            "tea:1x100 cake:1x1000",
            "1% 2% 3% 4% 30%@cake",
            "tea:1000=96 cake:1000=700",
            "4% 30%@cake",
        );
    }

    #[test]
    fn an_amount_is_spread_to_the_last_cent() {
        for amount in [1, 99, 100, 101, 333, 599] {
            let mut rungs = basket("a:1x100 b:1x200 c:3x100");
            let off = apply(
                &mut rungs,
                &Worth::Amount(Amount(amount)),
                &Match::default(),
                Reach::Untaken,
                "voucher",
            );
            let left: i64 = rungs.iter().map(|rung| rung.line.total).sum();
            assert_eq!((off, left), (amount, 600 - amount));
            shown(&rungs);
        }
    }

    #[test]
    fn claims_are_used_on_what_offers_left() {
        #[track_caller]
        fn check(words: &str, offer: &str, claims: &str, want: &str) {
            let (mut rungs, _) = best(basket(words), &[benefit(offer, 1)]);
            for claim in claims.split(' ') {
                let claim = benefit(claim, 2);
                apply(
                    &mut rungs,
                    &claim.worth,
                    &claim.on,
                    Reach::Left,
                    &claim.title,
                );
            }
            assert_eq!(shown(&rungs), want);
        }
        check("tea:1x1000", "20%", "-500", "tea:1000=300");
        check("tea:2x300", "20%", "gift:tea", "tea:1000=240 tea:1000=0");
        check("tea:1x1000", "100%", "-500", "tea:1000=0");
        // Two gifts are two pieces.
        check(
            "tea:3x300",
            "1%@cake",
            "gift:tea gift:tea",
            "tea:1000=300 tea:1000=0 tea:1000=0",
        );
    }
}
