//! Linking a device: it gets the secret from which it computes member codes.

use serde::{Deserialize, Serialize};

use crate::CodeSecret;

/// `POST /v1/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceRequest {
    /// What the member calls it, to tell devices apart: at most 40 characters.
    pub label: Option<String>,
}

/// What a device needs to compute codes with no network. Sent once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceLink {
    /// Eleven digits, random: not the member's number.
    pub alias: String,
    /// Base64url without padding, 32 bytes.
    pub secret: CodeSecret,
    /// Seconds of a step: 30.
    pub step_seconds: u32,
    /// The shop's clock, so that a device with a wrong one knows the difference.
    pub now: chrono::DateTime<chrono::Utc>,
}
