//! Who asks: a member's wallet by its access token, a till or a web shop by its key.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use super::Shop;
use super::failure::Failure;
use crate::records::TillRecord;

/// A wallet that may read (`loyalty.read`).
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Whose.
    pub(crate) member: Uuid,
    /// The grant: one linked wallet.
    pub(crate) grant: Uuid,
}

/// A wallet that may also change things (`loyalty.write`).
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    /// Whose.
    pub(crate) member: Uuid,
    /// The grant: one linked wallet.
    pub(crate) grant: Uuid,
}

/// A till: its key as a bearer token, or the till page's cookie.
#[derive(Debug, Clone)]
pub(crate) struct AtTill(pub(crate) TillRecord);

/// A web shop: its key as a bearer token.
#[derive(Debug, Clone)]
pub(crate) struct FromWebShop(pub(crate) TillRecord);

macro_rules! asked_by {
    ($who:ty) => {
        impl FromRequestParts<Arc<Shop>> for $who {
            type Rejection = Failure;

            async fn from_request_parts(
                parts: &mut Parts,
                shop: &Arc<Shop>,
            ) -> Result<Self, Failure> {
                let _ = (parts, shop);
                std::future::ready(()).await;
                todo!("OAUTH")
            }
        }
    };
}

asked_by!(Reader);
asked_by!(Writer);
asked_by!(AtTill);
asked_by!(FromWebShop);
