//! The root key and what guards it.
//!
//! One random 256-bit key opens a wallet. It lives in a [`SecretStore`](crate::ports::SecretStore),
//! or wrapped by a passphrase in `key.json` ([`KeyRecord`]), and can be written down as 24 words
//! ([`recovery`]). Everything that is encrypted uses a key derived from it for one purpose.

mod passphrase;
mod record;
pub mod recovery;

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

pub use passphrase::{PassphraseCost, PassphraseError};
pub use record::{KeyRecord, Protection, RecordError};

use crate::ports::Entropy;

/// 256 random bits that open one wallet. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub struct RootKey(Zeroizing<[u8; 32]>);

impl RootKey {
    /// A new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key of exactly these 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The bytes, for a secret store to keep.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA256 under this key: a key for one purpose that says nothing about the others.
    pub(crate) fn derive(&self, purpose: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut derived = Zeroizing::new([0; 32]);
        // HMAC takes keys of any length, so this never fails.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_slice()) {
            for part in purpose {
                mac.update(part);
            }
            derived.copy_from_slice(&mac.finalize().into_bytes());
        }
        derived
    }
}

impl PartialEq for RootKey {
    /// Takes the same time wherever the first difference is.
    fn eq(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0.iter())
            .fold(0, |differ, (a, b)| differ | (a ^ b))
            == 0
    }
}

impl Eq for RootKey {}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(..)")
    }
}
