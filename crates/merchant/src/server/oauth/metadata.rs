//! What an OAuth client finds first (RFC 8414).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use kantis_protocol::oauth::{Metadata, SCOPE_READ, SCOPE_WRITE};

use super::token::{AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN};
use crate::server::Shop;

/// Where OAuth's endpoints are and what they take (RFC 8414).
#[utoipa::path(
    get, path = "/.well-known/oauth-authorization-server", tag = "sign-in",
    responses(
        (status = 200, description = "The metadata.", body = Metadata),
        (status = 429, description = "Too often.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn metadata(State(shop): State<Arc<Shop>>) -> Json<Metadata> {
    std::future::ready(Json(of(&shop.settings.public_url))).await
}

fn of(issuer: &str) -> Metadata {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Metadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: format!("{issuer}/oauth/authorize"),
        token_endpoint: format!("{issuer}/oauth/token"),
        registration_endpoint: format!("{issuer}/oauth/register"),
        revocation_endpoint: format!("{issuer}/oauth/revoke"),
        device_authorization_endpoint: format!("{issuer}/oauth/device_authorization"),
        scopes_supported: words(&[SCOPE_READ, SCOPE_WRITE]),
        response_types_supported: words(&["code"]),
        response_modes_supported: words(&["query"]),
        grant_types_supported: words(&[AUTHORIZATION_CODE, REFRESH_TOKEN, DEVICE_CODE]),
        token_endpoint_auth_methods_supported: words(&["none"]),
        revocation_endpoint_auth_methods_supported: words(&["none"]),
        code_challenge_methods_supported: words(&["S256"]),
        authorization_response_iss_parameter_supported: true,
    }
}
