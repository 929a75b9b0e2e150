//! Words: there, not too long, and in the shop's language.

use super::Check;
use super::identity::is_language;
use crate::programme::{Programme, Text, Worth};

/// The most letters of a name or a title.
const LONGEST_TITLE: usize = 120;

/// The most letters of anything else.
const LONGEST_BODY: usize = 2_000;

impl Check<'_> {
    /// Words in several languages must have the shop's own, which is what a reader of any other
    /// language may be shown; consent must be asked for in every language that the shop names.
    /// Other gaps are [advice](crate::programme::advice()): the reader gets English.
    pub(super) fn texts(&mut self) {
        let languages = &self.programme.programme.languages;
        for (place, text) in texts(self.programme) {
            let words = match text {
                Text::Plain(words) => {
                    self.words(&place, words);
                    continue;
                }
                Text::ByLanguage(words) => words,
            };
            for (language, words) in words {
                let place = format!("{place}.{language}");
                self.must(
                    is_language(language),
                    &place,
                    "is no language: two or three small letters, such as fi",
                );
                self.words(&place, words);
            }
            let asked = if place.starts_with("consent[") {
                languages.len()
            } else {
                1
            };
            for language in languages.iter().take(asked) {
                if !words.contains_key(language) {
                    self.fault(
                        place.clone(),
                        format!("has no words in `{language}`, which programme.languages names"),
                    );
                }
            }
        }
    }

    fn words(&mut self, place: &str, words: &str) {
        let is_body = [".body", ".terms", ".words", ".why"]
            .iter()
            .any(|key| place.contains(key));
        let most = if is_body { LONGEST_BODY } else { LONGEST_TITLE };
        self.must(!words.trim().is_empty(), place, "is empty: write words");
        if words.chars().count() > most {
            self.fault(place, format!("is longer than {most} letters"));
        }
        self.must(
            !words
                .chars()
                .any(|c| c.is_control() && !(is_body && c == '\n')),
            place,
            "has line breaks or control characters, which cannot be shown here",
        );
    }
}

/// All words of a programme, each with its place.
pub(in crate::programme) fn texts(programme: &Programme) -> Vec<(String, &Text)> {
    let mut all = Found(Vec::new());
    all.add("programme.name", &programme.programme.name);
    all.maybe("programme.terms", programme.programme.terms.as_ref());
    if let Some(points) = &programme.points {
        all.add("points.one", &points.one);
        all.add("points.other", &points.other);
        for (index, rule) in points.earn.iter().enumerate() {
            all.maybe(&format!("points.earn[{index}].name"), rule.name.as_ref());
        }
    }
    let tiers = programme.tiers.iter().flat_map(|tiers| &tiers.tier);
    for (index, tier) in tiers.enumerate() {
        all.add(&format!("tiers.tier[{index}].name"), &tier.name);
        for (at, benefit) in tier.benefits.iter().enumerate() {
            all.add(&format!("tiers.tier[{index}].benefits[{at}]"), benefit);
        }
    }
    for (index, card) in programme.stamp_cards.iter().enumerate() {
        all.add(&format!("stamp_card[{index}].title"), &card.title);
        all.add(
            &format!("stamp_card[{index}].reward.title"),
            &card.reward.title,
        );
        all.worth(&format!("stamp_card[{index}].reward"), &card.reward.worth);
    }
    for (index, reward) in programme.rewards.iter().enumerate() {
        all.add(&format!("reward[{index}].title"), &reward.title);
        all.maybe(&format!("reward[{index}].body"), reward.body.as_ref());
        all.worth(&format!("reward[{index}]"), &reward.worth);
    }
    for (index, offer) in programme.offers.iter().enumerate() {
        all.add(&format!("offer[{index}].title"), &offer.title);
        all.maybe(&format!("offer[{index}].body"), offer.body.as_ref());
        all.maybe(&format!("offer[{index}].on_words"), offer.on_words.as_ref());
        all.maybe(&format!("offer[{index}].why"), offer.why.as_ref());
        all.worth(&format!("offer[{index}]"), &offer.worth);
    }
    for (index, campaign) in programme.campaigns.iter().enumerate() {
        all.add(&format!("campaign[{index}].title"), &campaign.title);
    }
    for (index, challenge) in programme.challenges.iter().enumerate() {
        all.add(&format!("challenge[{index}].title"), &challenge.title);
        all.maybe(&format!("challenge[{index}].body"), challenge.body.as_ref());
    }
    for (index, draw) in programme.draws.iter().enumerate() {
        all.add(&format!("draw[{index}].title"), &draw.title);
        for (at, prize) in draw.prize.iter().enumerate() {
            all.add(&format!("draw[{index}].prize[{at}].title"), &prize.title);
        }
    }
    for (index, consent) in programme.consents.iter().enumerate() {
        all.add(&format!("consent[{index}].words"), &consent.words);
    }
    for (index, category) in programme.categories.iter().enumerate() {
        all.add(&format!("category[{index}].name"), &category.name);
    }
    for (index, product) in programme.products.iter().enumerate() {
        all.add(&format!("product[{index}].name"), &product.name);
    }
    all.0
}

struct Found<'a>(Vec<(String, &'a Text)>);

impl<'a> Found<'a> {
    fn add(&mut self, place: &str, text: &'a Text) {
        self.0.push((place.to_owned(), text));
    }

    fn maybe(&mut self, place: &str, text: Option<&'a Text>) {
        if let Some(text) = text {
            self.add(place, text);
        }
    }

    fn worth(&mut self, place: &str, worth: &'a Worth) {
        if let Worth::Thing(text) = worth {
            self.add(&format!("{place}.worth.thing"), text);
        }
    }
}
