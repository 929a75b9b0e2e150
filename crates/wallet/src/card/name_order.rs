//! Sorting names as a reader expects, without a collation library: case and accents do not
//! count, except where the reader's alphabet has letters of its own.
//!
//! Finnish and Swedish place å, ä, ö after z (in that order); Estonian õ, ä, ö, ü too, and
//! Danish and Norwegian æ, ø, å. Everything else is folded to its base letter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The order of names for one reader.
pub(crate) struct NameOrder {
    /// Letters after z, in order; each group counts as one letter.
    own: &'static [&'static str],
}

impl NameOrder {
    /// The order for a BCP 47 locale.
    pub(crate) fn of(locale: &str) -> Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        let own: &[&str] = match language {
            "fi" | "sv" => &["å", "äæ", "öø"],
            "et" => &["õ", "ä", "ö", "ü"],
            "da" | "nb" | "nn" | "no" => &["æä", "øö", "å"],
            _ => &[],
        };
        Self { own }
    }

    /// A key that sorts as the name does; equal names differ by their exact text.
    pub(crate) fn key(&self, name: &str) -> (String, String) {
        let lower: String = name.trim().to_lowercase().nfc().collect();
        let mut key = String::with_capacity(lower.len());
        for letter in lower.chars() {
            match self.own.iter().position(|group| group.contains(letter)) {
                // What comes right after z, before any other script.
                Some(place) => {
                    key.push('z');
                    key.extend(
                        u32::try_from(place)
                            .ok()
                            .and_then(|n| char::from_u32(0x7b + n)),
                    );
                }
                None => match folded(letter) {
                    Some(letters) => key.push_str(letters),
                    None => key.extend(letter.nfkd().filter(|c| !is_combining_mark(*c))),
                },
            }
        }
        (key, name.to_owned())
    }
}

/// Letters that Unicode does not take apart.
fn folded(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(locale: &str, names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.sort_by_key(|name| NameOrder::of(locale).key(name));
        names
    }

    #[test]
    fn each_alphabet_has_its_own_end() {
        let names = [
            "Öljy", "apteekki", "Zoo", "Äiti", "Åland", "oma", "Élan", "elo", "Ähtäri",
        ];
        assert_eq!(
            sorted("fi-FI", &names),
            [
                "apteekki", "Élan", "elo", "oma", "Zoo", "Åland", "Ähtäri", "Äiti", "Öljy"
            ],
        );
        assert_eq!(
            sorted("en", &names),
            [
                "Ähtäri", "Äiti", "Åland", "apteekki", "Élan", "elo", "Öljy", "oma", "Zoo"
            ],
        );
        assert_eq!(
            sorted("da", &["Århus", "Ærø", "Zoo", "Øl"]),
            ["Zoo", "Ærø", "Øl", "Århus"]
        );
    }

    #[test]
    fn accents_made_of_two_characters_count_as_one_letter() {
        assert_eq!(
            sorted("fi", &["A\u{308}iti", "Zoo", "Bar"]),
            ["Bar", "Zoo", "A\u{308}iti"]
        );
    }
}
