//! A root key wrapped by a passphrase: Argon2id (RFC 9106) and XChaCha20-Poly1305.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RootKey;
use crate::hex;
use crate::ports::Entropy;

/// What guessing one passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassphraseCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PassphraseCost {
    /// 64 MiB, three passes: RFC 9106's second choice with one lane, about half a second on a
    /// phone.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

impl PassphraseCost {
    /// What a record may ask for at most, so that a planted file cannot exhaust the machine.
    const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 8,
    };

    fn argon2(self) -> Result<Argon2<'static>, PassphraseError> {
        let most = Self::MOST;
        if self.memory_kib > most.memory_kib || self.passes > most.passes || self.lanes > most.lanes
        {
            return Err(PassphraseError::Malformed);
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| PassphraseError::Malformed)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Why a passphrase did not give the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Another passphrase, or the record was changed.
    #[error("the passphrase does not open this wallet")]
    Wrong,
    /// This wallet is not kept by a passphrase.
    #[error("the wallet is not kept by a passphrase")]
    None,
    /// The record asks for something that we do not do.
    #[error("the record of the passphrase is malformed")]
    Malformed,
}

/// The wrapped key as it is kept in `key.json`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Envelope {
    kdf: Kdf,
    #[serde(flatten)]
    cost: PassphraseCost,
    #[serde(with = "hex::serde_array")]
    salt: [u8; 16],
    #[serde(with = "hex::serde_array")]
    nonce: [u8; 24],
    /// The key and its tag.
    #[serde(with = "hex::serde_array")]
    sealed: [u8; 48],
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Kdf {
    #[serde(rename = "argon2id")]
    Argon2id,
}

impl Envelope {
    /// Wraps `key`; `context` is bound in and must be the same when it is opened.
    pub(super) fn seal(
        key: &RootKey,
        passphrase: &str,
        context: &[u8],
        cost: PassphraseCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, PassphraseError> {
        let mut envelope = Self {
            kdf: Kdf::Argon2id,
            cost,
            salt: [0; 16],
            nonce: [0; 24],
            sealed: [0; 48],
        };
        entropy.fill(&mut envelope.salt);
        entropy.fill(&mut envelope.nonce);
        let sealed = envelope
            .cipher(passphrase)?
            .encrypt(
                XNonce::from_slice(&envelope.nonce),
                Payload {
                    msg: key.expose(),
                    aad: context,
                },
            )
            .map_err(|_| PassphraseError::Malformed)?;
        envelope.sealed = sealed.try_into().map_err(|_| PassphraseError::Malformed)?;
        Ok(envelope)
    }

    /// Unwraps the key.
    pub(super) fn open(
        &self,
        passphrase: &str,
        context: &[u8],
    ) -> Result<RootKey, PassphraseError> {
        let bytes = self
            .cipher(passphrase)?
            .decrypt(
                XNonce::from_slice(&self.nonce),
                Payload {
                    msg: &self.sealed,
                    aad: context,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| PassphraseError::Wrong)?;
        RootKey::from_slice(&bytes).ok_or(PassphraseError::Malformed)
    }

    fn cipher(&self, passphrase: &str) -> Result<XChaCha20Poly1305, PassphraseError> {
        let Kdf::Argon2id = self.kdf;
        let mut key = Zeroizing::new([0_u8; 32]);
        self.cost
            .argon2()?
            .hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())
            .map_err(|_| PassphraseError::Malformed)?;
        XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| PassphraseError::Malformed)
    }
}
