//! Web Push: a message without content that only says *ask*.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `POST /v1/push-subscriptions` (RFC 8030; keys as in the W3C Push API).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PushRequest {
    /// Where messages go: https, and no address of a private network.
    pub endpoint: String,
    /// The receiver's public key, P-256 uncompressed, base64url (RFC 8291).
    pub p256dh: String,
    /// Sixteen bytes, base64url (RFC 8291).
    pub auth: String,
}

/// A subscription as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushSubscription {
    /// For `DELETE /v1/push-subscriptions/{id}`.
    pub id: Uuid,
    /// Since when.
    pub created: DateTime<Utc>,
    /// The shop's key, P-256 uncompressed, base64url (RFC 8292); give it to the push service.
    pub vapid: String,
}
