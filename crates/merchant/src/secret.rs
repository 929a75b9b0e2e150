//! Secrets that a shop gives out and keeps as hashes: tokens, codes, keys of tills.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::ports::Entropy;
use crate::records::Hash;

/// SHA-256 of a secret. Enough for what was made of 32 bytes of chance; one-time codes of six
/// digits are hashed together with such a secret.
#[must_use]
pub fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// A new secret: 32 bytes of chance in base64url.
pub fn make(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
