//! Where a rule is allowed but defeats itself.

use super::Programme;

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

/// What an owner should think about again.
#[must_use]
pub fn advice(programme: &Programme, toml: &str) -> Vec<Advice> {
    todo!("PROGRAMME: {programme:?} {}", toml.len())
}
