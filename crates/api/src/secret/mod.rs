//! Where root keys are kept: the three answers to the wallet's `SecretStore` port.

mod key_file;
#[cfg(feature = "keyring")]
mod keyring;

pub use key_file::KeyFile;
#[cfg(feature = "keyring")]
pub use keyring::Keyring;
