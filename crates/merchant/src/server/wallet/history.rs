//! What happened: the ledger, receipts, and what changed since a state.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kantis_protocol::{Changes, LedgerPage, ProblemType, Receipt, ReceiptPage};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::view::{Depends, Wanted, show};
use crate::engine::{EngineError, Refused, Work, changes, points, sale};
use crate::records::{MemberRecord, SaleRecord};
use crate::server::Shop;
use crate::server::auth::Reader;
use crate::server::body::{Path, Query};
use crate::server::failure::Failure;

/// Records of a page where nothing is said.
const USUAL: u32 = 50;
/// Records of a page.
const MOST: u32 = 200;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(ledger))
        .routes(routes!(receipts))
        .routes(routes!(receipt))
        .routes(routes!(receipt_text))
        .routes(routes!(changed))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Page {
    /// As answered with the page before; left out: the newest.
    #[param(max_length = 200)]
    before: Option<String>,
    /// At most so many; 50 where it is left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The `new_state` of the answer before; left out: everything.
    #[param(max_length = 100)]
    since: Option<String>,
    /// At most so many records; 200 where it is left out.
    #[param(minimum = 1, maximum = 500)]
    max: Option<u32>,
}

/// What came and went, newest first
#[utoipa::path(
    get, path = "/v1/ledger", tag = "reading",
    security(("member" = ["loyalty.read"])),
    params(Page),
    responses(
        (status = 200, description = "A page", body = LedgerPage),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn ledger(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Query(page): Query<Page>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let limit = within(page.limit, USUAL, MOST, "limit")?;
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnState,
        move |work, member| points::ledger(work, member, page.before.as_deref(), limit),
    )
    .await
}

/// Receipts, newest first
#[utoipa::path(
    get, path = "/v1/receipts", tag = "reading",
    security(("member" = ["loyalty.read"])),
    params(Page),
    responses(
        (status = 200, description = "A page", body = ReceiptPage),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn receipts(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Query(page): Query<Page>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let limit = within(page.limit, USUAL, MOST, "limit")?;
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnState,
        move |work, member| sale::receipts(work, member, page.before.as_deref(), limit),
    )
    .await
}

/// One receipt
#[utoipa::path(
    get, path = "/v1/receipts/{id}", tag = "reading",
    security(("member" = ["loyalty.read"])),
    params(("id" = Uuid, Path, description = "The receipt")),
    responses(
        (status = 200, description = "The receipt", body = Receipt),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn receipt(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnState,
        move |work, member| Ok(sale::receipt(&own(work, member, id)?)),
    )
    .await
}

/// One receipt as text that a person can keep
#[utoipa::path(
    get, path = "/v1/receipts/{id}/text", tag = "reading",
    security(("member" = ["loyalty.read"])),
    params(("id" = Uuid, Path, description = "The receipt")),
    responses((
        status = 200, description = "At most 42 characters a line", body = String,
        content_type = "text/plain; charset=utf-8",
    )),
)]
async fn receipt_text(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let text = shop
        .read(move |work| {
            let member = wanted.member(work, reader.member)?;
            let sale = own(work, &member, id)?;
            Ok(sale::receipt_text(work, &sale, &member.language))
        })
        .await?;
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], text).into_response())
}

/// What changed since a state
///
/// With the records as they are now. Without `since`: everything, page by page. Ask again with
/// `new_state` while `has_more`. `cannot-calculate-changes` means: read everything anew.
#[utoipa::path(
    get, path = "/v1/changes", tag = "live",
    security(("member" = ["loyalty.read"])),
    params(Since),
    responses((status = 200, description = "A page", body = Changes)),
)]
async fn changed(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Query(since): Query<Since>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let max = within(since.max, MOST, changes::MOST, "max")?;
    let page = match known(&shop, reader.member, since.since.as_deref()) {
        Ok(page) => page,
        Err(generation) => {
            let (page, state) = shop
                .read(move |work| {
                    let state = work.tx.state(reader.member)?;
                    let since = since.since.as_deref();
                    // Without a look at the member: most that come here ask this.
                    if let Some(page) = changes::unchanged(reader.member, since, state) {
                        return Ok((page, state));
                    }
                    let member = wanted.member(work, reader.member)?;
                    Ok((changes::changes(work, &member, since, max)?, state))
                })
                .await?;
            if let Some(generation) = generation {
                shop.states.remember(reader.member, state, generation);
            }
            page
        }
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response())
}

/// The empty page of a wallet that is known to know everything, or the generation under which the
/// member's state may be remembered where it is not known.
fn known(shop: &Shop, member: Uuid, since: Option<&str>) -> Result<Changes, Option<u64>> {
    let state = shop.states.find(member).map_err(Some)?;
    changes::unchanged(member, since, state).ok_or(None)
}

/// A member's own receipt.
fn own(work: &Work<'_>, member: &MemberRecord, id: Uuid) -> Result<SaleRecord, EngineError> {
    work.tx
        .sale(id)?
        .filter(|sale| sale.member == Some(member.id))
        .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

fn within(asked: Option<u32>, usual: u32, most: u32, name: &'static str) -> Result<u32, Failure> {
    match asked {
        None => Ok(usual),
        Some(asked) if (1..=most).contains(&asked) => Ok(asked),
        Some(_) => Err(Failure::new(ProblemType::Malformed)
            .because(format!("1 to {most}"))
            .at(name)),
    }
}
