//! Distinguished names: who a certificate is for, and who issued it.

use super::ber::{self, Element, Malformed};
use super::certificate::oid;

const UID: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const UNIT: &[u8] = &[0x55, 0x04, 0x0b];

/// A distinguished name.
#[derive(Debug, Clone)]
pub(super) struct Name<'a> {
    raw: &'a [u8],
    attributes: Vec<Attribute<'a>>,
}

#[derive(Debug, Clone)]
struct Attribute<'a> {
    kind: &'a [u8],
    value: String,
    /// A string of digits, which is only ever the same as another one, byte for byte.
    numeric: bool,
}

impl<'a> Name<'a> {
    pub(super) fn parse(element: Element<'a>) -> Result<Self, Malformed> {
        const WHAT: &str = "name";
        let mut attributes = Vec::new();
        let mut sets = element.inside();
        while !sets.is_empty() {
            let mut members = sets.expect(ber::SET, WHAT)?.inside();
            if members.is_empty() {
                return Err(Malformed(WHAT));
            }
            while !members.is_empty() {
                let mut pair = members.expect(ber::SEQUENCE, WHAT)?.inside();
                let kind = oid(&mut pair, WHAT)?;
                let value = pair.next(WHAT)?;
                pair.finish(WHAT)?;
                attributes.push(Attribute {
                    kind,
                    value: ber::text(&value).ok_or(Malformed(WHAT))?,
                    numeric: value.tag == ber::NUMERIC_STRING,
                });
            }
        }
        Ok(Self {
            raw: element.raw,
            attributes,
        })
    }

    fn get(&self, kind: &[u8]) -> Option<String> {
        let found = self
            .attributes
            .iter()
            .find(|attribute| attribute.kind == kind);
        found.map(|attribute| attribute.value.clone())
    }

    pub(super) fn common_name(&self) -> Option<String> {
        self.get(COMMON_NAME)
    }

    pub(super) fn organisation(&self) -> Option<String> {
        self.get(ORGANISATION)
    }

    pub(super) fn unit(&self) -> Option<String> {
        self.get(UNIT)
    }

    pub(super) fn user_id(&self) -> Option<String> {
        self.get(UID)
    }

    /// The same name, perhaps in other string kinds, letter case and spacing (RFC 5280 §7.1).
    pub(super) fn is(&self, other: &Name<'_>) -> bool {
        let pairs = self.attributes.iter().zip(&other.attributes);
        self.raw == other.raw
            || (!self.attributes.is_empty()
                && self.attributes.len() == other.attributes.len()
                && pairs.into_iter().all(|(one, two)| one.is(two)))
    }
}

impl Attribute<'_> {
    fn is(&self, other: &Attribute<'_>) -> bool {
        let folded = |text: &str| {
            text.split_ascii_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_ascii_lowercase()
        };
        let same = if self.numeric || other.numeric {
            self.numeric == other.numeric && self.value == other.value
        } else {
            folded(&self.value) == folded(&other.value)
        };
        self.kind == other.kind && same
    }
}
