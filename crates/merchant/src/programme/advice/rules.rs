//! Rules that lack what they need to do anything.

use std::collections::BTreeSet;

use kantis_protocol::Purpose;

use super::Adviser;
use crate::programme::{Prize, Ticket, When};

/// What the engine's own sentences are there in.
const SPOKEN: [&str; 3] = ["en", "fi", "sv"];

impl Adviser<'_> {
    pub(super) fn points_and_rewards(&mut self) {
        let programme = self.programme;
        match &programme.points {
            Some(points) => {
                if programme.rewards.is_empty() {
                    self.say("points", "points can be spent on nothing: write [[reward]]");
                }
                if points.earn.is_empty() {
                    self.say("points", "no purchase gives points: write [[points.earn]]");
                }
                if points.debt > 0 {
                    self.say(
                        "points.debt",
                        "takes members below nothing when they return what they bought, which \
                         angers people more than it saves; 0 forgives it",
                    );
                }
            }
            None => {
                for (index, reward) in programme.rewards.iter().enumerate() {
                    if reward.cost > 0 && !self.is_prize(&reward.id) {
                        self.say(
                            format!("reward[{index}].cost"),
                            "is in points, but the programme has none, so that nobody can have \
                             it: write [points]",
                        );
                    }
                }
            }
        }
        if programme.codes.static_spends {
            self.say(
                "codes.static_spends",
                "lets anybody who has seen a card number spend its points; numbers are printed \
                 and photographed",
            );
        }
    }

    fn is_prize(&self, reward: &str) -> bool {
        self.programme
            .challenges
            .iter()
            .any(|challenge| matches!(&challenge.prize, Prize::Reward(id) if id == reward))
    }

    pub(super) fn consents(&mut self) {
        let programme = self.programme;
        let asked: BTreeSet<Purpose> = programme
            .consents
            .iter()
            .map(|consent| consent.purpose)
            .collect();
        for (index, offer) in programme.offers.iter().enumerate() {
            let wanted: &[Purpose] = match offer.when {
                When::Everyone { .. } | When::Joined {} => &[],
                When::Birthday { .. }
                | When::Anniversary {}
                | When::Buys { .. }
                | When::Bought { .. }
                | When::NeverBought { .. }
                | When::Quiet { .. } => &[Purpose::Profiling, Purpose::PersonalisedOffers],
            };
            for purpose in wanted.iter().filter(|purpose| !asked.contains(purpose)) {
                self.say(
                    format!("offer[{index}].when"),
                    format!(
                        "nobody will get it: it needs the consent to `{}`, which no [[consent]] \
                         asks for",
                        name(*purpose)
                    ),
                );
            }
            if offer.mail && !asked.contains(&Purpose::Newsletter) {
                self.say(
                    format!("offer[{index}].mail"),
                    "no mail will be sent: no [[consent]] asks for `newsletter`",
                );
            }
        }
    }

    /// Products and categories that nothing in this file has. A till may still sell them.
    pub(super) fn names(&mut self) {
        let programme = self.programme;
        if programme.products.is_empty() {
            return;
        }
        let categories: BTreeSet<&str> = programme
            .products
            .iter()
            .filter_map(|product| product.category.as_deref())
            .collect();
        for (place, on) in self.matches() {
            for sku in on
                .products
                .iter()
                .filter(|sku| programme.product(sku).is_none())
            {
                self.say(
                    format!("{place}.products"),
                    format!("no [[product]] is `{sku}`: is it written as the till writes it?"),
                );
            }
            for (key, names) in [("categories", &on.categories), ("except", &on.except)] {
                for name in names
                    .iter()
                    .filter(|name| !categories.contains(name.as_str()))
                {
                    self.say(
                        format!("{place}.{key}"),
                        format!("no [[product]] is in the category `{name}`"),
                    );
                }
            }
        }
    }

    pub(super) fn draws(&mut self) {
        let programme = self.programme;
        for (index, draw) in programme.draws.iter().enumerate() {
            let giving: Vec<_> = programme
                .challenges
                .iter()
                .enumerate()
                .filter(|(_, challenge)| {
                    matches!(&challenge.prize, Prize::Tickets { draw: id, .. } if *id == draw.id)
                })
                .collect();
            if matches!(draw.ticket, Ticket::Challenges {}) && giving.is_empty() {
                self.say(
                    format!("draw[{index}].ticket"),
                    "nobody will have a ticket: no challenge gives one",
                );
            }
            for (at, challenge) in giving {
                if challenge.until > draw.until {
                    self.say(
                        format!("challenge[{at}].until"),
                        format!(
                            "is after {}, the last day of the draw whose tickets it gives: who \
                             is done later gets nothing",
                            draw.until
                        ),
                    );
                }
            }
        }
    }

    pub(super) fn identity(&mut self) {
        let programme = self.programme;
        if is_wrong_finnish(&programme.seller.vat_id) {
            self.say(
                "seller.vat_id",
                "its last digit does not fit the others: look at it again, it is printed on every \
                 receipt",
            );
        }
        for (index, language) in programme.programme.languages.iter().enumerate() {
            if !SPOKEN.contains(&language.as_str()) {
                self.say(
                    format!("programme.languages[{index}]"),
                    "what Kantis itself says is there in English, Finnish and Swedish; readers of \
                     this language get English between your own words",
                );
            }
        }
    }
}

const fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Newsletter => "newsletter",
        Purpose::Profiling => "profiling",
        Purpose::PersonalisedOffers => "personalised_offers",
        Purpose::Partners => "partners",
        Purpose::Unknown => "unknown",
    }
}

/// Whether a Finnish VAT id fails its check digit.
fn is_wrong_finnish(id: &str) -> bool {
    const WEIGHTS: [u32; 7] = [7, 9, 10, 5, 8, 4, 2];
    let Some(digits) = id.strip_prefix("FI") else {
        return false;
    };
    let digits: Vec<u32> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .collect();
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let last = match sum % 11 {
        0 => Some(0),
        1 => None,
        rest => Some(11 - rest),
    };
    digits.last().copied() != last
}
