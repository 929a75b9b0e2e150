//! Baskets, purchases and returns at the till.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kantis_protocol::pos::{Basket, Priced, Purchase, Return, Sale};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{buyer, look_up, place};
use crate::engine::sale;
use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::Body;
use crate::server::failure::Failure;
use crate::server::idempotent::once;

/// Keeps the keys of purchases apart, online and in batches: a till that got no answer may send
/// the same purchase with the same key in a batch, and it counts once.
pub(super) const PURCHASES: &str = "POST /pos/v1/purchases";

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(basket))
        .routes(routes!(purchase))
        .routes(routes!(take_back))
}

/// What a basket would cost and give; changes nothing
///
/// A member is named by an open visit: pricing uses no code up.
#[utoipa::path(
    post, path = "/pos/v1/baskets", tag = "till",
    security(("till" = [])),
    request_body = Basket,
    responses(
        (status = 200, description = "With discounts, and what could not be used", body = Priced),
        (status = 404, description = "`unknown-member`"),
        (status = 410, description = "`code-expired`: the visit is over"),
        (status = 422, description = "`invalid`, with the line"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn basket(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    Body(basket): Body<Basket>,
) -> Result<Json<Priced>, Failure> {
    let place = place(&till);
    let buyer = look_up(&shop, &place, basket.member.as_ref()).await?;
    shop.read(move |work| sale::price(work, &place, buyer.as_ref(), &basket))
        .await
        .map(Json)
}

/// Takes a purchase
#[utoipa::path(
    post, path = "/pos/v1/purchases", tag = "till",
    security(("till" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = Purchase,
    responses(
        (status = 201, description = "The receipt, and what the member has now", body = Sale),
        (status = 403, description = "`static-code-spends`: what was shown only earns"),
        (status = 404, description = "`unknown-member`"),
        (status = 409, description = "`wrong-state`: an offer or a claim was used or is over; `in-flight`"),
        (status = 410, description = "`code-expired`, `gone`"),
        (status = 422, description = "`invalid`, with the place; `idempotency-key-reused`"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn purchase(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    headers: HeaderMap,
    Body(purchase): Body<Purchase>,
) -> Result<Response, Failure> {
    let place = place(&till);
    let request = purchase.clone();
    once(
        &shop,
        (till.id, PURCHASES),
        &headers,
        request,
        true,
        move |work| {
            let buyer = buyer(work, &place, purchase.basket.member.as_ref())?;
            let sold = sale::purchase(work, &place, buyer.as_ref(), &purchase)?;
            sale::answer(work, &sold)
        },
    )
    .await
}

/// Takes a purchase back, whole or in part
#[utoipa::path(
    post, path = "/pos/v1/returns", tag = "till",
    security(("till" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = Return,
    responses(
        (status = 201, description = "The receipt of the return, and what the member has now", body = Sale),
        (status = 404, description = "`not-found`"),
        (status = 409, description = "`wrong-state`: all of it is back, or it is a return itself; `in-flight`"),
        (status = 422, description = "`invalid`: more than was bought and is not back yet; `idempotency-key-reused`"),
    ),
)]
async fn take_back(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    headers: HeaderMap,
    Body(request): Body<Return>,
) -> Result<Response, Failure> {
    let place = place(&till);
    let asked = request.clone();
    once(
        &shop,
        (till.id, "POST /pos/v1/returns"),
        &headers,
        asked,
        true,
        move |work| {
            let back = sale::returned(work, &place, &request)?;
            sale::answer(work, &back)
        },
    )
    .await
}
