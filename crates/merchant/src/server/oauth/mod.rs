//! Signing in: OAuth for wallets, one-time codes for people.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
}
