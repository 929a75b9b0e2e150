//! The till page's session: its key in a cookie that no script reads and no other site sends.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use kantis_protocol::ProblemType;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::From;
use crate::records::TillKind;
use crate::secret;
use crate::server::Shop;
use crate::server::body::bytes;
use crate::server::failure::Failure;

/// The cookie's name.
pub(super) const COOKIE: &str = "kantis-till";
/// Seconds: a till stays open for a year, or until its key is taken away.
const LASTS: u64 = 365 * 24 * 3600;

pub(crate) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(close))
}

/// Bytes of the form.
const LARGEST: usize = 4 * 1024;

/// What the till page's first form sends, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form")]
struct Opening {
    /// The till's key.
    key: String,
}

/// Opens the till page with a till's key.
#[utoipa::path(
    post, path = "/till/session", tag = "till",
    request_body(content = Opening, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the till page, with its cookie; to `/till?wrong=key` where the key is none of a till's."),
        (status = 408, description = "The body came too slowly.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many tries.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
async fn open(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    request: Request,
) -> Result<Response, Failure> {
    // Counted before the key is looked at: whoever has guessed enough is told nothing more.
    shop.limits.guesses.take(from)?;
    let form = bytes(request, LARGEST).await?;
    let key = url::form_urlencoded::parse(&form)
        .find(|(name, _)| name == "key")
        .map(|(_, key)| key.trim().to_owned())
        .unwrap_or_default();
    let hash = secret::hash(&key);
    let till = shop
        .read(move |work| Ok(work.tx.till_by_key(&hash)?))
        .await?;
    if till.is_none_or(|till| till.kind != TillKind::Till) {
        return Ok(Redirect::to("/till?wrong=key").into_response());
    }
    let cookie = cookie(&shop, &key, LASTS)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/till")).into_response())
}

/// Closes the till page.
#[utoipa::path(
    delete, path = "/till/session", tag = "till",
    responses((status = 204, description = "The cookie is gone."))
)]
async fn close(State(shop): State<Arc<Shop>>) -> Result<Response, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, cookie(&shop, "", 0)?);
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

fn cookie(shop: &Shop, key: &str, seconds: u64) -> Result<HeaderValue, Failure> {
    let secure = if shop.settings.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    HeaderValue::from_str(&format!(
        "{COOKIE}={key}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    ))
    .map_err(|_| Failure::new(ProblemType::Malformed))
}
