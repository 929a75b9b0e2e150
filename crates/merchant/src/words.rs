//! Sentences that the shop says, in English, Finnish and Swedish.
//!
//! Each subject has a file per language under `words/`; a sentence has a name and may hold `{holes}`.
//! No sentence stands in code.

use std::collections::BTreeMap;

/// The sentences of one subject, by language and name.
pub(crate) struct Catalogue {
    languages: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// A catalogue of the files `words/{en,fi,sv}/SUBJECT.json`.
macro_rules! catalogue {
    ($subject:literal) => {
        std::sync::LazyLock::new(|| {
            $crate::words::Catalogue::read([
                (
                    "en",
                    include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"),
                        "/words/en/",
                        $subject,
                        ".json"
                    )),
                ),
                (
                    "fi",
                    include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"),
                        "/words/fi/",
                        $subject,
                        ".json"
                    )),
                ),
                (
                    "sv",
                    include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"),
                        "/words/sv/",
                        $subject,
                        ".json"
                    )),
                ),
            ])
        })
    };
}
pub(crate) use catalogue;

impl Catalogue {
    /// Reads the files of a subject. One that cannot be read says nothing; a test reads them all.
    pub(crate) fn read<const N: usize>(files: [(&'static str, &str); N]) -> Self {
        Self {
            languages: files
                .into_iter()
                .map(|(language, json)| (language, serde_json::from_str(json).unwrap_or_default()))
                .collect(),
        }
    }

    /// The sentence of this name, with its holes filled. English where the language has none.
    pub(crate) fn say(&self, language: &str, name: &str, holes: &[(&str, &str)]) -> String {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        let sentence = [primary, "en"]
            .iter()
            .find_map(|language| self.languages.get(language)?.get(name))
            .map_or(name, String::as_str);
        holes
            .iter()
            .fold(sentence.to_owned(), |said, (hole, filling)| {
                said.replace(&format!("{{{hole}}}"), filling)
            })
    }

    /// Every sentence of a language as a JSON object, English where it has none: for a page's script.
    pub(crate) fn all(&self, language: &str) -> String {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        let mut all = self.languages.get("en").cloned().unwrap_or_default();
        all.extend(self.languages.get(primary).cloned().unwrap_or_default());
        serde_json::to_string(&all).unwrap_or_default()
    }
}
