//! A key file: exactly 32 raw bytes, readable by its owner alone. For servers and tests.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use kantis_wallet::key::RootKey;
use kantis_wallet::ports::{SecretError, SecretStore};
use zeroize::Zeroizing;

/// A key kept in a file that somebody else made; Kantis only reads it.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// The environment variable that names the file.
    pub const VARIABLE: &str = "KANTIS_KEY_FILE";

    /// The key file at this path.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The key file that the environment names, if it names one.
    pub fn from_environment() -> Option<Self> {
        let path = std::env::var_os(Self::VARIABLE)?;
        (!path.is_empty()).then(|| Self::new(path.into()))
    }
}

impl SecretStore for KeyFile {
    fn load(&self, _name: &str) -> Result<Option<RootKey>, SecretError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(SecretError::Unavailable),
        };
        // Asked of the open file, not of the path: the two may differ by the time it is read.
        let metadata = file.metadata().map_err(|_| SecretError::Unavailable)?;
        if !metadata.is_file() {
            return Err(SecretError::Malformed { why: "kind" });
        }
        if !only_owner_may_read(&metadata) {
            return Err(SecretError::Malformed { why: "mode" });
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(33));
        file.take(33)
            .read_to_end(&mut bytes)
            .map_err(|_| SecretError::Unavailable)?;
        RootKey::from_slice(&bytes)
            .map(Some)
            .ok_or(SecretError::Malformed { why: "length" })
    }

    fn save(&self, _name: &str, _key: &RootKey) -> Result<(), SecretError> {
        Err(SecretError::ReadOnly)
    }
}

#[cfg(unix)]
fn only_owner_may_read(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o777 == 0o600
}

#[cfg(not(unix))]
fn only_owner_may_read(_metadata: &std::fs::Metadata) -> bool {
    // Access lists are not modes; the folder of the person who made the file guards it there.
    true
}
