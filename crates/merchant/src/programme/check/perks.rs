//! Stamp cards, rewards, and what anything is worth.

use super::identity::is_picture;
use super::{Check, MOST};
use crate::programme::{Match, Percent, Worth};

/// Where a worth stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    FullCard,
    Elsewhere,
}

impl Check<'_> {
    pub(super) fn stamp_cards(&mut self) {
        let cards = &self.programme.stamp_cards;
        self.ids(
            "stamp_card",
            "id",
            cards.iter().map(|card| card.id.as_str()),
        );
        for (index, card) in cards.iter().enumerate() {
            let place = format!("stamp_card[{index}]");
            self.between(format!("{place}.buy"), card.buy.into(), 2, 1_000);
            self.amount(format!("{place}.minimum_basket"), card.minimum_basket);
            self.lines(&format!("{place}.on"), &card.on);
            if let Some(days) = card.expires_days {
                self.between(format!("{place}.expires_days"), days.into(), 1, 3_660);
            }
            self.list(&format!("{place}.bonus"), card.bonus.len());
            for (at, bonus) in card.bonus.iter().enumerate() {
                let place = format!("{place}.bonus[{at}]");
                self.must(
                    bonus.stamps >= 1 && bonus.stamps < card.buy,
                    format!("{place}.stamps"),
                    "must be at least 1, and fewer than fill the card",
                );
                self.lines(&format!("{place}.with"), &bonus.with);
            }
            let place = format!("{place}.reward");
            if let Some(days) = card.reward.days {
                self.between(format!("{place}.days"), days.into(), 1, 3_660);
            }
            self.worth(&format!("{place}.worth"), &card.reward.worth, For::FullCard);
        }
    }

    pub(super) fn rewards(&mut self) {
        let rewards = &self.programme.rewards;
        self.ids(
            "reward",
            "id",
            rewards.iter().map(|reward| reward.id.as_str()),
        );
        for (index, reward) in rewards.iter().enumerate() {
            let place = format!("reward[{index}]");
            self.between(format!("{place}.cost"), reward.cost, 0, MOST);
            self.worth(&format!("{place}.worth"), &reward.worth, For::Elsewhere);
            self.picture(&place, reward.image.as_deref());
            self.lines(&format!("{place}.on"), &reward.on);
            if let Some(count) = reward.per_member {
                self.between(format!("{place}.per_member"), count.into(), 1, 1_000_000);
            }
            if let Some(days) = reward.per_days {
                let place = format!("{place}.per_days");
                self.between(place.clone(), days.into(), 1, 3_660);
                self.must(
                    reward.per_member.is_some(),
                    place,
                    "says in how many days, but not how many: write per_member too",
                );
            }
            self.window(&place, reward.from, reward.until);
            self.tier(format!("{place}.tier"), reward.tier.as_deref());
            self.between(
                format!("{place}.hold_minutes"),
                reward.hold_minutes.into(),
                1,
                43_200,
            );
        }
    }

    /// What something looks like.
    pub(super) fn picture(&mut self, place: &str, picture: Option<&str>) {
        self.must(
            picture.is_none_or(is_picture),
            format!("{place}.image"),
            "is neither the name of a .png, .jpg or .webp file beside this one nor an address that \
             begins with https://",
        );
    }

    /// What something is worth, where it stands.
    pub(super) fn worth(&mut self, place: &str, worth: &Worth, at: For) {
        match worth {
            Worth::Percent(Percent(hundredths)) => self.must(
                (1..=10_000).contains(hundredths),
                format!("{place}.percent"),
                "must be more than 0 and at most 100 per cent",
            ),
            Worth::Amount(amount) => self.amount(format!("{place}.amount"), Some(*amount)),
            Worth::FixedPrice(price) => self.must(
                (0..=MOST).contains(&price.0),
                format!("{place}.fixed_price"),
                "must be at most \"10000000.00\"",
            ),
            Worth::Gift(lines) => self.gift(&format!("{place}.gift"), lines),
            Worth::PointsPercent(percent) => {
                let place = format!("{place}.points_percent");
                self.multiplier(&place, *percent);
                self.points_are_there(place);
            }
            Worth::Points(points) => {
                let place = format!("{place}.points");
                self.between(place.clone(), *points, 1, MOST);
                self.points_are_there(place);
            }
            Worth::Stamps(stamps) => {
                let place = format!("{place}.stamps");
                self.between(place.clone(), (*stamps).into(), 1, 1_000);
                self.must(
                    !self.programme.stamp_cards.is_empty(),
                    place.clone(),
                    "gives stamps, but there is no stamp card: write [[stamp_card]], or give \
                     something else",
                );
                self.must(
                    at != For::FullCard,
                    place,
                    "gives stamps for stamps: a full card must give something else",
                );
            }
            Worth::Thing(_) => {}
        }
    }

    fn gift(&mut self, place: &str, lines: &Match) {
        self.lines(place, lines);
        self.must(
            !lines.is_all(),
            place,
            "does not say what is given: name products or categories",
        );
    }
}
