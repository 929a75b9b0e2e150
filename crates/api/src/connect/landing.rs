//! The words of the page on which the browser ends. They are not the page's own: no window of
//! Kantis is open there.

use kantis_connect::LandingWords;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Words {
    agreed: String,
    not_agreed: String,
    other: String,
}

const ALL: [(&str, &str); 3] = [
    ("en", include_str!("words/en.json")),
    ("fi", include_str!("words/fi.json")),
    ("sv", include_str!("words/sv.json")),
];

/// The words in the language of a locale; in English where Kantis does not speak it.
pub(super) fn words(locale: &str) -> LandingWords {
    let wanted = locale.split(['-', '_']).next().unwrap_or_default();
    let known = ALL.iter().find(|(language, _)| *language == wanted);
    let (language, json) = known.unwrap_or(&ALL[0]);
    let words = serde_json::from_str::<Words>(json).ok();
    let text = |pick: fn(&Words) -> &str| words.as_ref().map(pick).unwrap_or_default().to_owned();
    LandingWords {
        language: (*language).to_owned(),
        title: "Kantis".to_owned(),
        agreed: text(|words| &words.agreed),
        not_agreed: text(|words| &words.not_agreed),
        other: text(|words| &words.other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_words_and_others_get_english() {
        for (locale, language) in [("en-GB", "en"), ("fi", "fi"), ("sv_FI", "sv"), ("de", "en")] {
            let words = words(locale);
            assert_eq!(words.language, language, "{locale}");
            for text in [&words.agreed, &words.not_agreed, &words.other] {
                assert!(!text.is_empty(), "{locale}");
            }
        }
    }
}
