//! The recovery key: the root key as 24 English words (BIP 39), to be written down.

use bip39::{Language, Mnemonic};

use super::RootKey;

/// Words of a recovery key.
const WORDS: usize = 24;

/// Why words are no recovery key. Says where, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// Not 24 words.
    #[error("{found} words instead of 24")]
    WordCount {
        /// How many there are.
        found: usize,
    },
    /// A word that is not in the list.
    #[error("word {position} is not in the list")]
    UnknownWord {
        /// Which word, from 1.
        position: usize,
    },
    /// All words are known, but together they are no key: one is wrong or two changed places.
    #[error("the words do not belong together")]
    Checksum,
}

/// The key as 24 words.
pub fn words(key: &RootKey) -> Vec<&'static str> {
    // 32 bytes are a length that BIP 39 knows, so there is always a mnemonic.
    Mnemonic::from_entropy_in(Language::English, key.expose())
        .map(|mnemonic| mnemonic.words().collect())
        .unwrap_or_default()
}

/// The key of 24 words, in any case, separated by anything that is no letter.
///
/// # Errors
/// What is wrong with the words, and where.
pub fn parse(text: &str) -> Result<RootKey, RecoveryError> {
    let typed = zeroize::Zeroizing::new(text.to_lowercase());
    let words: Vec<&str> = typed
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() != WORDS {
        return Err(RecoveryError::WordCount { found: words.len() });
    }
    let phrase = zeroize::Zeroizing::new(words.join(" "));
    let mnemonic =
        Mnemonic::parse_in_normalized(Language::English, &phrase).map_err(|error| match error {
            bip39::Error::UnknownWord(index) => RecoveryError::UnknownWord {
                position: index + 1,
            },
            bip39::Error::BadWordCount(found) => RecoveryError::WordCount { found },
            _ => RecoveryError::Checksum,
        })?;
    let (bytes, length) = mnemonic.to_entropy_array();
    let bytes = zeroize::Zeroizing::new(bytes);
    bytes
        .get(..length)
        .and_then(RootKey::from_slice)
        .ok_or(RecoveryError::Checksum)
}
