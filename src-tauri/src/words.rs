//! The few words that the shell itself says, in the reader's language: the tray's menu, the
//! button of a notice, the name of a dialog. Everything else is said by the page or comes from the core.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;

use crate::core::Core;

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "each platform says some of them")]
pub(crate) struct Words {
    /// Shows the window.
    pub(crate) open_kantis: String,
    /// Asks issuers for newer passes.
    pub(crate) refresh_now: String,
    /// Ends Kantis.
    pub(crate) quit: String,
    /// What the dialog for saving a file is called.
    pub(crate) save_file: String,
    /// Opens what a notice is about.
    pub(crate) open: String,
    /// What a phone's settings call the notices that may be read on a locked screen.
    pub(crate) notices: String,
    /// What they call those that may not.
    pub(crate) private_notices: String,
}

/// The language that stands in for one without words.
const FALLBACK: &str = "en";

static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| serde_json::from_str(include_str!("words.json")).unwrap_or_default());

/// The words in the language of the open wallet's reader, else in the system's.
pub(crate) fn of_reader(core: &Core) -> Option<&'static Words> {
    in_language(&reader(core).unwrap_or_else(system))
}

/// The words for a locale such as `fi` or `fi-FI`.
pub(crate) fn in_language(locale: &str) -> Option<&'static Words> {
    let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
    WORDS
        .get(&language.to_lowercase())
        .or_else(|| WORDS.get(FALLBACK))
}

/// What the settings of an open wallet say.
fn reader(core: &Core) -> Option<String> {
    let settings = core.api().call("settings", json!({})).ok()?;
    let chosen = |name: &str| settings.get(name)?.as_str().map(str::to_owned);
    chosen("language")
        .filter(|language| language != "system")
        .or_else(|| chosen("locale"))
        .filter(|locale| !locale.is_empty())
}

/// What the system says, where it says it in the environment.
fn system() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        // The same languages as the page's catalogues.
        assert_eq!(WORDS.keys().collect::<Vec<_>>(), ["en", "fi", "sv"]);
    }

    #[test]
    fn a_locale_finds_its_language() {
        for (locale, quit) in [
            ("fi", "Lopeta"),
            ("fi_FI.UTF-8", "Lopeta"),
            ("sv_FI.UTF-8", "Avsluta"),
            ("en-GB", "Quit"),
            ("tlh", "Quit"),
            ("", "Quit"),
        ] {
            assert_eq!(in_language(locale).unwrap().quit, quit, "{locale}");
        }
    }
}
