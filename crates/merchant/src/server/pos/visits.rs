//! Who stands at the till, and what the till offers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kantis_protocol::pos::{Product, Visit, VisitClaim, VisitRequest};
use kantis_protocol::{ClaimState, Money, ProblemType};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::engine::{EngineError, Refused, Work, claims, codes, offers, points, stamps, tiers};
use crate::records::VisitRecord;
use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body::{Body, Path};
use crate::server::failure::Failure;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(see))
        .routes(routes!(products))
}

/// Says who stands at the till; uses a rotating code up
///
/// A code works once: the visit stands for the member in baskets and in the purchase, for a quarter
/// of an hour.
#[utoipa::path(
    post, path = "/pos/v1/visits", tag = "till",
    security(("till" = [])),
    request_body = VisitRequest,
    responses(
        (status = 201, description = "Who it is, and what they may use", body = Visit),
        (status = 404, description = "`unknown-member`"),
        (status = 410, description = "`code-expired`: used before, or too old"),
        (status = 429, description = "`locked`: too many wrong codes"),
    ),
)]
async fn open(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    Body(request): Body<VisitRequest>,
) -> Result<(StatusCode, Json<Visit>), Failure> {
    let visit = shop
        .write(move |work| {
            let visit = codes::visit(work, till.id, &request.member)?;
            view(work, &visit)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(visit)))
}

/// A visit that is still open
#[utoipa::path(
    get, path = "/pos/v1/visits/{id}", tag = "till",
    security(("till" = [])),
    params(("id" = Uuid, Path, description = "The visit")),
    responses(
        (status = 200, description = "Who it is, and what they may use", body = Visit),
        (status = 404, description = "`unknown-member`: no such visit at this till"),
        (status = 410, description = "`code-expired`: the visit is over"),
    ),
)]
async fn see(
    State(shop): State<Arc<Shop>>,
    AtTill(till): AtTill,
    Path(id): Path<Uuid>,
) -> Result<Json<Visit>, Failure> {
    shop.read(move |work| {
        let visit = codes::open_visit(work, till.id, id)?;
        view(work, &visit)
    })
    .await
    .map(Json)
}

/// Products that the till page offers
#[utoipa::path(
    get, path = "/pos/v1/products", tag = "till",
    security(("till" = [])),
    responses((status = 200, description = "In the programme's order", body = Vec<Product>)),
)]
async fn products(State(shop): State<Arc<Shop>>, _: AtTill) -> Json<Vec<Product>> {
    let programme = &shop.programme;
    let currency = programme.programme.currency;
    let language = programme
        .programme
        .languages
        .first()
        .map_or("en", String::as_str);
    let products = programme
        .products
        .iter()
        .map(|product| Product {
            sku: product.sku.clone(),
            name: product.name.say(language).to_owned(),
            category: product.category.clone(),
            category_name: product
                .category
                .as_deref()
                .map(|category| programme.category_name(category, language).to_owned()),
            price: Money {
                minor: product.price.0,
                currency,
            },
            vat_rate: product.vat.0,
        })
        .collect();
    Json(products)
}

/// A visit as the till sees it, in the shop's language.
fn view(work: &Work<'_>, visit: &VisitRecord) -> Result<Visit, EngineError> {
    let mut member = work
        .tx
        .member(visit.member)?
        .ok_or_else(|| Refused::new(ProblemType::UnknownMember))?;
    work.shop_language().clone_into(&mut member.language);
    let programme = work.programme;
    let may_spend = codes::may_spend(work, visit.strength);
    let balances: Vec<_> = match programme.points {
        Some(_) => points::balance(work, &member)?.into_iter().collect(),
        None => Vec::new(),
    };
    let mut usable = Vec::new();
    if !programme.offers.is_empty() {
        for (offer, _) in offers::usable_here(work, &member, visit.strength)? {
            usable.extend(offers::view(work, &member, offer.id)?);
        }
    }
    if !may_spend {
        // A code is all that somebody needs to use it.
        for offer in &mut usable {
            offer.code = None;
        }
    }
    let held = claims::claims(work, &member)?
        .into_iter()
        .filter(|claim| claim.state == ClaimState::Reserved)
        .map(|claim| VisitClaim {
            id: claim.id,
            reward: claim.reward,
            title: claim.title,
            value: claim.value,
            code: may_spend.then_some(claim.code),
            hold_until: claim.hold_until,
        })
        .collect();
    let available = balances.first().map_or(0, |balance| balance.available);
    let mut rewards = if may_spend {
        claims::rewards(work, &member)?
    } else {
        Vec::new()
    };
    rewards.retain(|reward| {
        reward.in_stock && reward.cost <= available && reward.left_for_me != Some(0)
    });
    let number = member.number.as_str();
    let last = number.get(number.len().saturating_sub(4)..).unwrap_or("");
    Ok(Visit {
        id: visit.id,
        until: visit.until,
        may_spend,
        number: format!("•••• •••• {last}"),
        tier: match programme.tiers {
            Some(_) => tiers::view(work, &member)?.map(|tier| tier.name),
            None => None,
        },
        balances,
        offers: usable,
        claims: held,
        stamp_cards: stamps::cards(work, &member)?,
        rewards,
        name: member.name,
    })
}
