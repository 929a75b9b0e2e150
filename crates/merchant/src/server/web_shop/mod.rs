//! What a web shop asks: `/shop/v1`.

mod codes;
mod orders;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .merge(orders::routes())
        .merge(codes::routes())
}
