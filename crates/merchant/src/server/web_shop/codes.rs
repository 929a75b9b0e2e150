//! Codes that customers type at a checkout.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use kantis_protocol::pos::CheckoutCode;
use kantis_protocol::{ClaimState, ProblemType};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::engine::{EngineError, Refused, Work, claims, codes, offers};
use crate::records::MemberRecord;
use crate::server::Shop;
use crate::server::auth::FromWebShop;
use crate::server::body::Path;
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().routes(routes!(code))
}

/// Whether a code is good now, and for what; says nothing about whose it is
#[utoipa::path(
    get, path = "/shop/v1/codes/{code}", tag = "web shop",
    security(("shop" = [])),
    params(("code" = String, Path, description = "As typed: an offer's code or a claim's")),
    responses(
        (status = 200, description = "What it is for", body = CheckoutCode),
        (status = 404, description = "`not-found`"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn code(
    State(shop): State<Arc<Shop>>,
    FromWebShop(web_shop): FromWebShop,
    Path(code): Path<String>,
) -> Result<Json<CheckoutCode>, Failure> {
    shop.write(move |work| {
        codes::check_checkout(work, web_shop.id)?;
        match find(work, code.trim())? {
            Some(found) => Ok(found),
            None => Err(codes::wrong_at_checkout(work, web_shop.id)?),
        }
    })
    .await
    .map(Json)
}

fn find(work: &Work<'_>, code: &str) -> Result<Option<CheckoutCode>, EngineError> {
    if let Some(record) = offers::by_code(work, code)? {
        let member = member(work, record.member)?;
        let good = offers::usable(work, &member)?
            .iter()
            .any(|(offer, _)| offer.id == record.id);
        return Ok(
            offers::view(work, &member, record.id)?.map(|offer| CheckoutCode {
                good,
                title: offer.title,
                value: offer.value,
                until: offer.until,
            }),
        );
    }
    let Some(record) = claims::by_code(work, code)? else {
        return Ok(None);
    };
    let member = member(work, record.member)?;
    Ok(
        claims::view(work, &member, record.id)?.map(|claim| CheckoutCode {
            good: claim.state == ClaimState::Reserved
                && claim.hold_until.is_none_or(|until| until > work.now),
            title: claim.title,
            value: claim.value,
            until: claim.hold_until.map(|until| work.day(until)),
        }),
    )
}

/// The member, speaking the shop's language.
fn member(work: &Work<'_>, id: Uuid) -> Result<MemberRecord, EngineError> {
    let mut member = work
        .tx
        .member(id)?
        .ok_or_else(|| Refused::new(ProblemType::NotFound))?;
    work.shop_language().clone_into(&mut member.language);
    Ok(member)
}
