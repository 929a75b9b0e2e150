//! A shop as found, and the right to ask it.

use std::fmt;
use std::sync::Arc;

use kantis_protocol::Discovery;
use kantis_protocol::oauth::Metadata;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A shop that was found at its address. Kept with the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// What it says of itself.
    pub discovery: Discovery,
    /// How one signs in.
    pub oauth: Metadata,
    /// The invite that led there, when one did and the shop's key signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<Invite>,
}

impl Shop {
    /// The origin by which the shop is told from others.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.discovery.issuer
    }
}

/// An invite's link that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The whole link.
    pub link: String,
}

/// The right to ask a shop for one member. Prints nothing of its token.
#[derive(Debug, Clone)]
pub struct Access {
    /// Which shop.
    pub shop: Arc<Shop>,
    /// The access token.
    pub token: Secret,
    /// In which language words are wanted, as BCP 47; none is the member's own.
    pub language: Option<String>,
}

/// A token, code or verifier. Prints nothing of itself, and is wiped from memory when it goes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// For the request or the store that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
