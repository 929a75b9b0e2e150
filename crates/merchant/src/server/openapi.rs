//! Every route, and the OpenAPI document that is made of them.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::{Shop, auth, oauth, ops, pages, pos, push, wallet, web_shop};

/// Every route with its description.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .merge(wallet::routes())
        .merge(push::routes())
        .merge(auth::routes())
        .merge(oauth::routes())
        .merge(pos::routes())
        .merge(web_shop::routes())
        .merge(pages::routes())
        .merge(ops::routes())
}
