//! Whether a programme that could be read also makes sense as a whole.
//!
//! Types have been checked by then. What is left: names that are there once and found where they are
//! used, figures within bounds (so that no sum of the engine overflows), days in order, words in the
//! shop's language, and rules that have what they need.

mod campaigns;
mod identity;
mod offers;
mod perks;
mod points;
mod texts;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::read::LONGEST_LIST;
use super::source::Source;
use super::{Amount, Fault, Match, Programme};

pub(super) use texts::texts;

/// The most that any amount, in minor units, or number of points may be: products of two of them
/// still fit in 64 bits.
const MOST: i64 = 1_000_000_000;

/// The highest multiplier, in per cent: a hundred times.
const MOST_PERCENT: u32 = 10_000;

/// Every fault, in no order.
pub(super) fn faults(programme: &Programme, source: &Source) -> Vec<Fault> {
    let mut check = Check {
        programme,
        source,
        faults: Vec::new(),
    };
    check.identity();
    check.points();
    check.tiers();
    check.stamp_cards();
    check.rewards();
    check.offers();
    check.campaigns();
    check.challenges();
    check.draws();
    check.consents();
    check.products();
    check.texts();
    check.faults
}

struct Check<'a> {
    programme: &'a Programme,
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.faults.push(self.source.fault(place, what));
    }

    /// A fault unless it is so.
    fn must(&mut self, so: bool, place: impl Into<String>, what: &str) {
        if !so {
            self.fault(place, what);
        }
    }

    /// A name that the wallet and the ledger keep: small letters, digits and dashes.
    fn id(&mut self, place: &str, id: &str) {
        let fits = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits {
            self.fault(
                place,
                format!(
                    "`{}` is no name: use small letters a to z, digits and dashes, at most 64",
                    short(id)
                ),
            );
        }
    }

    /// Names of a list: each right, and there once. Which part of an entry the name is follows `key`.
    fn ids<'i>(&mut self, list: &str, key: &str, ids: impl Iterator<Item = &'i str>) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            let place = format!("{list}[{index}].{key}");
            if key == "id" && list != "category" {
                self.id(&place, id);
            }
            if !seen.insert(id) {
                self.fault(
                    place,
                    format!(
                        "`{}` is there twice; each needs a name of its own",
                        short(id)
                    ),
                );
            }
        }
    }

    fn between(&mut self, place: impl Into<String>, value: i64, least: i64, most: i64) {
        if !(least..=most).contains(&value) {
            self.fault(
                place,
                format!("is {value}, but must be from {least} to {most}"),
            );
        }
    }

    /// An amount that asks for something: more than nothing.
    fn amount(&mut self, place: impl Into<String>, amount: Option<Amount>) {
        let Some(Amount(minor)) = amount else { return };
        self.must(
            (1..=MOST).contains(&minor),
            place,
            "must be from \"0.01\" to \"10000000.00\"",
        );
    }

    fn window(&mut self, place: &str, from: Option<NaiveDate>, until: Option<NaiveDate>) {
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.fault(
                format!("{place}.until"),
                format!("{until} is before the first day, {from}; the last day must not be"),
            );
        }
    }

    /// A tier that rules name.
    fn tier(&mut self, place: impl Into<String>, id: Option<&str>) {
        let Some(id) = id else { return };
        let known: Vec<&str> = self
            .programme
            .tiers
            .iter()
            .flat_map(|tiers| &tiers.tier)
            .map(|tier| tier.id.as_str())
            .collect();
        if !known.contains(&id) {
            self.fault(place, unknown("tier", "tiers.tier", id, &known));
        }
    }

    /// A rule that names lines.
    fn lines(&mut self, place: &str, on: &Match) {
        let lists = [
            ("products", &on.products),
            ("categories", &on.categories),
            ("except", &on.except),
        ];
        for (key, names) in lists {
            let place = format!("{place}.{key}");
            self.must(
                names.len() <= LONGEST_LIST,
                &place,
                "has more than 500 entries",
            );
            self.must(
                names.iter().all(|name| is_shop_name(name)),
                &place,
                "has a name that is empty, longer than 64 letters, or has line breaks",
            );
        }
        if !on.categories.is_empty()
            && on.products.is_empty()
            && on.categories.iter().all(|name| on.except.contains(name))
        {
            self.fault(
                format!("{place}.except"),
                "takes away every category that is named, so that nothing is left",
            );
        }
    }

    /// Points may be named only where there are any.
    fn points_are_there(&mut self, place: impl Into<String>) {
        self.must(
            self.programme.points.is_some(),
            place,
            "gives points, but the programme has none: write [points], or give something else",
        );
    }
}

/// A name that the shop gives a product or a category.
fn is_shop_name(name: &str) -> bool {
    (1..=64).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(char::is_control)
}

/// A name that no list has.
fn unknown(what: &str, list: &str, id: &str, known: &[&str]) -> String {
    let id = short(id);
    if known.is_empty() {
        format!("there is no {what} `{id}`: there is no [[{list}]] at all")
    } else {
        let known = known.iter().take(20).copied().collect::<Vec<_>>();
        format!("there is no {what} `{id}`; there are: {}", known.join(", "))
    }
}

/// Enough of a name to know it by.
fn short(name: &str) -> String {
    name.chars().take(64).filter(|c| !c.is_control()).collect()
}
