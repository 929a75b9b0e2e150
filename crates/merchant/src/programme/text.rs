//! Words in several languages.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Words, in one language or in several: `"Coffee"` or `{ en = "Coffee", fi = "Kahvi" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// The same in every language.
    Plain(String),
    /// By language (BCP 47, the first part: `fi`).
    ByLanguage(BTreeMap<String, String>),
}

impl Text {
    /// The words in this language, else in English, else in whatever there is.
    #[must_use]
    pub fn say(&self, language: &str) -> &str {
        match self {
            Self::Plain(words) => words,
            Self::ByLanguage(words) => {
                let primary = language.split(['-', '_']).next().unwrap_or(language);
                words
                    .get(primary)
                    .or_else(|| words.get("en"))
                    .or_else(|| words.values().next())
                    .map_or("", String::as_str)
            }
        }
    }
}
