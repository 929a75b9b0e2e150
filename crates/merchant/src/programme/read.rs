//! From a file to a programme: the parts one by one, so that each says what is wrong with it.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::source::Source;
use super::{Fault, Faults, Programme, check};

/// The longest file that is read, in bytes.
const LONGEST_FILE: usize = 1 << 20;

/// The most entries of one list.
pub(super) const LONGEST_LIST: usize = 500;

/// The most faults that are told at once.
const MOST_FAULTS: usize = 100;

/// Reads and checks.
pub(super) fn read(toml: &str) -> Result<(Programme, Source), Faults> {
    decode(toml)
        .and_then(|(programme, source)| {
            let faults = check::faults(&programme, &source);
            if faults.is_empty() {
                Ok((programme, source))
            } else {
                Err(faults)
            }
        })
        .map_err(sorted)
}

/// Where everything stands in a file.
pub(super) fn source(toml: &str) -> Source {
    let mut source = Source::new(toml);
    if let Ok(table) = DeTable::parse(toml) {
        source.learn(table.get_ref());
    }
    source
}

fn sorted(mut faults: Vec<Fault>) -> Faults {
    faults.sort_by_key(|fault| fault.line);
    faults.truncate(MOST_FAULTS);
    Faults(faults)
}

fn decode(toml: &str) -> Result<(Programme, Source), Vec<Fault>> {
    if toml.len() > LONGEST_FILE {
        return Err(vec![Fault {
            line: 0,
            place: "the file".to_owned(),
            what: "is longer than 1 MiB, which no programme needs".to_owned(),
        }]);
    }
    let mut source = Source::new(toml);
    let (table, errors) = DeTable::parse_recoverable(toml);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .map(|error| Fault {
                line: error.span().map_or(0, |span| source.line_at(span.start)),
                place: "the file".to_owned(),
                what: format!("is not TOML here: {}", error.message()),
            })
            .collect());
    }
    let table = table.into_inner();
    source.learn(&table);
    let mut parts = Parts {
        table,
        source: &source,
        faults: Vec::new(),
    };
    let identity = parts.wanted("programme");
    let seller = parts.wanted("seller");
    let codes = parts.one("codes");
    let points = parts.one("points");
    let tiers = parts.one("tiers");
    let stamp_cards = parts.list("stamp_card");
    let rewards = parts.list("reward");
    let offers = parts.list("offer");
    let campaigns = parts.list("campaign");
    let challenges = parts.list("challenge");
    let draws = parts.list("draw");
    let consents = parts.list("consent");
    let categories = parts.list("category");
    let products = parts.list("product");
    let faults = parts.rest();
    match (identity, seller) {
        (Some(programme), Some(seller)) if faults.is_empty() => Ok((
            Programme {
                programme,
                seller,
                codes: codes.unwrap_or_default(),
                points,
                tiers,
                stamp_cards,
                rewards,
                offers,
                campaigns,
                challenges,
                draws,
                consents,
                categories,
                products,
            },
            source,
        )),
        _ => Err(faults),
    }
}

/// The parts of a file that are not read yet.
struct Parts<'a> {
    table: DeTable<'a>,
    source: &'a Source,
    faults: Vec<Fault>,
}

impl<'a> Parts<'a> {
    fn take(&mut self, name: &str) -> Option<Spanned<DeValue<'a>>> {
        self.table.remove(name)
    }

    /// A part that every programme has.
    fn wanted<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        if !self.table.contains_key(name) {
            self.faults.push(
                self.source
                    .fault(name, format!("is missing: write [{name}]")),
            );
        }
        self.one(name)
    }

    fn one<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.take(name)?;
        if !value.get_ref().is_table() {
            self.faults.push(
                self.source
                    .fault(name, format!("is written once, as [{name}]")),
            );
            return None;
        }
        self.entry(value)
    }

    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        let Some(value) = self.take(name) else {
            return Vec::new();
        };
        let DeValue::Array(entries) = value.into_inner() else {
            self.faults.push(self.source.fault(
                name,
                format!("is a list: write [[{name}]] with two brackets before each entry"),
            ));
            return Vec::new();
        };
        if entries.len() > LONGEST_LIST {
            self.faults.push(self.source.fault(
                name,
                format!("has more than {LONGEST_LIST} entries, which is the most"),
            ));
        }
        entries
            .into_iter()
            .take(LONGEST_LIST)
            .filter_map(|entry| self.entry(entry))
            .collect()
    }

    fn entry<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'a>>) -> Option<T> {
        let whole = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(entry) => Some(entry),
            Err(error) => {
                let span = error.span().unwrap_or(whole);
                self.faults.push(Fault {
                    line: self.source.line_at(span.start),
                    place: self.source.place(&span).to_owned(),
                    what: plain(error.message()),
                });
                None
            }
        }
    }

    /// The faults so far, and one for each part that no programme has.
    fn rest(mut self) -> Vec<Fault> {
        let unknown = self.table.iter().map(|(name, _)| {
            self.source.fault(
                name.get_ref().to_string(),
                "is no part of a programme; there are programme, seller, codes, points, tiers, \
                 stamp_card, reward, offer, campaign, challenge, draw, consent, category and product",
            )
        });
        let mut unknown: Vec<Fault> = unknown.collect();
        self.faults.append(&mut unknown);
        self.faults
    }
}

/// What the decoder says, without the names that Rust gives to things.
fn plain(message: &str) -> String {
    const NAMES: [(&str, &str); 12] = [
        (
            "wanted exactly 1 element, found 0 elements",
            "is empty: write exactly one of what may stand here",
        ),
        (
            "wanted exactly 1 element, more than 1 element",
            "says more than one thing: write exactly one of them",
        ),
        ("unknown variant", "does not know"),
        ("unknown field", "does not know"),
        ("missing field", "lacks"),
        ("expected i64", "expected a whole number"),
        ("expected u32", "expected a whole number, 0 or more"),
        ("expected u8", "expected a whole number from 0 to 255"),
        (
            "expected a sequence",
            "expected a list in brackets: [\"…\"]",
        ),
        ("expected a boolean", "expected true or false"),
        ("expected a string", "expected words in quotation marks"),
        (
            "expected struct Match",
            "expected { products = [\"…\"], categories = [\"…\"] }",
        ),
    ];
    NAMES
        .iter()
        .fold(message.trim().replace('\n', " "), |said, (from, to)| {
            said.replace(from, to)
        })
}
