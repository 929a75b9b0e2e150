//! Prize draws on record: for everybody, so that anybody can draw again.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kantis_protocol::{DrawRecord, ProblemType};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::Wanted;
use crate::engine::{Refused, draws};
use crate::server::Shop;
use crate::server::body::Path;
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().routes(routes!(draw))
}

/// A prize draw: the hash of its seed while it is open, the seed, the tickets and the winners after
#[utoipa::path(
    get, path = "/v1/draws/{id}", tag = "public",
    params(("id" = String, Path, description = "The draw")),
    responses(
        (status = 200, description = "The draw; it names nobody", body = DrawRecord),
        (status = 404, description = "`not-found`: no such draw, or it has not opened"),
    ),
)]
async fn draw(
    State(shop): State<Arc<Shop>>,
    Path(id): Path<String>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let record = shop
        .read(move |work| {
            let language = wanted.language(&work.programme.programme.languages);
            draws::record(work, &id, &language)?
                .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
        })
        .await?;
    let headers = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Accept-Language"),
    ];
    Ok((headers, Json(record)).into_response())
}
