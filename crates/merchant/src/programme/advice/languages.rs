//! Words that readers of a language do not get, and words that nobody gets.

use kantis_protocol::Purpose;

use super::Adviser;
use crate::programme::Text;
use crate::programme::check::texts;

impl Adviser<'_> {
    pub(super) fn languages(&mut self) {
        let programme = self.programme;
        let languages = &programme.programme.languages;
        for (place, text) in texts(programme) {
            let Text::ByLanguage(words) = text else {
                continue;
            };
            let missing: Vec<&str> = languages
                .iter()
                .filter(|language| !words.contains_key(*language))
                .map(String::as_str)
                .collect();
            if !missing.is_empty() {
                self.say(
                    &place,
                    format!(
                        "has no words in {}: its readers get English or another language",
                        missing.join(", ")
                    ),
                );
            }
            for language in words
                .keys()
                .filter(|language| !languages.contains(language))
            {
                self.say(
                    format!("{place}.{language}"),
                    "is shown to nobody: programme.languages does not name this language",
                );
            }
        }
        for (index, consent) in programme.consents.iter().enumerate() {
            let plain = matches!(consent.words, Text::Plain(_));
            if plain && languages.len() > 1 && consent.purpose != Purpose::Unknown {
                self.say(
                    format!("consent[{index}].words"),
                    "are the same for readers of every language: a consent counts only when its \
                     words were understood",
                );
            }
        }
    }
}
