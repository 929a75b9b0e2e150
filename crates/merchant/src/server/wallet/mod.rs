//! What a member's wallet asks: `/v1`, and what anybody may read.

mod draws;
mod events;
mod history;
mod public;
mod reading;
mod rights;
mod view;
mod writing;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::Shop;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .merge(public::routes())
        .merge(draws::routes())
        .merge(reading::routes())
        .merge(history::routes())
        .merge(writing::routes())
        .merge(rights::routes())
        .merge(events::routes())
}
