//! What whoever runs the server asks: `/healthz`, `/metrics`.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
}
