//! The rules: words that say what a field is, by language. They live in `rules.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::text;

/// The rules as they are shipped. A test proves that they read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| serde_json::from_str(include_str!("rules.json")).unwrap_or_default());

/// Everything in `rules.json`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Rules {
    /// Raised with every change, so that what was found before is found anew.
    pub(super) version: u32,
    /// Points.
    pub(super) points: Phrases,
    /// What is counted like points, but has a name of its own.
    pub(super) counted: Phrases,
    /// Points of another kind.
    pub(super) not_points: Phrases,
    /// Money that can be spent, where the value is a sum of money.
    pub(super) money: Phrases,
    /// A number that is no balance.
    pub(super) not_balance: Phrases,
    /// Stamps.
    pub(super) stamps: Phrases,
    /// What stamps are given for.
    pub(super) counters: Phrases,
    /// Two numbers that are no stamps.
    pub(super) not_stamps: Phrases,
    /// Between the collected and the required.
    pub(super) of: Phrases,
    /// What a full card gives.
    pub(super) rewards: Phrases,
    /// A tier.
    pub(super) tier: Phrases,
    /// A tier, when the value is a name of one.
    pub(super) tier_weak: Phrases,
    /// Names of tiers.
    pub(super) tier_names: Phrases,
    /// Words that are no tier, in a label or as the value.
    pub(super) not_tier: Phrases,
    /// An offer.
    pub(super) offer: Phrases,
    /// Something about offers that is none.
    pub(super) not_offer: Phrases,
    /// Values that say that there is no offer.
    pub(super) no_offer: Phrases,
    /// Something ends.
    pub(super) expiry: Phrases,
    /// For nothing.
    pub(super) gift: Phrases,
    /// A sum is taken off or added.
    pub(super) off: Phrases,
    /// Before "free": something is not in it.
    pub(super) not_free_of: Phrases,
    /// Per cent in a word.
    pub(super) percent: Phrases,
    /// Twice the points.
    pub(super) double: Phrases,
    /// Three times the points.
    pub(super) triple: Phrases,
    /// Words around a number that say nothing.
    pub(super) filler: Phrases,
    /// Signs and words of money to ISO 4217.
    pub(super) currencies: BTreeMap<String, String>,
    /// Words of money that several countries use.
    pub(super) words_for_money: Vec<String>,
    /// Names of the months, January first.
    pub(super) months: Vec<Vec<String>>,
}

/// Phrases of all languages.
#[derive(Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub(super) struct Phrases {
    /// Those of one whole word: nearly all.
    words: BTreeSet<String>,
    /// Those of one word with an open end.
    open: Vec<Pattern>,
    /// Those of several words.
    longer: Vec<Vec<Pattern>>,
}

impl From<BTreeMap<String, Vec<String>>> for Phrases {
    fn from(written: BTreeMap<String, Vec<String>>) -> Self {
        let mut phrases = Self::default();
        for phrase in written.into_values().flatten() {
            let mut patterns: Vec<Pattern> = phrase.split_whitespace().map(Pattern::of).collect();
            match patterns.pop() {
                Some(only) if patterns.is_empty() && only.is_whole() => {
                    phrases.words.insert(only.text);
                }
                Some(only) if patterns.is_empty() => phrases.open.push(only),
                Some(last) => {
                    patterns.push(last);
                    phrases.longer.push(patterns);
                }
                None => {}
            }
        }
        phrases
    }
}

impl Phrases {
    /// Whether one of the phrases stands in these words.
    pub(super) fn in_words(&self, words: &[String]) -> bool {
        self.find(words).is_some()
    }

    /// Where the first phrase that stands in these words begins.
    pub(super) fn find(&self, words: &[String]) -> Option<usize> {
        (0..words.len()).find(|start| self.longest(words.get(*start..).unwrap_or_default()) > 0)
    }

    /// Marks the words that belong to one of the phrases.
    pub(super) fn mark(&self, words: &[String], marked: &mut [bool]) {
        for start in 0..words.len() {
            let length = self.longest(words.get(start..).unwrap_or_default());
            let marks = marked.iter_mut().skip(start).take(length);
            marks.for_each(|mark| *mark = true);
        }
    }

    /// Whether every word belongs to one of the phrases; `false` for no words.
    pub(super) fn cover(&self, words: &[String]) -> bool {
        let mut marked = vec![false; words.len()];
        self.mark(words, &mut marked);
        !words.is_empty() && marked.into_iter().all(|mark| mark)
    }

    /// How many words the longest phrase has that these words begin with; 0 for none.
    fn longest(&self, words: &[String]) -> usize {
        let Some(first) = words.first() else { return 0 };
        let longer = self.longer.iter().filter(|phrase| begins(phrase, words));
        let longer = longer.map(Vec::len).max().unwrap_or(0);
        if longer > 0 {
            return longer;
        }
        let one = self.words.contains(first) || self.open.iter().any(|open| open.fits(first));
        usize::from(one)
    }
}

fn begins(phrase: &[Pattern], words: &[String]) -> bool {
    phrase.len() <= words.len()
        && phrase
            .iter()
            .zip(words)
            .all(|(pattern, word)| pattern.fits(word))
}

/// One word of a phrase; `*` at an end stands for anything.
struct Pattern {
    text: String,
    open_start: bool,
    open_end: bool,
}

impl Pattern {
    fn of(written: &str) -> Self {
        Self {
            text: text::folded(written.trim_matches('*')),
            open_start: written.starts_with('*'),
            open_end: written.ends_with('*'),
        }
    }

    fn is_whole(&self) -> bool {
        !self.open_start && !self.open_end
    }

    fn fits(&self, word: &str) -> bool {
        match (self.open_start, self.open_end) {
            (false, false) => word == self.text,
            (true, false) => word.ends_with(&self.text),
            (false, true) => word.starts_with(&self.text),
            (true, true) => word.contains(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_read() {
        let rules: Rules = serde_json::from_str(include_str!("rules.json")).unwrap();
        assert!(rules.version >= 1);
        assert_eq!(rules.months.len(), 12);
        for code in rules.currencies.values() {
            assert!(crate::domain::currency::decimals(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_name_of_a_month_stands_for_one_month() {
        let mut names: Vec<&String> = RULES.months.iter().flatten().collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn phrases_fit_words_whole_and_open() {
        let phrases = Phrases::from(BTreeMap::from([(
            "x".to_owned(),
            vec![
                "point".to_owned(),
                "*pisteet".to_owned(),
                "valid until".to_owned(),
            ],
        )]));
        for (text, expected) in [
            ("Point", true),
            ("Viewpoint", false),
            ("Bonuspisteet", true),
            ("Valid  until:", true),
            ("until valid", false),
            ("", false),
        ] {
            assert_eq!(phrases.in_words(&text::words(text)), expected, "{text}");
        }
    }
}
