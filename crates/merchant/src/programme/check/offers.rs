//! Offers.

use super::perks::For;
use super::{Check, short};
use crate::programme::{OfferRule, Text, When};

impl Check<'_> {
    pub(super) fn offers(&mut self) {
        let offers = &self.programme.offers;
        self.ids("offer", "id", offers.iter().map(|offer| offer.id.as_str()));
        for (index, offer) in offers.iter().enumerate() {
            let place = format!("offer[{index}]");
            self.worth(&format!("{place}.worth"), &offer.worth, For::Elsewhere);
            self.picture(&place, offer.image.as_deref());
            self.lines(&format!("{place}.on"), &offer.on);
            self.amount(format!("{place}.minimum_basket"), offer.minimum_basket);
            let days = [
                ("days", offer.days),
                ("again_after_days", offer.again_after_days),
            ];
            for (key, days) in days {
                if let Some(days) = days {
                    self.between(format!("{place}.{key}"), days.into(), 1, 3_660);
                }
            }
            self.when(&format!("{place}.when"), &offer.when);
            self.why(&place, offer);
        }
    }

    fn when(&mut self, place: &str, when: &When) {
        let days = |key: &str| format!("{place}.{key}.days");
        match when {
            When::Everyone { from, until, tier } => {
                let place = format!("{place}.everyone");
                self.window(&place, *from, *until);
                self.tier(format!("{place}.tier"), tier.as_deref());
            }
            When::Buys {
                what,
                times,
                days: within,
            } => {
                self.lines(&format!("{place}.buys.on"), what);
                self.between(format!("{place}.buys.times"), (*times).into(), 1, 1_000);
                self.between(days("buys"), (*within).into(), 1, 3_660);
            }
            When::Bought { what, days: within } => {
                self.lines(&format!("{place}.bought.on"), what);
                if let Some(within) = within {
                    self.between(days("bought"), (*within).into(), 1, 3_660);
                }
            }
            When::NeverBought { what, purchases } => {
                let place = format!("{place}.never_bought");
                self.lines(&format!("{place}.on"), what);
                self.must(
                    !what.is_all(),
                    format!("{place}.on"),
                    "does not say what was never bought: name products or categories",
                );
                self.between(format!("{place}.purchases"), (*purchases).into(), 1, 1_000);
            }
            When::Quiet { days: quiet } => {
                self.between(days("quiet"), (*quiet).into(), 1, 3_660);
            }
            When::Birthday { days_before } => {
                let place = format!("{place}.birthday.days_before");
                self.between(place, (*days_before).into(), 0, 180);
            }
            When::Anniversary {} | When::Joined {} => {}
        }
    }

    /// A personal offer says why it was made, with holes that can be filled.
    fn why(&mut self, place: &str, offer: &OfferRule) {
        let place = format!("{place}.why");
        let Some(why) = &offer.why else {
            self.must(
                matches!(offer.when, When::Everyone { .. }),
                place,
                "is missing: an offer made for one member says in plain words why it was made",
            );
            return;
        };
        let known = holes(&offer.when);
        let said: Vec<&str> = match why {
            Text::Plain(words) => vec![words],
            Text::ByLanguage(words) => words.values().map(String::as_str).collect(),
        };
        for hole in said.into_iter().flat_map(holes_in) {
            if known.contains(&hole) {
                continue;
            }
            let there = match known {
                [] => "nothing is found that could be filled in".to_owned(),
                known => format!("there is {{{}}}", known.join("}, {")),
            };
            self.fault(
                place.clone(),
                format!("`{{{}}}` cannot be filled in here; {there}", short(hole)),
            );
        }
    }
}

/// What may be filled in.
const fn holes(when: &When) -> &'static [&'static str] {
    match when {
        When::Buys { .. } | When::Bought { .. } => &["times", "what", "days"],
        When::NeverBought { .. } => &["times", "what"],
        When::Quiet { .. } | When::Birthday { .. } => &["days"],
        When::Anniversary {} => &["years"],
        When::Everyone { .. } | When::Joined {} => &[],
    }
}

/// The holes of a sentence: `{what}`.
fn holes_in(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(hole, _)| hole))
}
