//! A member's rights: everything that is held on them, and to leave.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::engine::{members, rights};
use crate::server::Shop;
use crate::server::auth::Writer;
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(export))
        .routes(routes!(leave))
}

/// Everything that is held on the member (GDPR Art. 15 and 20)
#[utoipa::path(
    get, path = "/v1/export", tag = "rights",
    security(("member" = ["loyalty.write"])),
    responses((status = 200, description = "By subject", body = Object)),
)]
async fn export(State(shop): State<Arc<Shop>>, writer: Writer) -> Result<Response, Failure> {
    let all = shop
        .read(move |work| {
            let member = members::known(work, writer.member)?;
            rights::export(work, &member)
        })
        .await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"loyalty-export.json\"",
        ),
    ];
    Ok((headers, Json(all)).into_response())
}

/// Deletes the member (GDPR Art. 17)
///
/// Points are gone and all tokens end. Receipts stay for bookkeeping, with nobody's name on them.
/// Letters that the shop kept instead of sending them are deleted, too.
#[utoipa::path(
    delete, path = "/v1/account", tag = "rights",
    security(("member" = ["loyalty.write"])),
    responses((status = 204, description = "Deleted")),
)]
async fn leave(State(shop): State<Arc<Shop>>, writer: Writer) -> Result<StatusCode, Failure> {
    let email = shop
        .write(move |work| {
            let email = members::known(work, writer.member)?.email;
            rights::delete(work, writer.member)?;
            Ok(email)
        })
        .await?;
    if let Some(email) = email {
        let mail = Arc::clone(&shop.ports.mail);
        spawn_blocking(move || mail.forget(&email)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
