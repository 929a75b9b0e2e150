//! What whoever runs the server asks: `/healthz`, `/metrics`.

mod health;
mod metrics;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Shop;

pub(super) use metrics::{Metrics, count};

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(health::health))
        .routes(routes!(metrics::metrics))
}
