//! Pages for people: the programme, the till, and what they share: style, script, icons.

mod assets;
mod colours;
mod programme;
mod till;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::{Shop, logo};

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::from(assets::routes())
        .merge(OpenApiRouter::from(logo::routes()))
        .merge(OpenApiRouter::from(programme::routes()))
        .merge(OpenApiRouter::from(till::routes()))
}
