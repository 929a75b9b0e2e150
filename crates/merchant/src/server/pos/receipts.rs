//! Receipts, for showing and printing.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use kantis_protocol::{ProblemType, Receipt};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::engine::{Refused, sale};
use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::{Path, Query};
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(receipts))
        .routes(routes!(receipt))
        .routes(routes!(text))
}

/// In which language.
#[derive(Deserialize)]
struct Spoken {
    language: Option<String>,
}

/// Receipts at hand on a till page.
const AT_HAND: u32 = 30;

/// Which receipts.
#[derive(Deserialize)]
struct Asked {
    number: Option<i64>,
}

/// The shop's newest receipts, or the one that a customer brings back
#[utoipa::path(
    get, path = "/pos/v1/receipts", tag = "till",
    security(("till" = [])),
    params(("number" = Option<i64>, Query, description = "As printed on it")),
    responses(
        (status = 200, description = "Newest first; none when no receipt has this number", body = Vec<Receipt>),
        (status = 400, description = "`invalid`"),
    ),
)]
async fn receipts(
    State(shop): State<Arc<Shop>>,
    _: AtTill,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Receipt>>, Failure> {
    shop.read(move |work| {
        let sales = match asked.number {
            Some(number) => work.tx.sale_numbered(number)?.into_iter().collect(),
            None => work.tx.last_sales(AT_HAND)?,
        };
        Ok(sales.iter().map(sale::receipt).collect())
    })
    .await
    .map(Json)
}

/// A receipt
#[utoipa::path(
    get, path = "/pos/v1/receipts/{id}", tag = "till",
    security(("till" = [])),
    params(("id" = Uuid, Path, description = "The receipt")),
    responses(
        (status = 200, description = "The receipt", body = Receipt),
        (status = 404, description = "`not-found`"),
    ),
)]
async fn receipt(
    State(shop): State<Arc<Shop>>,
    _: AtTill,
    Path(id): Path<Uuid>,
) -> Result<Json<Receipt>, Failure> {
    shop.read(move |work| {
        let sold = work
            .tx
            .sale(id)?
            .ok_or_else(|| Refused::new(ProblemType::NotFound))?;
        Ok(sale::receipt(&sold))
    })
    .await
    .map(Json)
}

/// A receipt as text that a person can keep or a printer print: at most 42 characters a line
#[utoipa::path(
    get, path = "/pos/v1/receipts/{id}/text", tag = "till",
    security(("till" = [])),
    params(
        ("id" = Uuid, Path, description = "The receipt"),
        ("language" = Option<String>, Query, description = "`en`, `fi`, `sv`; left out: the shop's own"),
    ),
    responses(
        (status = 200, description = "The receipt", body = String, content_type = "text/plain"),
        (status = 404, description = "`not-found`"),
    ),
)]
async fn text(
    State(shop): State<Arc<Shop>>,
    _: AtTill,
    Path(id): Path<Uuid>,
    Query(spoken): Query<Spoken>,
) -> Result<impl IntoResponse, Failure> {
    let text = shop
        .read(move |work| {
            let sold = work
                .tx
                .sale(id)?
                .ok_or_else(|| Refused::new(ProblemType::NotFound))?;
            let language = spoken.language.as_deref();
            let language = language.unwrap_or_else(|| work.shop_language());
            Ok(sale::receipt_text(work, &sold, language))
        })
        .await?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "private, no-store"),
        ],
        text,
    ))
}
