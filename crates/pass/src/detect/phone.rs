//! Phone numbers as people write them.

use std::sync::LazyLock;

use regex::Regex;

use super::Found;

/// Groups of digits with at most a little between them.
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: \+ | \( \+? )?
        [0-9]+
        (?: (?: [\x20\u{a0}\u{202f}\u{2009}\-\u{2010}\u{2011}\u{2013}./]
              | \) [\x20\u{a0}-]? | [\x20\u{a0}]? \( )?
            [0-9]+ )*",
    )
    .ok()
});

/// Words before a phone number, or in the label of a field with one.
const WORDS: &[&str] = &[
    "tel",
    "tel.",
    "tél",
    "tél.",
    "telephone",
    "telefon",
    "telefoon",
    "telefono",
    "teléfono",
    "telefone",
    "téléphone",
    "phone",
    "puh",
    "puh.",
    "puhelin",
    "puhelinnumero",
    "tlf",
    "tlf.",
    "tfn",
    "mobil",
    "mobile",
    "gsm",
    "matkapuhelin",
    "hotline",
    "telefonnummer",
    "☎",
    "📞",
];

pub(super) fn find(text: &str, label: Option<&str>) -> Vec<Found> {
    let Some(digits) = &*DIGITS else {
        return Vec::new();
    };
    let labelled = label.is_some_and(|label| label.split_whitespace().any(is_phone_word));
    let found = digits.find_iter(text).filter_map(|candidate| {
        let (before, after) = (text.get(..candidate.start())?, text.get(candidate.end()..)?);
        if !stands_alone(before, after) {
            return None;
        }
        let told = labelled
            || before
                .split_whitespace()
                .next_back()
                .is_some_and(is_phone_word);
        Some(Found {
            range: candidate.range(),
            href: format!("tel:{}", number(candidate.as_str(), told)?),
        })
    });
    found.collect()
}

fn is_phone_word(word: &str) -> bool {
    let word = word.trim_matches([':', ',', '(', ')']).to_lowercase();
    WORDS.contains(&word.as_str())
}

/// Whether the digits are no part of something longer: a word, a sum, a code.
fn stands_alone(before: &str, after: &str) -> bool {
    let mut back = before.chars().rev();
    let fresh = match back.next() {
        // `p.040 123 4567`
        Some('.') => back.next().is_none_or(char::is_alphabetic),
        Some(char) => char.is_whitespace() || "(:;[\"“„»›–—☎📞".contains(char),
        None => true,
    };
    let mut ahead = after.chars();
    let done = match ahead.next() {
        Some(char) if char.is_alphanumeric() => false,
        Some('.' | ',' | ':' | '-' | '/' | '–') => {
            ahead.next().is_none_or(|char| !char.is_alphanumeric())
        }
        Some(char) if char.is_whitespace() => {
            !ahead.next().is_some_and(|char| "%€$£".contains(char))
        }
        Some(char) => !"%€$£@#_+*=".contains(char),
        None => true,
    };
    fresh && done
}

/// The number to dial, when the digits are one. `told` says that the text around calls it one.
fn number(written: &str, told: bool) -> Option<String> {
    let groups: Vec<&str> = written
        .split(|char: char| !char.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let all = groups.concat();
    if let Some(rest) = written.trim_start_matches('(').strip_prefix('+') {
        // `+44 (0)20`: the nought is for calls at home.
        let abroad = rest.replacen("(0)", "", 1);
        let digits: String = abroad.chars().filter(char::is_ascii_digit).collect();
        let fits = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
        return fits.then(|| format!("+{digits}"));
    }
    let marks: String = written
        .chars()
        .filter(|char| !char.is_ascii_digit())
        .collect();
    if is_date(&lengths, &marks) {
        return None;
    }
    let at_home = || is_national(&all, &lengths, &marks);
    let american = || is_american(&groups, &marks);
    let called = told && (5..=15).contains(&all.len());
    (is_international(&all) || at_home() || american() || called).then_some(all)
}

/// Day, month and year in whatever order.
fn is_date(lengths: &[usize], marks: &str) -> bool {
    let dated = matches!(marks, ".." | "//" | "--" | "  " | ". ");
    dated && matches!(lengths, [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2])
}

/// `00` and a country's code.
fn is_international(all: &str) -> bool {
    let rest = all.strip_prefix("00").unwrap_or_default();
    (8..=15).contains(&rest.len()) && !rest.starts_with('0')
}

/// One nought, and digits in the ways that European countries group them.
fn is_national(all: &str, lengths: &[usize], marks: &str) -> bool {
    let begins = all.starts_with('0') && !all.starts_with("00");
    let divided = match marks {
        // Undivided it could be a member's number; those are rarely this short.
        "" => (9..=11).contains(&all.len()),
        _ if marks.contains('.') => {
            marks.chars().all(|char| char == '.')
                && lengths.len() >= 4
                && lengths.iter().all(|length| *length == 2)
        }
        _ if marks.contains('/') => marks.find('/') == Some(0) && lengths.len() <= 5,
        _ => true,
    };
    let plausible = lengths.len() <= 6 && lengths.first().is_some_and(|first| *first <= 6);
    begins && divided && (plausible || marks.is_empty()) && (8..=12).contains(&all.len())
}

/// `(555) 123-4567`, `555-123-4567`, `1-800-555-0199`.
fn is_american(groups: &[&str], marks: &str) -> bool {
    let (area, exchange) = match groups {
        [area, exchange, line] | ["1", area, exchange, line] if line.len() == 4 => (area, exchange),
        _ => return false,
    };
    let begins = |group: &str| group.len() == 3 && !group.starts_with(['0', '1']);
    let marked = marks.contains(['-', '(']) || marks == ".." || groups.len() == 4;
    begins(area) && begins(exchange) && marked
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use crate::data::Detector;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(
            found(text, None, &[Detector::PhoneNumber]),
            expected,
            "{text}"
        );
    }

    #[test]
    fn numbers_of_several_countries() {
        for (text, dialled) in [
            // Finland
            ("+358 40 123 4567", "+358401234567"),
            ("09 123 4567", "091234567"),
            ("0800-123456", "0800123456"),
            ("040 1234567", "0401234567"),
            ("0401234567", "0401234567"),
            ("00358 9 1234567", "0035891234567"),
            // Sweden, Norway, Denmark, Estonia
            ("08-123 456 78", "0812345678"),
            ("+47 22 33 44 55", "+4722334455"),
            ("+45 12 34 56 78", "+4512345678"),
            ("+372 123 4567", "+3721234567"),
            // Germany, Austria, Switzerland
            ("030/12345678", "03012345678"),
            ("(030) 123 456 78", "03012345678"),
            ("+49 (0)30 123456", "+4930123456"),
            ("+43 1 5123456", "+4315123456"),
            ("044 668 18 00", "0446681800"),
            // France, the Netherlands, Poland, Italy
            ("01 23 45 67 89", "0123456789"),
            ("01.23.45.67.89", "0123456789"),
            ("020-7946000", "0207946000"),
            ("+48 22 123 45 67", "+48221234567"),
            ("+39 06 1234 5678", "+390612345678"),
            // Britain, America
            ("020 7946 0000", "02079460000"),
            ("+44 (0)20 7946 0000", "+442079460000"),
            ("(555) 223-4567", "5552234567"),
            ("555-223-4567", "5552234567"),
            ("1-800-555-0199", "18005550199"),
            ("+1-800-555-0199", "+18005550199"),
        ] {
            check(text, &[&format!("{text} → tel:{dialled}")]);
            let within = format!("Soita: {text}, kiitos.");
            check(&within, &[&format!("{text} → tel:{dialled}")]);
        }
    }

    #[test]
    fn the_words_around_tell() {
        check("Puh. 22334455", &["22334455 → tel:22334455"]);
        check("p.040 1234567", &["040 1234567 → tel:0401234567"]);
        check("Tlf: 22 33 44 55", &["22 33 44 55 → tel:22334455"]);
        check("22 33 44 55", &[]);
        let labelled = found("22 33 44 55", Some("Phone"), &[Detector::PhoneNumber]);
        assert_eq!(labelled, ["22 33 44 55 → tel:22334455"]);
        let labelled = found(
            "22 33 44 55",
            Some("Kortin numero"),
            &[Detector::PhoneNumber],
        );
        assert!(labelled.is_empty());
    }

    #[test]
    fn what_is_none() {
        for text in [
            "01.02.2026",
            "01-02-2026",
            "1.2.2026",
            "2026-01-02",
            "Avoinna 9.00-17.00",
            "9-17",
            "1234 5678 9012 3456",
            "23403552810",
            "6401234567890",
            "0000123456",
            "12 500",
            "0123456789012",
            "FI21 1234 5600 0007 85",
            "SKU-0401234567",
            "0401234567X",
            "040 1234567 €",
            "0,123456789",
            "12.50",
            "+0 12345678",
            "+12",
            "",
        ] {
            check(text, &[]);
        }
    }
}
