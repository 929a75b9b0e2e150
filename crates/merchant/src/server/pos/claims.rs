//! Rewards at the till: reserved for who stands there, handed over, let go.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kantis_protocol::pos::{Consume, TillClaim, TillRelease};
use kantis_protocol::{Claim, ProblemType};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::engine::{EngineError, Refused, Work, claims, codes};
use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::{Body, Path};
use crate::server::failure::Failure;
use crate::server::idempotent::once;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(reserve))
        .routes(routes!(consume))
        .routes(routes!(release))
}

/// Reserves a reward for the member who stands at the till
#[utoipa::path(
    post, path = "/pos/v1/claims", tag = "till",
    security(("till" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = TillClaim,
    responses(
        (status = 201, description = "Reserved: its code goes into the basket", body = Claim),
        (status = 403, description = "`static-code-spends`: what was shown only earns"),
        (status = 404, description = "`unknown-member`: no such visit here; `not-found`: no such reward"),
        (status = 409, description = "`insufficient-balance`, `out-of-stock`, `limit-reached`, `wrong-state`, `in-flight`"),
        (status = 410, description = "`code-expired`: the visit is over"),
        (status = 422, description = "`idempotency-key-reused`"),
    ),
)]
async fn reserve(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    headers: HeaderMap,
    Body(request): Body<TillClaim>,
) -> Result<Response, Failure> {
    let asked = request.clone();
    once(
        &shop,
        (till.id, "POST /pos/v1/claims"),
        &headers,
        asked,
        true,
        move |work| {
            let visit = codes::open_visit(work, till.id, request.visit)?;
            if !codes::may_spend(work, visit.strength) {
                return Err(Refused::new(ProblemType::StaticCodeSpends).into());
            }
            let member = work.tx.member(visit.member)?.ok_or_else(not_found)?;
            let claim = claims::reserve(work, &member, &request.reward)?;
            seen(work, member.id, claim.id)
        },
    )
    .await
}

/// Hands over what a claim is for, without a purchase
///
/// The code is the member's own word: their wallet shows it, and a visit only if it may spend.
#[utoipa::path(
    post, path = "/pos/v1/claims/consume", tag = "till",
    security(("till" = [])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = Consume,
    responses(
        (status = 200, description = "Used up", body = Claim),
        (status = 404, description = "`not-found`"),
        (status = 409, description = "`wrong-state`: it was used or let go; `in-flight`"),
        (status = 410, description = "`gone`: its hold is over"),
        (status = 422, description = "`idempotency-key-reused`"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn consume(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    headers: HeaderMap,
    Body(request): Body<Consume>,
) -> Result<Response, Failure> {
    let asked = request.clone();
    let route = "POST /pos/v1/claims/consume";
    once(
        &shop,
        (till.id, route),
        &headers,
        asked,
        false,
        move |work| {
            codes::check_till(work, till.id)?;
            match claims::by_code(work, request.code.trim())? {
                Some(claim) => {
                    claims::consume(work, claim.id, None)?;
                    seen(work, claim.member, claim.id)
                }
                None => Err(codes::wrong_at_till(work, till.id, ProblemType::NotFound)?),
            }
        },
    )
    .await
}

/// Lets a claim of the member who stands at the till go; the points are back
///
/// Twice is as once.
#[utoipa::path(
    post, path = "/pos/v1/claims/{id}/release", tag = "till",
    security(("till" = [])),
    params(("id" = Uuid, Path, description = "The claim")),
    request_body = TillRelease,
    responses(
        (status = 200, description = "Let go", body = Claim),
        (status = 403, description = "`static-code-spends`: what was shown only earns"),
        (status = 404, description = "`unknown-member`: no such visit here; `not-found`"),
        (status = 409, description = "`wrong-state`: it was used"),
        (status = 410, description = "`code-expired`: the visit is over"),
    ),
)]
async fn release(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    Path(id): Path<Uuid>,
    Body(request): Body<TillRelease>,
) -> Result<Json<Claim>, Failure> {
    shop.write(move |work| {
        let visit = codes::open_visit(work, till.id, request.visit)?;
        if !codes::may_spend(work, visit.strength) {
            return Err(Refused::new(ProblemType::StaticCodeSpends).into());
        }
        claims::release(work, visit.member, id)?;
        seen(work, visit.member, id)
    })
    .await
    .map(Json)
}

/// A claim as the till sees it, in the shop's language.
fn seen(work: &Work<'_>, member: Uuid, claim: Uuid) -> Result<Claim, EngineError> {
    let mut member = work.tx.member(member)?.ok_or_else(not_found)?;
    work.shop_language().clone_into(&mut member.language);
    claims::view(work, &member, claim)?.ok_or_else(not_found)
}

fn not_found() -> EngineError {
    Refused::new(ProblemType::NotFound).into()
}
