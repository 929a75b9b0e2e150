//! A wallet unlinks itself (RFC 7009).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kantis_protocol::oauth::OauthError;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{Fields, OauthFailure};
use crate::secret;
use crate::server::Shop;

/// The form, for the document; it is read as [`Fields`].
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(super) struct RevocationRequest {
    /// A refresh token or an access token.
    token: String,
    /// Passed over: both kinds are looked for.
    token_type_hint: Option<String>,
    /// The client.
    client_id: String,
}

/// Ends a linked wallet: all its tokens, its code's secret, its pushes (RFC 7009). A token that is
/// not known is fine, too.
#[utoipa::path(
    post, path = "/oauth/revoke", tag = "sign-in",
    request_body(content = RevocationRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is over, or never was."),
        (status = 400, description = "In the words of RFC 6749 §5.2.", body = OauthError),
        (status = 408, description = "The body came too slowly.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke(
    State(shop): State<Arc<Shop>>,
    fields: Fields,
) -> Result<Response, OauthFailure> {
    let token = secret::hash(fields.need("token")?);
    // A public client says who it is (RFC 7009 §2.1).
    let client = fields.need("client_id")?.to_owned();
    shop.write(move |work| {
        let grant = match work.tx.refresh_token(&token)? {
            Some(refresh) => Some(refresh.grant),
            None => work.tx.access_token(&token)?.map(|access| access.grant),
        };
        let Some(grant) = grant.map(|id| work.tx.grant(id)).transpose()?.flatten() else {
            return Ok(Ok(()));
        };
        if client != grant.client {
            return Ok(Err(
                OauthFailure::new("invalid_grant").because("another client's token")
            ));
        }
        work.tx.end_grant(grant.id, work.now)?;
        Ok(Ok(()))
    })
    .await??;
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response())
}
