//! Discounts that cheapen the goods, and discounts that move nobody.

use super::Adviser;
use crate::programme::say::money;
use crate::programme::{Amount, Match, OfferRule, Percent, When, Worth};

/// Hundredths of a per cent from which on a discount says that the price was never meant.
const CHEAPENS: u32 = 5_000;

/// Hundredths of a per cent below which nobody comes for it.
const MOVES: u32 = 200;

impl Adviser<'_> {
    pub(super) fn worths(&mut self) {
        let programme = self.programme;
        for (index, offer) in programme.offers.iter().enumerate() {
            let place = format!("offer[{index}].worth");
            self.worth(&place, &offer.worth, &offer.on);
            self.amount_off(&place, offer);
        }
        for (index, reward) in programme.rewards.iter().enumerate() {
            self.worth(&format!("reward[{index}].worth"), &reward.worth, &reward.on);
        }
    }

    fn worth(&mut self, place: &str, worth: &Worth, on: &Match) {
        match worth {
            Worth::Percent(Percent(hundredths)) => {
                self.discount(&format!("{place}.percent"), *hundredths);
            }
            Worth::FixedPrice(Amount(price)) => {
                let place = format!("{place}.fixed_price");
                if on.is_all() {
                    self.say(
                        place,
                        "one piece of anything costs so much, also the dearest: name products \
                         or categories in `on`",
                    );
                } else {
                    self.fixed_price(&place, *price, on);
                }
            }
            Worth::PointsPercent(100) => self.say(
                format!("{place}.points_percent"),
                "100 gives as many points as ever, that is, nothing on top: 200 is double",
            ),
            _ => {}
        }
    }

    fn discount(&mut self, place: &str, hundredths: u32) {
        if (CHEAPENS..10_000).contains(&hundredths) {
            self.say(
                place,
                "half off or more cheapens the goods: people learn to wait for it, and the full \
                 price looks invented; give less, or give one thing for nothing",
            );
        } else if hundredths < MOVES {
            self.say(
                place,
                "less than 2 per cent moves nobody: it costs money and changes nothing",
            );
        }
    }

    fn fixed_price(&mut self, place: &str, price: i64, on: &Match) {
        let programme = self.programme;
        let meant = programme
            .products
            .iter()
            .filter(|product| on.takes(Some(&product.sku), product.category.as_deref()));
        for product in meant {
            let full = product.price.0;
            let off = full.saturating_sub(price);
            let said = money(programme, full, "en");
            if off <= 0 {
                self.say(
                    place,
                    format!(
                        "is no less than what `{}` costs anyway, {said}",
                        product.sku
                    ),
                );
                return;
            }
            let hundredths = off.saturating_mul(10_000) / full.max(1);
            if hundredths >= CHEAPENS.into() && price > 0 {
                self.say(
                    place,
                    format!(
                        "is half off `{}` or more, which costs {said}: that cheapens the goods",
                        product.sku
                    ),
                );
                return;
            }
        }
    }

    fn amount_off(&mut self, place: &str, offer: &OfferRule) {
        let Worth::Amount(Amount(off)) = offer.worth else {
            return;
        };
        let place = format!("{place}.amount");
        match offer.minimum_basket {
            None => self.say(
                place,
                "makes everything up to this amount free: ask for a minimum_basket",
            ),
            Some(Amount(minimum)) if minimum <= off.saturating_mul(2) => self.say(
                place,
                "is half of minimum_basket or more: that cheapens the goods; ask for a larger \
                 basket",
            ),
            Some(_) => {}
        }
    }

    /// A piece takes one offer at most: the weaker of two on the same goods is never used.
    pub(super) fn overlaps(&mut self) {
        let offers = &self.programme.offers;
        for (index, weaker) in offers.iter().enumerate() {
            let stronger = offers.iter().enumerate().find(|(other, stronger)| {
                *other != index && shadows(stronger, weaker, *other < index)
            });
            if let Some((_, stronger)) = stronger {
                self.say(
                    format!("offer[{index}]"),
                    format!(
                        "will not be used: `{}` takes as much or more off the same goods on the \
                         same days, and a piece takes one offer",
                        stronger.id
                    ),
                );
            }
        }
    }
}

fn shadows(stronger: &OfferRule, weaker: &OfferRule, earlier: bool) -> bool {
    let (Worth::Percent(more), Worth::Percent(less)) = (&stronger.worth, &weaker.worth) else {
        return false;
    };
    let (
        When::Everyone {
            from,
            until,
            tier: None,
        },
        When::Everyone {
            from: weak_from,
            until: weak_until,
            ..
        },
    ) = (&stronger.when, &weaker.when)
    else {
        return false;
    };
    let covers = from.is_none_or(|from| weak_from.is_some_and(|weak| from <= weak))
        && until.is_none_or(|until| weak_until.is_some_and(|weak| until >= weak));
    (more > less || (more == less && earlier))
        && stronger.on == weaker.on
        && covers
        && stronger.reusable
        && !stronger.activation
        && !stronger.code
        && stronger
            .minimum_basket
            .is_none_or(|minimum| weaker.minimum_basket.is_some_and(|weak| minimum <= weak))
}
