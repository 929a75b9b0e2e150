//! Orders: priced, taken, cancelled, sent back.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kantis_protocol::ProblemType;
use kantis_protocol::pos::{Basket, Order, OrderReturn, Priced, Purchase, Sale};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::engine::{EngineError, Refused, sale};
use crate::server::Shop;
use crate::server::auth::FromWebShop;
use crate::server::body::{Body, Path};
use crate::server::failure::Failure;
use crate::server::idempotent::once;
use crate::server::pos::{buyer, look_up, place};

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(basket))
        .routes(routes!(order))
        .routes(routes!(cancel))
        .routes(routes!(take_back))
}

/// What an order would cost and give; changes nothing
#[utoipa::path(
    post, path = "/shop/v1/baskets", tag = "web shop",
    security(("shop" = [])),
    request_body = Basket,
    responses(
        (status = 200, description = "With discounts, and what could not be used", body = Priced),
        (status = 404, description = "`unknown-member`"),
        (status = 422, description = "`invalid`, with the line"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn basket(
    State(shop): State<Arc<Shop>>,
    FromWebShop(web_shop): FromWebShop,
    Body(basket): Body<Basket>,
) -> Result<Json<Priced>, Failure> {
    let place = place(&web_shop);
    let buyer = look_up(&shop, &place, basket.member.as_ref()).await?;
    shop.read(move |work| sale::price(work, &place, buyer.as_ref(), &basket))
        .await
        .map(Json)
}

/// Takes an order
///
/// A member is known by address, phone or number; the codes of offers and claims that the member
/// typed are used.
#[utoipa::path(
    post, path = "/shop/v1/orders", tag = "web shop",
    security(("shop" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = Order,
    responses(
        (status = 201, description = "The receipt, and what the member has now", body = Sale),
        (status = 403, description = "`static-code-spends`: offers are used by their codes"),
        (status = 404, description = "`unknown-member`"),
        (status = 409, description = "`wrong-state`: that order came before, or a code was used or is over; `in-flight`"),
        (status = 410, description = "`code-expired`, `gone`"),
        (status = 422, description = "`invalid`, with the place; `idempotency-key-reused`"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn order(
    State(shop): State<Arc<Shop>>,
    FromWebShop(web_shop): FromWebShop,
    headers: HeaderMap,
    Body(order): Body<Order>,
) -> Result<Response, Failure> {
    let place = place(&web_shop);
    let asked = order.clone();
    let route = "POST /shop/v1/orders";
    once(
        &shop,
        (web_shop.id, route),
        &headers,
        asked,
        true,
        move |work| {
            let buyer = buyer(work, &place, order.basket.member.as_ref())?;
            if work.tx.sale_of_order(&place.name, &order.order)?.is_some() {
                return Err(Refused::new(ProblemType::WrongState)
                    .because("an order of this number came before")
                    .at("order")
                    .into());
            }
            let purchase = Purchase {
                basket: order.basket,
                payments: order.payments,
                reference: Some(order.order),
            };
            let sold =
                sale::purchase(work, &place, buyer.as_ref(), &purchase).map_err(order_number)?;
            sale::answer(work, &sold)
        },
    )
    .await
}

/// Cancels an order: all of it that is not back yet comes back
#[utoipa::path(
    post, path = "/shop/v1/orders/{order}/cancel", tag = "web shop",
    security(("shop" = [])),
    params(
        ("order" = String, Path, description = "The web shop's number of the order"),
        ("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again"),
    ),
    responses(
        (status = 201, description = "The receipt of the return, and what the member has now", body = Sale),
        (status = 404, description = "`not-found`"),
        (status = 409, description = "`wrong-state`: all of it is back; `in-flight`"),
        (status = 422, description = "`idempotency-key-reused`"),
    ),
)]
async fn cancel(
    State(shop): State<Arc<Shop>>,
    FromWebShop(web_shop): FromWebShop,
    headers: HeaderMap,
    Path(order): Path<String>,
) -> Result<Response, Failure> {
    let place = place(&web_shop);
    let asked = order.clone();
    let route = "POST /shop/v1/orders/{order}/cancel";
    once(
        &shop,
        (web_shop.id, route),
        &headers,
        asked,
        true,
        move |work| {
            let back = sale::return_order(work, &place, &order, &[])?;
            sale::answer(work, &back)
        },
    )
    .await
}

/// Takes an order back, whole or in part
#[utoipa::path(
    post, path = "/shop/v1/orders/{order}/returns", tag = "web shop",
    security(("shop" = [])),
    params(
        ("order" = String, Path, description = "The web shop's number of the order"),
        ("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again"),
    ),
    request_body = OrderReturn,
    responses(
        (status = 201, description = "The receipt of the return, and what the member has now", body = Sale),
        (status = 404, description = "`not-found`"),
        (status = 409, description = "`wrong-state`: all of it is back; `in-flight`"),
        (status = 422, description = "`invalid`: more than was bought and is not back yet; `idempotency-key-reused`"),
    ),
)]
async fn take_back(
    State(shop): State<Arc<Shop>>,
    FromWebShop(web_shop): FromWebShop,
    headers: HeaderMap,
    Path(order): Path<String>,
    Body(request): Body<OrderReturn>,
) -> Result<Response, Failure> {
    let place = place(&web_shop);
    let asked = (order.clone(), request.clone());
    let route = "POST /shop/v1/orders/{order}/returns";
    once(
        &shop,
        (web_shop.id, route),
        &headers,
        asked,
        true,
        move |work| {
            let back = sale::return_order(work, &place, &order, &request.lines)?;
            sale::answer(work, &back)
        },
    )
    .await
}

/// An order's number is the purchase's reference.
fn order_number(error: EngineError) -> EngineError {
    match error {
        EngineError::Refused(refused) if refused.at.as_deref() == Some("reference") => {
            refused.at("order").into()
        }
        other => other,
    }
}
