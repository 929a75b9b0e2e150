//! Where a rule is allowed but defeats itself.

mod languages;
mod reach;
mod rules;
mod windows;
mod worth;

use chrono::NaiveDate;

use super::read::{read, source};
use super::source::Source;
use super::{Faults, Match, Programme};

/// A word to the owner. The programme runs all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// From 1.
    pub line: usize,
    /// The place as a path: `offer[0].worth`.
    pub place: String,
    /// What to think about, in English.
    pub what: String,
}

/// Reads a programme only to say what its owner should think about again, on this day.
///
/// # Errors
/// As [`Programme::read`]: with a fault a programme does not run, whatever else could be said.
pub fn check(toml: &str, today: NaiveDate) -> Result<Vec<Advice>, Faults> {
    let (programme, source) = read(toml)?;
    Ok(Adviser::new(&programme, &source, Some(today)).advise())
}

/// What an owner should think about again, on any day: whether something is over is not said.
#[must_use]
pub fn advice(programme: &Programme, toml: &str) -> Vec<Advice> {
    Adviser::new(programme, &source(toml), None).advise()
}

struct Adviser<'a> {
    programme: &'a Programme,
    source: &'a Source,
    today: Option<NaiveDate>,
    said: Vec<Advice>,
}

impl<'a> Adviser<'a> {
    const fn new(programme: &'a Programme, source: &'a Source, today: Option<NaiveDate>) -> Self {
        Self {
            programme,
            source,
            today,
            said: Vec::new(),
        }
    }

    fn advise(mut self) -> Vec<Advice> {
        self.worths();
        self.overlaps();
        self.reach();
        self.expiry();
        self.windows();
        self.points_and_rewards();
        self.consents();
        self.names();
        self.draws();
        self.identity();
        self.languages();
        self.said.sort_by_key(|advice| advice.line);
        self.said
    }

    fn say(&mut self, place: impl Into<String>, what: impl Into<String>) {
        let place = place.into();
        self.said.push(Advice {
            line: self.source.line(&place),
            place,
            what: what.into(),
        });
    }

    /// Every place where a rule says what it is about.
    fn matches(&self) -> Vec<(String, &'a Match)> {
        let programme = self.programme;
        let mut all: Vec<(String, &Match)> = Vec::new();
        let earn = programme.points.iter().flat_map(|points| &points.earn);
        all.extend(numbered("points.earn", earn, |rule| &rule.on));
        all.extend(numbered("stamp_card", &programme.stamp_cards, |card| {
            &card.on
        }));
        all.extend(numbered("reward", &programme.rewards, |reward| &reward.on));
        all.extend(numbered("offer", &programme.offers, |offer| &offer.on));
        all.extend(numbered("campaign", &programme.campaigns, |rule| &rule.on));
        all.extend(numbered("challenge", &programme.challenges, |rule| {
            &rule.on
        }));
        all
    }
}

fn numbered<'a, T: 'a>(
    list: &str,
    entries: impl IntoIterator<Item = &'a T>,
    on: impl Fn(&'a T) -> &'a Match,
) -> Vec<(String, &'a Match)> {
    entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| (format!("{list}[{index}].on"), on(entry)))
        .collect()
}
