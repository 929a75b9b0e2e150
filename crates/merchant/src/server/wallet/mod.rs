//! What a member's wallet asks: `/v1`, and what anybody may read.

mod draws;
mod events;
mod history;
mod public;
mod reading;
mod rights;
mod streams;
mod view;
mod writing;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

pub(super) use streams::Streams;

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
