//! Finding a shop: `/.well-known/loyalty` (RFC 8615).

use serde::{Deserialize, Serialize};

/// The path under a shop's origin.
pub const WELL_KNOWN: &str = "/.well-known/loyalty";

/// What a shop says about itself before anybody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Discovery {
    /// Versions of this protocol that the shop speaks: `1`.
    pub versions: Vec<u32>,
    /// The OAuth issuer: the shop's origin. Compare exactly.
    pub issuer: String,
    /// The programme's name, in the shop's own language.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Where the logo is.
    pub logo: Option<String>,
    /// What a wallet may ask for, space-separated when asked: `loyalty.read`, `loyalty.write`.
    pub scopes: Vec<String>,
    /// Where things are; absolute.
    pub endpoints: Endpoints,
    /// Keys that sign invites.
    pub invite_keys: Vec<InviteKey>,
    /// For Web Push (RFC 8292), P-256 uncompressed, base64url.
    pub vapid: Option<String>,
}

/// Absolute addresses. All are on the issuer's origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Endpoints {
    /// RFC 8414.
    pub oauth_metadata: String,
    /// `GET /v1/programme`.
    pub programme: String,
    /// `GET /v1/account`.
    pub account: String,
    /// `GET /v1/changes`.
    pub changes: String,
    /// `GET /v1/events`, server-sent events.
    pub events: String,
    /// A page for people: how points come and go.
    pub about: String,
}

/// An Ed25519 key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteKey {
    /// Named by the invite.
    pub kid: String,
    /// 32 bytes, base64url.
    pub x: String,
}
