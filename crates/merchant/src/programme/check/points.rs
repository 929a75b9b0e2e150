//! Points and tiers.

use std::cmp::Ordering;

use kantis_protocol::Metric;

use super::{Check, MOST, MOST_PERCENT};
use crate::programme::{Every, Expiry, TierRule, Window};

/// The most points that one rule gives for each `every`.
const MOST_POINTS: i64 = 1_000_000;

/// A day of a year that has no 29 February.
const COMMON_YEAR: i32 = 2026;

impl Check<'_> {
    pub(super) fn points(&mut self) {
        let Some(points) = &self.programme.points else {
            return;
        };
        self.id("points.code", &points.code);
        self.between("points.scale", points.scale.into(), 0, 4);
        self.between("points.debt", points.debt, 0, MOST);
        match &points.expiry {
            Some(Expiry::Rolling(rolling)) => {
                self.between("points.expiry.months", rolling.months.into(), 1, 120);
            }
            Some(Expiry::Fixed(fixed)) => {
                self.must(
                    fixed.in_year(COMMON_YEAR).is_some(),
                    "points.expiry.on",
                    "is no day of every year: write month and day, such as \"12-31\"",
                );
                self.between("points.expiry.years", fixed.years.into(), 0, 10);
            }
            None => {}
        }
        self.list("points.earn", points.earn.len());
        for (index, rule) in points.earn.iter().enumerate() {
            let place = format!("points.earn[{index}]");
            self.between(format!("{place}.points"), rule.points, 1, MOST_POINTS);
            if let Every::Spent(amount) = rule.every {
                self.amount(format!("{place}.every"), Some(amount));
            }
            self.amount(format!("{place}.minimum_basket"), rule.minimum_basket);
            self.lines(&format!("{place}.on"), &rule.on);
        }
    }

    pub(super) fn tiers(&mut self) {
        let Some(tiers) = &self.programme.tiers else {
            return;
        };
        match tiers.by {
            Metric::Points => self.must(
                self.programme.points.is_some(),
                "tiers.by",
                "counts points, but the programme has none: write [points], or count spend or \
                 purchases",
            ),
            Metric::Unknown => self.fault("tiers.by", "is not one of spend, points, purchases"),
            Metric::Spend | Metric::Purchases => {}
        }
        if let Window::Months(months) = tiers.window {
            self.between("tiers.window.months", months.into(), 1, 120);
        }
        self.between("tiers.grace_days", tiers.grace_days.into(), 0, 3_660);
        self.must(
            (1..=20).contains(&tiers.tier.len()),
            "tiers.tier",
            "must be 1 to 20 tiers: write [[tiers.tier]] for each, the lowest first",
        );
        let ids = tiers.tier.iter().map(|tier| tier.id.as_str());
        self.ids("tiers.tier", "id", ids);
        for (index, tier) in tiers.tier.iter().enumerate() {
            let below = index.checked_sub(1).and_then(|below| tiers.tier.get(below));
            self.step(index, tier, below);
        }
    }

    fn step(&mut self, index: usize, tier: &TierRule, below: Option<&TierRule>) {
        let place = format!("tiers.tier[{index}]");
        self.between(format!("{place}.from"), tier.from, 0, MOST);
        match below {
            None => self.must(
                tier.from == 0,
                format!("{place}.from"),
                "must be 0: the first tier is where everybody begins",
            ),
            Some(below) => {
                if below.from.cmp(&tier.from) != Ordering::Less {
                    self.fault(
                        format!("{place}.from"),
                        format!(
                            "is {}, but must be more than the {} of the tier before it",
                            tier.from, below.from
                        ),
                    );
                }
            }
        }
        if let Some(keep) = tier.keep {
            self.must(
                (0..=tier.from).contains(&keep),
                format!("{place}.keep"),
                "asks more to stay than to rise: it must be from 0 to `from`",
            );
        }
        self.multiplier(&format!("{place}.points_percent"), tier.points_percent);
        self.list(&format!("{place}.benefits"), tier.benefits.len());
    }

    /// A multiplier in per cent, which may not take points away.
    pub(super) fn multiplier(&mut self, place: &str, percent: u32) {
        self.must(
            (100..=MOST_PERCENT).contains(&percent),
            place,
            "must be from 100 (as many as ever) to 10000 (a hundred times); 200 is double",
        );
    }

    pub(super) fn list(&mut self, place: &str, entries: usize) {
        self.must(
            entries <= super::LONGEST_LIST,
            place,
            "has more than 500 entries, which is the most",
        );
    }
}
