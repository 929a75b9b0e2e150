//! OAuth as the shop speaks it: RFC 6749, 7591, 7636, 8414, 8628, 9207.

use serde::{Deserialize, Serialize};

/// May read everything of the member.
pub const SCOPE_READ: &str = "loyalty.read";
/// May also activate, reserve, join, consent, export and delete.
pub const SCOPE_WRITE: &str = "loyalty.write";

/// `/.well-known/oauth-authorization-server` (RFC 8414).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Metadata {
    /// Compare exactly.
    pub issuer: String,
    /// Authorization endpoint.
    pub authorization_endpoint: String,
    /// Token endpoint.
    pub token_endpoint: String,
    /// RFC 7591.
    pub registration_endpoint: String,
    /// RFC 7009.
    pub revocation_endpoint: String,
    /// RFC 8628.
    pub device_authorization_endpoint: String,
    /// Scopes.
    pub scopes_supported: Vec<String>,
    /// `code`.
    pub response_types_supported: Vec<String>,
    /// `query`.
    pub response_modes_supported: Vec<String>,
    /// Grants.
    pub grant_types_supported: Vec<String>,
    /// `none`: public clients only.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// `none`.
    pub revocation_endpoint_auth_methods_supported: Vec<String>,
    /// `S256`.
    pub code_challenge_methods_supported: Vec<String>,
    /// RFC 9207: true.
    pub authorization_response_iss_parameter_supported: bool,
}

/// RFC 7591 §2: what a client says about itself. Unknown fields are passed over, as the RFC wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registration {
    /// Loopback (`http://127.0.0.1/…`, `http://[::1]/…`: any port at use, RFC 8252 §7.3), a scheme in
    /// reverse-domain form, or https.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Shown to the person, marked as the client's own words.
    pub client_name: Option<String>,
    /// Must be `none` when given.
    pub token_endpoint_auth_method: Option<String>,
    /// A subset of the metadata's.
    pub grant_types: Option<Vec<String>>,
    /// `code`.
    pub response_types: Option<Vec<String>>,
    /// A subset of the metadata's.
    pub scope: Option<String>,
}

/// RFC 7591 §3.2.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registered {
    /// Public.
    pub client_id: String,
    /// Seconds since 1970.
    pub client_id_issued_at: i64,
    /// As registered.
    pub redirect_uris: Vec<String>,
    /// As registered.
    pub client_name: Option<String>,
    /// `none`.
    pub token_endpoint_auth_method: String,
    /// As registered.
    pub grant_types: Vec<String>,
    /// As registered.
    pub response_types: Vec<String>,
    /// As registered.
    pub scope: String,
}

/// RFC 6749 §5.1.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// Opaque.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u64,
    /// Rotates at each use.
    pub refresh_token: String,
    /// What was granted.
    pub scope: String,
}

impl core::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tokens")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// RFC 8628 §3.2.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceAuthorization {
    /// For the device.
    pub device_code: String,
    /// For the person: eight letters in two groups.
    pub user_code: String,
    /// Where the person goes.
    pub verification_uri: String,
    /// The same with the code in it.
    pub verification_uri_complete: String,
    /// Seconds.
    pub expires_in: u64,
    /// Seconds between questions.
    pub interval: u64,
}

/// RFC 6749 §5.2, RFC 7591 §3.2.2, RFC 8628 §3.5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthError {
    /// The RFC's word: `invalid_grant`.
    pub error: String,
    /// In English, for a developer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}
