//! What differs between two versions of a pass, field by field, as its reader sees them.

use std::collections::BTreeSet;

use crate::data::Section;
use crate::view::{FieldView, PassView};

/// A field that shows something else than before.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Where the field is; where it was, when it is gone.
    pub section: Section,
    /// Its key; empty when the issuer gave none.
    pub key: String,
    /// Its label, localised.
    pub label: Option<String>,
    /// What it showed; none when it was not there or was empty.
    pub before: Option<String>,
    /// What it shows; none when it is gone or empty.
    pub after: Option<String>,
    /// What the issuer says about the change, with the new value in place.
    pub message: Option<String>,
}

crate::redacted_debug!(FieldChange);

impl PassView {
    /// What `newer` shows otherwise, in its order; what is gone comes last. Both views have to be
    /// of the same reader and time.
    ///
    /// A field is known by its key, first within its section, then anywhere on the pass. Of fields
    /// that share a key the first is compared with the first. Fields without one are known by
    /// their label within their section.
    pub fn changes(&self, newer: &PassView) -> Vec<FieldChange> {
        let (old, new) = (numbered(self), numbered(newer));
        let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
        let mut taken = BTreeSet::new();
        // The whole name first, so that a field that moved takes nobody else's past.
        for same in [Name::is, Name::is_moved] {
            for (pair, (name, _)) in pairs.iter_mut().zip(&new) {
                let free = |(at, (other, _)): &(usize, &(Name<'_>, &FieldView))| {
                    !taken.contains(at) && same(name, other)
                };
                if pair.is_none() {
                    *pair = old.iter().enumerate().find(free).map(|(at, _)| at);
                    taken.extend(*pair);
                }
            }
        }
        let fresh = pairs.iter().zip(&new).filter_map(|(pair, (_, field))| {
            let before = pair.and_then(|at| old.get(at)).map(|(_, field)| *field);
            change(before, Some(field))
        });
        let gone = old.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        let gone = gone.filter_map(|(_, (_, field))| change(Some(field), None));
        fresh.chain(gone).collect()
    }
}

/// How a field is told from the others of its pass.
#[derive(PartialEq, Eq)]
struct Name<'v> {
    section: Section,
    key: &'v str,
    /// The label of a field without a key.
    label: Option<&'v str>,
    /// How many of that name stand before it.
    nth: usize,
}

impl Name<'_> {
    fn is(&self, other: &Name<'_>) -> bool {
        self == other
    }

    /// The same field in another section.
    fn is_moved(&self, other: &Name<'_>) -> bool {
        !self.key.is_empty() && self.key == other.key
    }
}

fn numbered(view: &PassView) -> Vec<(Name<'_>, &FieldView)> {
    let mut named: Vec<(Name<'_>, &FieldView)> = Vec::new();
    for field in view.fields() {
        let key = field.key.as_str();
        let label = field.label.as_deref().filter(|_| key.is_empty());
        let same = |(name, _): &&(Name<'_>, &FieldView)| {
            (name.section, name.key, name.label) == (field.section, key, label)
        };
        let nth = named.iter().filter(same).count();
        let name = Name {
            section: field.section,
            key,
            label,
            nth,
        };
        named.push((name, field));
    }
    named
}

fn change(before: Option<&FieldView>, after: Option<&FieldView>) -> Option<FieldChange> {
    let shown = |field: Option<&FieldView>| {
        let text = field?.display.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (was, is) = (shown(before), shown(after));
    let field = after.or(before)?;
    if was == is {
        return None;
    }
    let message = is.as_deref().and_then(|value| {
        let message = field.change_message.as_deref()?;
        Some(filled(message, value)).filter(|text| !text.trim().is_empty())
    });
    Some(FieldChange {
        section: field.section,
        key: field.key.clone(),
        label: field.label.clone(),
        before: was,
        after: is,
        message,
    })
}

/// The message with the value in its place: `%@`, or `%1$@` as some tools write it.
fn filled(message: &str, value: &str) -> String {
    let mut parts = message.split("%1$@").flat_map(|part| part.split("%@"));
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(value);
        text.push_str(part);
    }
    text
}
