//! The operating system's keyring: Keychain, Credential Manager, Secret Service.

use kantis_wallet::key::RootKey;
use kantis_wallet::ports::{SecretError, SecretStore};
use keyring::{Entry, Error};
use zeroize::Zeroizing;

/// What the entries are filed under.
const SERVICE: &str = "app.kantis.wallet";

/// Root keys in the keyring of the person who is logged in.
#[derive(Debug, Clone, Copy)]
pub struct Keyring(());

impl Keyring {
    /// The keyring, when one answers.
    pub fn open() -> Option<Self> {
        Entry::store_status().is_ok().then_some(Self(()))
    }
}

impl SecretStore for Keyring {
    fn load(&self, name: &str) -> Result<Option<RootKey>, SecretError> {
        let entry = Entry::new(SERVICE, name).map_err(|_| SecretError::Unavailable)?;
        let secret = match entry.get_secret() {
            Ok(secret) => Zeroizing::new(secret),
            Err(Error::NoEntry) => return Ok(None),
            Err(_) => return Err(SecretError::Unavailable),
        };
        RootKey::from_slice(&secret)
            .map(Some)
            .ok_or(SecretError::Malformed { why: "length" })
    }

    fn save(&self, name: &str, key: &RootKey) -> Result<(), SecretError> {
        let entry = Entry::new(SERVICE, name).map_err(|_| SecretError::Unavailable)?;
        entry
            .set_secret(key.expose())
            .map_err(|_| SecretError::Unavailable)
    }
}
