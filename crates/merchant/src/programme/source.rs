//! Where in a file something stands.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;

/// The lines of a file, and where each of its keys and entries stands.
#[derive(Debug, Default)]
pub(super) struct Source {
    line_ends: Vec<usize>,
    spots: BTreeMap<String, Range<usize>>,
}

impl Source {
    /// The lines; where things stand comes with [`Source::learn`].
    pub(super) fn new(toml: &str) -> Self {
        Self {
            line_ends: toml.match_indices('\n').map(|(at, _)| at).collect(),
            spots: BTreeMap::new(),
        }
    }

    /// Notes where each key and entry of the file stands.
    pub(super) fn learn(&mut self, table: &DeTable<'_>) {
        self.table("", table);
    }

    fn table(&mut self, path: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = match path {
                "" => key.get_ref().to_string(),
                path => format!("{path}.{}", key.get_ref()),
            };
            self.value(&path, key.span().start, value);
        }
    }

    fn value(&mut self, path: &str, start: usize, value: &Spanned<DeValue<'_>>) {
        let end = value.span().end.max(start);
        self.spots.insert(path.to_owned(), start..end);
        match value.get_ref() {
            DeValue::Table(table) => self.table(path, table),
            DeValue::Array(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    self.value(&format!("{path}[{index}]"), entry.span().start, entry);
                }
            }
            _ => {}
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        self.line_ends.partition_point(|end| *end < byte) + 1
    }

    /// The line of a place; of what it is part of, where it is not written out; else 0.
    pub(super) fn line(&self, place: &str) -> usize {
        let mut place = place;
        loop {
            if let Some(spot) = self.spots.get(place) {
                return self.line_at(spot.start);
            }
            match place.rfind(['.', '[']) {
                Some(end) => place = place.get(..end).unwrap_or(""),
                None => return 0,
            }
        }
    }

    /// The smallest thing that holds these bytes.
    pub(super) fn place(&self, span: &Range<usize>) -> &str {
        self.spots
            .iter()
            .filter(|(_, spot)| spot.start <= span.start && span.end <= spot.end)
            .min_by_key(|(path, spot)| (spot.len(), path.len()))
            .map_or("", |(path, _)| path)
    }

    /// A fault of this place.
    pub(super) fn fault(&self, place: impl Into<String>, what: impl Into<String>) -> Fault {
        let place = place.into();
        Fault {
            line: self.line(&place),
            place,
            what: what.into(),
        }
    }
}
