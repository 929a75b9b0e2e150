//! Certificates that are trusted without further proof.

use base64ct::{Base64, Encoding};
use thiserror::Error;

use super::certificate::Certificate;

const APPLE: [&str; 4] = [
    include_str!("../../anchors/apple-root-ca.pem"),
    include_str!("../../anchors/wwdr-2008-2016.pem"),
    include_str!("../../anchors/wwdr-g1-2013-2023.pem"),
    include_str!("../../anchors/wwdr-g4-2020-2030.pem"),
];

/// Trust anchors: roots and pinned intermediates.
#[derive(Clone, Default)]
pub struct TrustAnchors {
    pub(super) der: Vec<Vec<u8>>,
}

impl std::fmt::Debug for TrustAnchors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TrustAnchors({} certificates)", self.der.len())
    }
}

/// A text that holds no usable certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("anchor {index} holds no usable certificate")]
pub struct AnchorError {
    /// Its place in the list that was given.
    pub index: usize,
}

impl TrustAnchors {
    /// Apple's root and the intermediates that have signed pass certificates, as bundled.
    pub fn apple() -> Self {
        let der = APPLE.iter().flat_map(|pem| decode(pem)).collect();
        Self { der }
    }

    /// Anchors out of PEM texts, each with one certificate or more.
    pub fn from_pem(texts: &[&str]) -> Result<Self, AnchorError> {
        let mut der = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let found = decode(text);
            if found.is_empty() || found.iter().any(|der| Certificate::parse(der).is_err()) {
                return Err(AnchorError { index });
            }
            der.extend(found);
        }
        Ok(Self { der })
    }
}

/// The certificates between the markers of a PEM text.
fn decode(pem: &str) -> Vec<Vec<u8>> {
    let blocks = pem.split("-----BEGIN CERTIFICATE-----").skip(1);
    let bodies = blocks.filter_map(|block| block.split("-----END CERTIFICATE-----").next());
    bodies
        .filter_map(|body| {
            let packed: String = body.split_whitespace().collect();
            Base64::decode_vec(&packed).ok()
        })
        .collect()
}
