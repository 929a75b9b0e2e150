//! Postal addresses: a street with a number, and a town with its code, as countries write them.

use std::sync::LazyLock;

use regex::Regex;

use super::Found;

/// Street then number, code then town: most of Europe. `Mannerheimintie 12 A, 00100 Helsinki`.
const NUMBER_LAST: &str = r"(?x)
    \p{Lu}[\p{L}'’.\-]* (?: \x20 [\p{L}'’.\-]+ ){0,4}
    \x20 [0-9]{1,4} (?: \x20? [\-–/] \x20? [0-9]{1,4} )? (?: \x20? [A-Za-z] (?: \x20? [0-9]{1,3} )? )?
    (?: ,\s* | \s*\n\s* | (?P<bare> \x20+ ) )
    (?: [A-Z]{1,2}- )?
    (?: (?P<four> [0-9]{4} ) (?: \x20? [A-Z]{2} )? | [0-9]{5} | [0-9]{3}\x20[0-9]{2} | [0-9]{2}-[0-9]{3} )
    \x20+ \p{Lu}[\p{L}'’.\-]*[\p{L}] (?: [\x20-] \p{Lu}[\p{L}'’\-]+ ){0,2}";

/// Number then kind of street: France. `12 rue de la Paix, 75002 Paris`.
const FRENCH: &str = r"(?x)
    [0-9]{1,4} (?: \x20? (?: bis | ter ) )? ,? \x20
    (?i: rue | avenue | av\. | boulevard | bd | place | quai | allée | chemin | impasse | cours | route | square )
    (?: \x20 [\p{L}0-9'’.\-]+ ){1,7}
    (?: ,\s* | \s*\n\s* )
    [0-9]{5} \x20+ \p{Lu}[\p{L}'’\-]+ (?: [\x20-] \p{Lu}[\p{L}'’\-]+ ){0,2}";

/// Number, street, town, and a code last: English-speaking countries.
/// `1 Apple Park Way, Cupertino, CA 95014`, `10 Downing Street, London SW1A 2AA`.
const ENGLISH: &str = r"(?x)
    [0-9]{1,5} [A-Za-z]? \x20 (?: [\p{L}0-9.'’\-]+ \x20 ){0,4}
    (?: St | Street | Ave | Avenue | Rd | Road | Blvd | Boulevard | Ln | Lane | Dr | Drive | Way
      | Ct | Court | Pl | Place | Sq | Square | Pkwy | Parkway | Loop | Hwy | Highway | Terrace
      | Circle | Row | Close | Gardens | Hill | Walk | Green | Crescent ) \.?
    (?: ,?\x20 (?: Suite | Ste | Apt | Unit | Floor ) \.? \x20? [0-9A-Za-z]+ )?
    (?: ,\s* | \s*\n\s* )
    (?: \p{Lu}[\p{L}.'’\-]* [\x20] ){0,3} \p{Lu}[\p{L}.'’\-]*
    (?: ,\s* | \s*\n\s* | \x20+ )
    (?: [A-Z]{2} \x20+ [0-9]{5} (?: -[0-9]{4} )? | [A-Z]{1,2}[0-9][A-Z0-9]? \x20? [0-9][A-Z]{2} )";

static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [ENGLISH, FRENCH, NUMBER_LAST];
    shapes
        .iter()
        .filter_map(|shape| Regex::new(shape).ok())
        .collect()
});

/// How months begin in languages that write `December 31, 2026`.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt",
    "nov", "dec", "dez", "des",
];

pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for shape in SHAPES.iter() {
        for captures in shape.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let after = text.get(whole.end()..).and_then(|rest| rest.chars().next());
            let before = text
                .get(..whole.start())
                .and_then(|rest| rest.chars().next_back());
            let cut = [before, after]
                .into_iter()
                .flatten()
                .any(char::is_alphanumeric);
            // Four digits may be a year, and without a comma they are anything.
            let four = captures.name("four").is_some();
            let vague = four && (captures.name("bare").is_some() || names_a_month(whole.as_str()));
            if !cut && !vague {
                found.push(Found {
                    range: whole.range(),
                    href: format!("geo:0,0?q={}", escaped(whole.as_str())),
                });
            }
        }
    }
    found
}

fn names_a_month(text: &str) -> bool {
    let street = text.split(|char: char| char.is_ascii_digit()).next();
    let words = street.unwrap_or_default().split_whitespace();
    words.map(str::to_lowercase).any(|word| {
        let begins = MONTHS.iter().any(|month| word.starts_with(month));
        begins && word.chars().count() <= 9
    })
}

/// On one line and percent-encoded (RFC 3986, all but the unreserved characters).
fn escaped(address: &str) -> String {
    let lines = address
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.map(|line| line.trim_end_matches(',')).collect();
    let mut escaped = String::new();
    for byte in lines.join(", ").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributed::Link;
    use crate::data::Detector;

    fn texts(text: &str) -> Vec<String> {
        let links = super::super::links(text, None, &[Detector::Address]);
        links.into_iter().map(|link: Link| link.text).collect()
    }

    #[test]
    fn every_shape_is_understood() {
        assert_eq!(SHAPES.len(), 3);
    }

    #[test]
    fn addresses_of_several_countries() {
        for address in [
            "Mannerheimintie 12, 00100 Helsinki",
            "Mannerheimintie 12 A 5, 00100 Helsinki",
            "Itämerenkatu 1–3\n00180 Helsinki",
            "Mannerheimintie 12 00100 Helsinki",
            "Drottninggatan 5, 111 51 Stockholm",
            "Karl Johans gate 1, 0154 Oslo",
            "Vestergade 10, 1456 København",
            "Viru väljak 4, 10111 Tallinn",
            "Brīvības iela 1, LV-1010 Rīga",
            "Unter den Linden 77, 10117 Berlin",
            "Königstraße 1A\n70173 Stuttgart",
            "Stephansplatz 1, 1010 Wien",
            "Damrak 1, 1012 LG Amsterdam",
            "ul. Marszałkowska 1, 00-624 Warszawa",
            "Via Roma 1, 00184 Roma",
            "Calle Mayor 1, 28013 Madrid",
            "12 rue de la Paix, 75002 Paris",
            "1 Apple Park Way, Cupertino, CA 95014",
            "350 5th Ave, New York, NY 10118",
            "10 Downing Street, London SW1A 2AA",
            "221B Baker Street, London, NW1 6XE",
        ] {
            // Polish streets begin with their kind in small letters; the name is enough.
            let bare = address.strip_prefix("ul. ").unwrap_or(address);
            assert_eq!(texts(address), [bare], "{address}");
            let within = format!("(osoite: {address}).");
            assert_eq!(texts(&within), [bare], "{within}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "Voimassa 31.12.2026 asti",
            "Valid until December 31, 2026 At any store",
            "Gültig bis Dezember 31, 2026 In Wien",
            "Points 12, 2140 more",
            "Buy 10 get 1 free",
            "Kortti 12345 67890",
            "Avoinna 10 2026 Helsingissä",
            "",
        ] {
            assert!(texts(text).is_empty(), "{text}: {:?}", texts(text));
        }
    }

    #[test]
    fn an_address_is_one_line_and_escaped() {
        let links = super::super::links(
            "Itämerenkatu 1,\n00180 Helsinki",
            None,
            &[Detector::Address],
        );
        assert_eq!(
            links[0].href,
            "geo:0,0?q=It%C3%A4merenkatu%201%2C%2000180%20Helsinki"
        );
    }
}
