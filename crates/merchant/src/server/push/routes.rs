//! Subscribing to pushes, and no longer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kantis_protocol::{ProblemType, PushRequest, PushSubscription};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{endpoint, seal};
use crate::engine::Refused;
use crate::records::PushRecord;
use crate::server::Shop;
use crate::server::auth::Reader;
use crate::server::body::{Body, Path};
use crate::server::failure::Failure;

/// A person has so many devices, and not more.
const MOST: usize = 10;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(subscribe))
        .routes(routes!(unsubscribe))
}

/// Subscribes this wallet to pushes
///
/// A push says that something changed and nothing else: its content is empty, and sealed for the
/// keys that are given here (RFC 8291). Subscribing the same endpoint again replaces its keys. At most
/// ten for a member.
#[utoipa::path(
    post,
    path = "/v1/push-subscriptions",
    tag = "live",
    security(("member" = ["loyalty.read"])),
    request_body = PushRequest,
    responses(
        (status = 201, description = "Subscribed", body = PushSubscription),
        (status = 409, description = "`limit-reached`"),
        (status = 422, description = "`invalid`: an endpoint or key that cannot be used"),
    ),
)]
async fn subscribe(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Body(request): Body<PushRequest>,
) -> Result<(StatusCode, Json<PushSubscription>), Failure> {
    let endpoint = endpoint::admit(&request.endpoint, shop.settings.push_to_loopback)?;
    let p256dh = key(&request.p256dh, "p256dh")?;
    if !seal::is_key(&p256dh) {
        return Err(wrong_key("p256dh").into());
    }
    let auth = key(&request.auth, "auth")?;
    let record = shop
        .write(move |work| {
            let known = work.tx.pushes_of(reader.member)?;
            let same = known
                .iter()
                .find(|known| known.endpoint == endpoint.as_str());
            if same.is_none() && known.len() >= MOST {
                return Err(Refused::new(ProblemType::LimitReached).into());
            }
            let record = PushRecord {
                id: match same {
                    Some(same) => same.id,
                    None => work.id(),
                },
                member: reader.member,
                grant: reader.grant,
                endpoint: endpoint.into(),
                p256dh,
                auth,
                created: work.now,
                told: work.tx.state(reader.member)?.sequence,
            };
            work.tx.add_push(&record)?;
            Ok(record)
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(PushSubscription {
            id: record.id,
            created: record.created,
            vapid: shop.vapid.public(),
        }),
    ))
}

/// Ends a subscription
#[utoipa::path(
    delete,
    path = "/v1/push-subscriptions/{id}",
    tag = "live",
    security(("member" = ["loyalty.read"])),
    params(("id" = Uuid, Path, description = "As answered when subscribing")),
    responses((status = 204, description = "It is no more")),
)]
async fn unsubscribe(
    State(shop): State<Arc<Shop>>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failure> {
    shop.write(move |work| {
        let own = work
            .tx
            .push(id)?
            .is_some_and(|push| push.member == reader.member);
        if !own {
            return Err(Refused::new(ProblemType::NotFound).into());
        }
        work.tx.remove_push(id)?;
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Bytes in base64url; padding is passed over, as some clients add it.
fn key<const N: usize>(text: &str, place: &'static str) -> Result<[u8; N], Refused> {
    URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| wrong_key(place))
}

fn wrong_key(place: &'static str) -> Refused {
    Refused::new(ProblemType::Invalid)
        .because("not such a key")
        .at(place)
}
