//! What in a field's text leads somewhere: web and mail addresses, phone numbers and postal
//! addresses, as the issuer allows with `dataDetectorTypes`.
//!
//! Cautious on purpose: a number that might be a card's is left alone, for a link that is missing
//! can be typed, and one that is wrong calls a stranger.

mod phone;
mod postal;
mod web;

use std::ops::Range;

use crate::attributed::Link;
use crate::data::Detector;

/// Bytes of a text that are looked at; whole terms and conditions fit.
const MOST_BYTES: usize = 32 * 1024;
/// Links of one text.
const MOST_LINKS: usize = 200;

/// A stretch of text, and where it leads.
struct Found {
    range: Range<usize>,
    href: String,
}

/// The links in a text, in its order, none within another. `label` is that of the field: what
/// stands below "Phone" is a phone number.
pub(crate) fn links(text: &str, label: Option<&str>, detectors: &[Detector]) -> Vec<Link> {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let mut found: Vec<Found> = Vec::new();
    for detector in [Detector::Link, Detector::Address, Detector::PhoneNumber] {
        if !detectors.contains(&detector) {
            continue;
        }
        let more = match detector {
            Detector::Link => web::find(text),
            Detector::Address => postal::find(text),
            _ => phone::find(text, label),
        };
        for one in more {
            let free = |other: &Found| {
                one.range.end <= other.range.start || other.range.end <= one.range.start
            };
            if found.len() < MOST_LINKS && found.iter().all(free) {
                found.push(one);
            }
        }
    }
    found.sort_by_key(|one| one.range.start);
    let link = |one: Found| {
        Some(Link {
            text: text.get(one.range)?.to_owned(),
            href: one.href,
        })
    };
    found.into_iter().filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each link as `text → href`.
    pub(super) fn found(text: &str, label: Option<&str>, detectors: &[Detector]) -> Vec<String> {
        let links = links(text, label, detectors);
        let shown = links
            .iter()
            .map(|link| format!("{} → {}", link.text, link.href));
        shown.collect()
    }

    #[test]
    fn all_kinds_in_the_order_of_the_text() {
        let text = "Soita 09 123 4567 tai kirjoita asiakas@kahvila.example.\n\
                    Kahvila, Mannerheimintie 12, 00100 Helsinki (www.kahvila.example)";
        let expected = [
            "09 123 4567 → tel:091234567",
            "asiakas@kahvila.example → mailto:asiakas@kahvila.example",
            "Mannerheimintie 12, 00100 Helsinki → \
             geo:0,0?q=Mannerheimintie%2012%2C%2000100%20Helsinki",
            "www.kahvila.example → https://www.kahvila.example",
        ];
        assert_eq!(found(text, None, &Detector::ALL), expected);
        assert_eq!(
            found(text, None, &[Detector::PhoneNumber]),
            [expected[0]],
            "only what the issuer allows"
        );
        assert!(found(text, None, &[]).is_empty());
    }

    #[test]
    fn nothing_is_a_link_twice_and_long_texts_end() {
        let text = "https://kahvila.example/tel/0401234567?a=09-1234567";
        assert_eq!(found(text, None, &Detector::ALL).len(), 1);
        let long = "ä 040 123 4567, ".repeat(5_000);
        assert_eq!(links(&long, None, &Detector::ALL).len(), MOST_LINKS);
    }
}
