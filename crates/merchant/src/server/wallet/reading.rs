//! What a wallet reads: account, catalogue, offers, cards, consents.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use kantis_protocol::{Account, Challenge, Consent, Offer, ProblemType, Reward, StampCard};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::view::{Depends, Wanted, show};
use crate::engine::{Refused, challenges, claims, consents, members, offers, stamps};
use crate::server::Shop;
use crate::server::auth::Reader;
use crate::server::body::Path;
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(account))
        .routes(routes!(rewards))
        .routes(routes!(claims, super::writing::reserve))
        .routes(routes!(claim))
        .routes(routes!(offers))
        .routes(routes!(stamp_cards))
        .routes(routes!(challenges))
        .routes(routes!(consents))
}

/// The summary: member, balances, tier
///
/// The `ETag` is the state in quotes; with another language than the member's own, the language
/// behind it.
#[utoipa::path(
    get, path = "/v1/account", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "As it is now", body = Account, headers(("etag" = String, description = "The state in quotes"))),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn account(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnState,
        members::account,
    )
    .await
}

/// The catalogue as this member sees it
#[utoipa::path(
    get, path = "/v1/rewards", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "In the programme's order", body = [Reward]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn rewards(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnDay,
        claims::rewards,
    )
    .await
}

/// What the member holds, and what was used or let go in the last year
#[utoipa::path(
    get, path = "/v1/claims", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "Newest first", body = [kantis_protocol::Claim]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn claims(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(&shop, reader.member, wanted, Depends::OnDay, claims::claims).await
}

/// One claim
#[utoipa::path(
    get, path = "/v1/claims/{id}", tag = "reading",
    security(("member" = ["loyalty.read"])),
    params(("id" = Uuid, Path, description = "The claim")),
    responses(
        (status = 200, description = "The claim", body = kantis_protocol::Claim),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn claim(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Path(id): Path<Uuid>,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnDay,
        move |work, member| {
            claims::view(work, member, id)?
                .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
        },
    )
    .await
}

/// Offers that are good, and those that ended in the last month
#[utoipa::path(
    get, path = "/v1/offers", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "The member's offers", body = [Offer]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn offers(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(&shop, reader.member, wanted, Depends::OnDay, offers::offers).await
}

/// Stamp cards as they stand
#[utoipa::path(
    get, path = "/v1/stamp-cards", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "In the programme's order", body = [StampCard]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn stamp_cards(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(&shop, reader.member, wanted, Depends::OnDay, stamps::cards).await
}

/// Challenges that are open, joined, or ended in the last month
#[utoipa::path(
    get, path = "/v1/challenges", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "In the programme's order", body = [Challenge]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn challenges(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnDay,
        challenges::challenges,
    )
    .await
}

/// What the member said to each purpose, and the words for it
#[utoipa::path(
    get, path = "/v1/consents", tag = "reading",
    security(("member" = ["loyalty.read"])),
    responses(
        (status = 200, description = "Every purpose that the programme asks for", body = [Consent]),
        (status = 304, description = "As the wallet has it"),
    ),
)]
async fn consents(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    wanted: Wanted,
) -> Result<Response, Failure> {
    show(
        &shop,
        reader.member,
        wanted,
        Depends::OnDay,
        consents::consents,
    )
    .await
}
