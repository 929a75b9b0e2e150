//! Words as rules and searches compare them: without case, accents and signs.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Text without case and accents.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.nfkd().filter(|char| !is_combining_mark(*char)) {
        for char in char.to_lowercase() {
            match char {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ı' => folded.push('i'),
                other => folded.push(other),
            }
        }
    }
    folded
}

/// The folded words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    folded(text)
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The folded words of a key: `loyaltyPoints`, `loyalty_points` and `loyalty-points2` are the same.
pub(super) fn key_words(key: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(key.len() + 8);
    let mut before = ' ';
    for char in key.chars() {
        let begins = char.is_uppercase() && before.is_lowercase()
            || char.is_numeric() != before.is_numeric();
        if begins {
            spaced.push(' ');
        }
        spaced.push(char);
        before = char;
    }
    let mut words = words(&spaced);
    words.retain(|word| word.contains(char::is_alphabetic));
    words
}

/// At most `most` characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fall_into_words() {
        for (key, expected) in [
            ("loyaltyPoints", vec!["loyalty", "points"]),
            ("loyalty_points2", vec!["loyalty", "points"]),
            ("PTS-balance", vec!["pts", "balance"]),
            ("", vec![]),
            ("42", vec![]),
        ] {
            assert_eq!(key_words(key), expected, "{key}");
        }
    }

    #[test]
    fn words_have_no_case_and_accents() {
        assert_eq!(
            words("Points de fidélité: Ørsted, Łódź"),
            ["points", "de", "fidelite", "orsted", "lodz"]
        );
    }
}
