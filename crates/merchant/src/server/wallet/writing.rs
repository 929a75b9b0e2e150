//! What a wallet changes: claims, offers, challenges, consents, the profile, its device.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kantis_protocol::{
    Challenge, Claim, ClaimRequest, Consent, ConsentChange, DeviceLink, DeviceRequest, Member,
    Offer, ProblemType, ProfileChange, Purpose,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::view::Wanted;
use crate::engine::{
    EngineError, Refused, Work, challenges, claims, codes, consents, members, offers,
};
use crate::records::MemberRecord;
use crate::server::Shop;
use crate::server::auth::Writer;
use crate::server::body::{Body, Path};
use crate::server::failure::Failure;
use crate::server::idempotent::once;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(release))
        .routes(routes!(activate))
        .routes(routes!(hide, unhide))
        .routes(routes!(join))
        .routes(routes!(consent))
        .routes(routes!(profile))
        .routes(routes!(device))
}

/// Reserves a reward: points are locked until it is used, let go, or its hold runs out
#[utoipa::path(
    post, path = "/v1/claims", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("Idempotency-Key" = String, Header, description = "The same key again gives the first answer again")),
    request_body = ClaimRequest,
    responses(
        (status = 201, description = "Reserved", body = Claim),
        (status = 404, description = "`not-found`"),
        (status = 409, description = "`insufficient-balance`, `out-of-stock`, `limit-reached`, `wrong-state`, `in-flight`"),
        (status = 422, description = "`idempotency-key-reused`"),
    ),
)]
pub(super) async fn reserve(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    headers: HeaderMap,
    wanted: Wanted,
    Body(request): Body<ClaimRequest>,
) -> Result<Response, Failure> {
    let reward = request.reward.clone();
    once(
        &shop,
        (writer.member, "POST /v1/claims"),
        &headers,
        request,
        true,
        move |work| {
            let member = wanted.member(work, writer.member)?;
            let claim = claims::reserve(work, &member, &reward)?;
            seen(claims::view(work, &member, claim.id)?)
        },
    )
    .await
}

/// Lets a claim go; the points are back
///
/// Twice is as once.
#[utoipa::path(
    post, path = "/v1/claims/{id}/release", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("id" = Uuid, Path, description = "The claim")),
    responses(
        (status = 200, description = "Let go", body = Claim),
        (status = 409, description = "`wrong-state`: it was used"),
    ),
)]
async fn release(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Json<Claim>, Failure> {
    write(&shop, writer, wanted, move |work, member| {
        claims::release(work, member.id, id)?;
        seen(claims::view(work, member, id)?)
    })
    .await
}

/// Activates an offer
///
/// Twice is as once.
#[utoipa::path(
    post, path = "/v1/offers/{id}/activate", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("id" = Uuid, Path, description = "The offer")),
    responses(
        (status = 200, description = "Activated", body = Offer),
        (status = 409, description = "`wrong-state`"),
        (status = 410, description = "`gone`: its time is over"),
    ),
)]
async fn activate(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Json<Offer>, Failure> {
    write(&shop, writer, wanted, move |work, member| {
        offers::activate(work, member, id)
    })
    .await
}

/// Hides an offer that the member does not want to see
#[utoipa::path(
    post, path = "/v1/offers/{id}/hide", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("id" = Uuid, Path, description = "The offer")),
    responses((status = 200, description = "Hidden", body = Offer)),
)]
async fn hide(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Json<Offer>, Failure> {
    write(&shop, writer, wanted, move |work, member| {
        offers::hide(work, member, id, true)
    })
    .await
}

/// Shows a hidden offer again
#[utoipa::path(
    delete, path = "/v1/offers/{id}/hide", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("id" = Uuid, Path, description = "The offer")),
    responses((status = 200, description = "Shown", body = Offer)),
)]
async fn unhide(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Json<Offer>, Failure> {
    write(&shop, writer, wanted, move |work, member| {
        offers::hide(work, member, id, false)
    })
    .await
}

/// Joins a challenge
///
/// Twice is as once.
#[utoipa::path(
    post, path = "/v1/challenges/{id}/join", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("id" = String, Path, description = "The challenge")),
    responses(
        (status = 200, description = "Joined", body = Challenge),
        (status = 409, description = "`wrong-state`: it is not its time"),
    ),
)]
async fn join(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(id): Path<String>,
    wanted: Wanted,
) -> Result<Json<Challenge>, Failure> {
    write(&shop, writer, wanted, move |work, member| {
        challenges::join(work, member, &id)
    })
    .await
}

/// Says yes or no to a purpose
#[utoipa::path(
    put, path = "/v1/consents/{purpose}", tag = "writing",
    security(("member" = ["loyalty.write"])),
    params(("purpose" = Purpose, Path, description = "For what")),
    request_body = ConsentChange,
    responses(
        (status = 200, description = "As said", body = Consent),
        (status = 409, description = "`stale-words`: other words were shown than those of now"),
    ),
)]
async fn consent(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Path(purpose): Path<String>,
    wanted: Wanted,
    Body(change): Body<ConsentChange>,
) -> Result<Json<Consent>, Failure> {
    let purpose = Purpose::named(&purpose).ok_or_else(|| Failure::new(ProblemType::NotFound))?;
    write(&shop, writer, wanted, move |work, member| {
        consents::set(work, member, purpose, change)
    })
    .await
}

/// Writes what the member says about themselves
#[utoipa::path(
    put, path = "/v1/profile", tag = "writing",
    security(("member" = ["loyalty.write"])),
    request_body = ProfileChange,
    responses(
        (status = 200, description = "As written", body = Member),
        (status = 409, description = "`limit-reached`: the phone is another member's"),
        (status = 422, description = "`invalid`, with the place"),
    ),
)]
async fn profile(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Body(change): Body<ProfileChange>,
) -> Result<Json<Member>, Failure> {
    shop.write(move |work| {
        let member = members::change_profile(work, writer.member, change)?;
        Ok(members::account(work, &member)?.member)
    })
    .await
    .map(Json)
}

/// Links this device: it gets the secret from which it computes member codes
///
/// The secret is sent once. Linking again replaces it, and codes of the one before are refused.
#[utoipa::path(
    post, path = "/v1/devices", tag = "writing",
    security(("member" = ["loyalty.write"])),
    request_body = DeviceRequest,
    responses(
        (status = 201, description = "Linked", body = DeviceLink),
        (status = 422, description = "`invalid`: the label"),
    ),
)]
async fn device(
    State(shop): State<Arc<Shop>>,
    writer: Writer,
    Body(request): Body<DeviceRequest>,
) -> Result<
    (
        StatusCode,
        [(axum::http::HeaderName, &'static str); 1],
        Json<DeviceLink>,
    ),
    Failure,
> {
    let link = shop
        .write(move |work| codes::link(work, writer.member, writer.grant, request))
        .await?;
    Ok((
        StatusCode::CREATED,
        [(axum::http::header::CACHE_CONTROL, "no-store")],
        Json(link),
    ))
}

async fn write<T: Send + 'static>(
    shop: &Arc<Shop>,
    writer: Writer,
    wanted: Wanted,
    change: impl FnOnce(&mut Work<'_>, &MemberRecord) -> Result<T, EngineError> + Send + 'static,
) -> Result<Json<T>, Failure> {
    shop.write(move |work| {
        let member = wanted.member(work, writer.member)?;
        change(work, &member)
    })
    .await
    .map(Json)
}

fn seen<T>(view: Option<T>) -> Result<T, EngineError> {
    view.ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}
