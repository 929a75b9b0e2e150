//! What a member's wallet asks: `/v1`.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
}
