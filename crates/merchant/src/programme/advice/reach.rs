//! What nobody can reach: rewards, stamp cards, tiers and challenges.

use kantis_protocol::Metric;

use super::Adviser;
use crate::programme::say::{money, points};
use crate::programme::{Counts, Every, Expiry, Points, RewardRule, Window, Worth};

/// Minor units that the best of members spend in a year.
const MOST_SPENT: i64 = 2_000_000;

/// Minor units that an ordinary member spends in a year: 200 a month.
const ORDINARY_SPENT: i64 = 240_000;

/// Purchases of a member in a year: two a week.
const PURCHASES: i64 = 104;

/// Months for which people save where nothing runs out.
const PATIENCE: u32 = 36;

/// Stamps beyond which a card is thrown away.
const LONGEST_CARD: u32 = 15;

impl Adviser<'_> {
    pub(super) fn reach(&mut self) {
        self.rewards();
        self.tiers();
        self.challenges();
        for (index, card) in self.programme.stamp_cards.iter().enumerate() {
            if card.buy > LONGEST_CARD {
                self.say(
                    format!("stamp_card[{index}].buy"),
                    "more than 15 stamps are so far away that most cards are never filled; 8 or \
                     10 are usual",
                );
            }
        }
    }

    fn rewards(&mut self) {
        let programme = self.programme;
        let Some(rules) = &programme.points else {
            return;
        };
        if rules.earn.is_empty() {
            return;
        }
        let months = good_months(rules);
        let best = within(
            self.earned(rules, MOST_SPENT, self.top_multiplier()),
            months,
        );
        for (index, reward) in programme.rewards.iter().enumerate() {
            if reward.cost > best {
                let most = points(programme, best, "en");
                self.say(
                    format!("reward[{index}].cost"),
                    format!(
                        "nobody can reach it: with purchases of {} a year no more than {most} \
                         come together",
                        money(programme, MOST_SPENT, "en"),
                    ),
                );
            } else {
                self.gives_back(index, reward, rules);
            }
        }
        let ordinary = within(self.earned(rules, ORDINARY_SPENT, 100), months);
        let cheapest = programme
            .rewards
            .iter()
            .enumerate()
            .filter(|(_, reward)| reward.cost > 0 && reward.cost <= best)
            .min_by_key(|(_, reward)| reward.cost);
        if let (Some((_, reward)), Some(_)) = (cheapest, &rules.expiry)
            && reward.cost > ordinary
        {
            self.say(
                "points.expiry",
                format!(
                    "is too short for most: who spends {} a month has {} when the first run out, \
                     and the cheapest reward, `{}`, costs {}",
                    money(programme, ORDINARY_SPENT / 12, "en"),
                    points(programme, ordinary, "en"),
                    reward.id,
                    points(programme, reward.cost, "en"),
                ),
            );
        }
    }

    /// How much of what was spent a reward gives back in money.
    fn gives_back(&mut self, index: usize, reward: &RewardRule, rules: &Points) {
        let Worth::Amount(amount) = reward.worth else {
            return;
        };
        let earned = self.earned(rules, ORDINARY_SPENT, 100);
        let needed =
            i128::from(reward.cost) * i128::from(ORDINARY_SPENT) / i128::from(earned.max(1));
        if reward.cost > 0 && i128::from(amount.0) * 2 >= needed {
            self.say(
                format!("reward[{index}].worth.amount"),
                "gives back half of what was spent for it, or more: look at its cost again, and \
                 at the rules in [[points.earn]]",
            );
        }
    }

    /// Points of a year, at the most generous: every rule fits everything that is bought.
    fn earned(&self, rules: &Points, spent: i64, percent: u32) -> i64 {
        let year: i128 = rules
            .earn
            .iter()
            .map(|rule| {
                let times = match rule.every {
                    Every::Spent(amount) => spent / amount.0.max(1),
                    Every::Item | Every::Purchase => PURCHASES,
                };
                i128::from(rule.points) * i128::from(times)
            })
            .sum();
        i64::try_from(year * i128::from(percent) / 100).unwrap_or(i64::MAX)
    }

    fn top_multiplier(&self) -> u32 {
        let tiers = self.programme.tiers.iter().flat_map(|tiers| &tiers.tier);
        tiers.map(|tier| tier.points_percent).max().unwrap_or(100)
    }

    fn tiers(&mut self) {
        let programme = self.programme;
        let Some(tiers) = &programme.tiers else {
            return;
        };
        for (index, tier) in tiers.tier.iter().enumerate() {
            let place = format!("tiers.tier[{index}]");
            if tiers.by == Metric::Spend && (1..5_000).contains(&tier.from) {
                self.say(
                    format!("{place}.from"),
                    format!(
                        "is {}: thresholds of spend are in the smallest unit of money, so that \
                         150000 is {}",
                        money(programme, tier.from, "en"),
                        money(programme, 150_000, "en"),
                    ),
                );
            }
            let years = match tiers.window {
                Window::Months(months) => i64::from(months.div_ceil(12)),
                Window::CalendarYear => 1,
                Window::Ever => 10,
            };
            let most = match tiers.by {
                Metric::Spend => Some(MOST_SPENT.saturating_mul(years)),
                Metric::Purchases => Some(365_i64.saturating_mul(years)),
                Metric::Points | Metric::Unknown => None,
            };
            if most.is_some_and(|most| tier.from > most) {
                self.say(
                    format!("{place}.from"),
                    "nobody can reach it in its window: ask for less",
                );
            }
            if tier.points_percent != 100 && programme.points.is_none() {
                self.say(
                    format!("{place}.points_percent"),
                    "multiplies points, but the programme has none",
                );
            }
        }
    }

    fn challenges(&mut self) {
        for (index, challenge) in self.programme.challenges.iter().enumerate() {
            let days = (challenge.until - challenge.from).num_days() + 1;
            let steps = challenge.steps;
            let place = format!("challenge[{index}].steps");
            match challenge.counts {
                Counts::Days if steps > days => {
                    self.say(place, format!("nobody can do it: it lasts {days} days"));
                }
                Counts::Purchases if steps > days * 2 => self.say(
                    place,
                    "asks for more than two purchases a day: hardly anybody will try",
                ),
                Counts::Spend if steps < 500 => {
                    self.say(place, "counts money in its smallest unit: 5000 is fifty")
                }
                _ => {}
            }
        }
    }

    /// Points that run out before they can be spent.
    pub(super) fn expiry(&mut self) {
        let programme = self.programme;
        let days = programme.programme.return_days;
        let Some(expiry) = programme
            .points
            .as_ref()
            .and_then(|points| points.expiry.as_ref())
        else {
            return;
        };
        match expiry {
            Expiry::Fixed(fixed) if fixed.years == 0 && days > 0 => self.say(
                "points.expiry.years",
                format!(
                    "points of the last {days} days before {} run out before they can be spent, \
                     because goods may come back for so long: write years = 1",
                    fixed.on
                ),
            ),
            Expiry::Rolling(rolling) if u64::from(days) > u64::from(rolling.months) * 30 => self
                .say(
                    "points.expiry.months",
                    format!(
                        "is shorter than the {days} days in which goods may come back: points \
                         are good for a shorter time than they are awaited",
                    ),
                ),
            _ => {}
        }
    }
}

/// Months in which points come together.
fn good_months(rules: &Points) -> u32 {
    match &rules.expiry {
        None => PATIENCE,
        Some(Expiry::Rolling(rolling)) if rolling.from_last_purchase => PATIENCE,
        Some(Expiry::Rolling(rolling)) => rolling.months.min(PATIENCE),
        Some(Expiry::Fixed(fixed)) => ((fixed.years + 1) * 12).min(PATIENCE),
    }
}

fn within(year: i64, months: u32) -> i64 {
    let points = i128::from(year) * i128::from(months) / 12;
    i64::try_from(points).unwrap_or(i64::MAX)
}
