//! Words in several languages.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Words, in one language or in several: `"Coffee"` or `{ en = "Coffee", fi = "Kahvi" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("words, as \"Coffee\" or { en = \"Coffee\", fi = \"Kahvi\" }")
            }

            fn visit_str<E>(self, words: &str) -> Result<Text, E> {
                Ok(Text::Plain(words.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(Text::ByLanguage)
            }
        }

        deserializer.deserialize_any(Words)
    }
}
