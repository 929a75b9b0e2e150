//! `key.json`: what a wallet folder says about its key without giving it away.
//!
//! The file names the wallet, tells where the key is kept, lets a key be checked before any
//! database is touched (SQLCipher cannot tell a wrong key from a damaged file), and holds the
//! wrapped key when a passphrase keeps it.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RootKey;
use super::passphrase::{Envelope, PassphraseCost, PassphraseError};
use crate::hex;
use crate::ports::{Clock, Entropy};
use crate::store::files;

const FILE: &str = "key.json";
const VERSION: u32 = 1;
/// A record is a few hundred bytes; what is larger is something else.
const MOST_BYTES: u64 = 16 * 1024;

/// Where the root key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Protection {
    /// In the operating system's keyring, under [`KeyRecord::name`].
    Keyring,
    /// Wrapped by a passphrase, in the record.
    Passphrase,
    /// In a file that the person named.
    KeyFile,
}

/// Why the record could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The file is no record.
    #[error("key.json is malformed")]
    Malformed,
    /// The record was written by a newer Kantis.
    #[error("key.json has version {found}")]
    Newer {
        /// Its version.
        found: u32,
    },
    /// The operating system refused.
    #[error("key.json: {kind}")]
    Io {
        /// What it said.
        kind: io::ErrorKind,
    },
}

impl From<io::Error> for RecordError {
    fn from(error: io::Error) -> Self {
        Self::Io { kind: error.kind() }
    }
}

/// What a wallet folder says about its key.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeyRecord {
    version: u32,
    wallet: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protection: Option<Protection>,
    #[serde(with = "hex::serde_array")]
    verifier: [u8; 16],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passphrase: Option<Envelope>,
    /// A wallet was opened here before: an empty database is then a loss, not a beginning.
    #[serde(default)]
    pub(crate) established: bool,
}

impl KeyRecord {
    /// A record for a new wallet with this key.
    pub fn new(
        key: &RootKey,
        protection: Option<Protection>,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Self {
        let wallet = crate::id::new_uuid(clock.now(), entropy);
        let verifier = verifier(key, wallet);
        Self {
            version: VERSION,
            wallet,
            protection,
            verifier,
            passphrase: None,
            established: false,
        }
    }

    /// The record in a wallet's folder, if there is one.
    ///
    /// # Errors
    /// When it is malformed, newer than we know, or cannot be read.
    pub fn read(dir: &Path) -> Result<Option<Self>, RecordError> {
        let path = dir.join(FILE);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.len() > MOST_BYTES => return Err(RecordError::Malformed),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let bytes = fs::read(path)?;
        let version = serde_json::from_slice::<VersionOnly>(&bytes)
            .map_err(|_| RecordError::Malformed)?
            .version;
        if version > VERSION {
            return Err(RecordError::Newer { found: version });
        }
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| RecordError::Malformed)
    }

    /// Writes the record: whole or not at all, readable by its owner only. Makes the folder.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        files::make_private_dir(dir)?;
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        files::write_atomically(&dir.join(FILE), &text)
    }

    /// The name under which a secret store keeps this wallet's key.
    pub fn name(&self) -> String {
        self.wallet.hyphenated().to_string()
    }

    /// Where the key is kept; `None` until somebody said.
    pub fn protection(&self) -> Option<Protection> {
        self.protection
    }

    /// Notes where the key is kept. Anything but a passphrase forgets the wrapped key.
    pub fn set_protection(&mut self, protection: Protection) {
        self.protection = Some(protection);
        if protection != Protection::Passphrase {
            self.passphrase = None;
        }
    }

    /// Whether this is the wallet's key.
    pub fn matches(&self, key: &RootKey) -> bool {
        let own = verifier(key, self.wallet);
        own.iter()
            .zip(&self.verifier)
            .fold(0, |differ, (a, b)| differ | (a ^ b))
            == 0
    }

    /// Wraps the wallet's key by a passphrase and keeps it in the record.
    ///
    /// # Errors
    /// [`PassphraseError::Wrong`] when `key` is not the wallet's, [`PassphraseError::Malformed`]
    /// when the cost is outside the limits.
    pub fn set_passphrase(
        &mut self,
        key: &RootKey,
        passphrase: &str,
        cost: PassphraseCost,
        entropy: &dyn Entropy,
    ) -> Result<(), PassphraseError> {
        if !self.matches(key) {
            return Err(PassphraseError::Wrong);
        }
        self.passphrase = Some(Envelope::seal(
            key,
            passphrase,
            &self.context(),
            cost,
            entropy,
        )?);
        self.protection = Some(Protection::Passphrase);
        Ok(())
    }

    /// The wallet's key, unwrapped by its passphrase.
    ///
    /// # Errors
    /// When the passphrase is another, or the record has none.
    pub fn unlock(&self, passphrase: &str) -> Result<RootKey, PassphraseError> {
        let envelope = self.passphrase.as_ref().ok_or(PassphraseError::None)?;
        envelope.open(passphrase, &self.context())
    }

    /// Binds a wrapped key to this wallet.
    fn context(&self) -> Vec<u8> {
        [b"kantis passphrase v1 ".as_slice(), self.wallet.as_bytes()].concat()
    }
}

impl std::fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRecord")
            .field("wallet", &self.wallet)
            .field("protection", &self.protection)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

/// Tells one key from another without telling the key.
fn verifier(key: &RootKey, wallet: Uuid) -> [u8; 16] {
    let full = key.derive(&[b"kantis key check v1", wallet.as_bytes()]);
    let mut verifier = [0; 16];
    verifier
        .iter_mut()
        .zip(full.iter())
        .for_each(|(to, from)| *to = *from);
    verifier
}
