//! `GET /healthz`: whether the shop can answer.

use std::sync::Arc;

use axum::extract::State;
use kantis_protocol::Problem;

use crate::server::Shop;
use crate::server::failure::Failure;

/// Says `ok` when the database answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operations",
    responses(
        (status = 200, description = "The database answers", body = String, content_type = "text/plain"),
        (status = 500, description = "It does not", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn health(State(shop): State<Arc<Shop>>) -> Result<&'static str, Failure> {
    shop.read(|work| Ok(work.tx.horizon()?)).await?;
    Ok("ok")
}
