//! What anybody may read: where things are, and the programme.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kantis_protocol::{Discovery, Endpoints, Programme, oauth};
use sha2::{Digest, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::Wanted;
use crate::programme::public_view;
use crate::server::Shop;
use crate::server::failure::Failure;

/// What is public changes when the owner edits the programme and the shop opens again.
const KEEP: &str = "public, max-age=300";

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(discovery))
        .routes(routes!(programme))
}

/// What the shop is and where things are (RFC 8615)
#[utoipa::path(
    get, path = "/.well-known/loyalty", tag = "public",
    responses((status = 200, description = "The shop", body = Discovery)),
)]
async fn discovery(State(shop): State<Arc<Shop>>) -> Response {
    let at = |path: &str| format!("{}{path}", shop.settings.public_url);
    let identity = &shop.programme.programme;
    let own = identity.languages.first().map_or("en", String::as_str);
    let discovery = Discovery {
        versions: vec![1],
        issuer: shop.settings.public_url.clone(),
        name: identity.name.say(own).to_owned(),
        colour: identity.colour.clone(),
        logo: public_view(&shop.programme, own).logo,
        scopes: vec![oauth::SCOPE_READ.to_owned(), oauth::SCOPE_WRITE.to_owned()],
        endpoints: Endpoints {
            oauth_metadata: at("/.well-known/oauth-authorization-server"),
            programme: at("/v1/programme"),
            account: at("/v1/account"),
            changes: at("/v1/changes"),
            events: at("/v1/events"),
            about: at("/programme"),
        },
        invite_keys: vec![shop.inviter.public()],
        vapid: Some(shop.vapid.public()),
    };
    ([(header::CACHE_CONTROL, KEEP)], Json(discovery)).into_response()
}

/// The programme, in the language that is asked for
#[utoipa::path(
    get, path = "/v1/programme", tag = "public",
    responses(
        (status = 200, description = "The programme", body = Programme),
        (status = 304, description = "As the reader has it"),
    ),
)]
async fn programme(State(shop): State<Arc<Shop>>, wanted: Wanted) -> Result<Response, Failure> {
    let language = wanted.language(&shop.programme.programme.languages);
    let body = serde_json::to_vec(&public_view(&shop.programme, &language))
        .map_err(|_| Failure::new(kantis_protocol::ProblemType::Internal))?;
    let digest = Sha256::digest(&body);
    let tag: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = format!("\"{tag}\"");
    let headers = [
        (header::CACHE_CONTROL, KEEP.to_owned()),
        (header::VARY, "Accept-Language".to_owned()),
        (header::CONTENT_LANGUAGE, language),
        (header::ETAG, tag.clone()),
    ];
    if wanted.has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, json, body).into_response())
}
