//! Who pushes: the shop's key and its word for each push service (RFC 8292).

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

/// In the data folder: PKCS #8, readable by its owner only.
const FILE: &str = "vapid.p8";
/// RFC 8292 §2 allows a day; a clock may be wrong.
const LIFE: TimeDelta = TimeDelta::hours(12);

/// A P-256 key that signs for Web Push.
pub(crate) struct Vapid {
    key: EcdsaKeyPair,
    /// Where the shop can be found by whoever runs a push service.
    subject: String,
}

impl Vapid {
    /// Reads the shop's key, or makes it.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is no key.
    pub(crate) fn open(data: &Path, subject: &str) -> io::Result<Self> {
        let path = data.join(FILE);
        let document = match std::fs::read(&path) {
            Ok(document) => document,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path)?,
            Err(error) => return Err(error),
        };
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &document,
            &SystemRandom::new(),
        )
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "vapid.p8 is no P-256 key"))?;
        Ok(Self {
            key,
            subject: subject.to_owned(),
        })
    }

    /// The public key: P-256 uncompressed, base64url.
    pub(crate) fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.public_key())
    }

    /// The `Authorization` of a message to a push service of this origin. None when there is no
    /// chance to sign with.
    pub(crate) fn authorization(&self, origin: &str, now: DateTime<Utc>) -> Option<String> {
        let claims = json!({
            "aud": origin,
            "exp": (now + LIFE).timestamp(),
            "sub": self.subject,
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let signed = format!("{head}.{claims}");
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .ok()?;
        Some(format!(
            "vapid t={signed}.{}, k={}",
            URL_SAFE_NO_PAD.encode(signature),
            self.public()
        ))
    }
}

fn make(path: &Path) -> io::Result<Vec<u8>> {
    let document =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| io::Error::other("there is no chance to make a key with"))?;
    crate::server::private_file::write(path, document.as_ref())?;
    Ok(document.as_ref().to_vec())
}
