//! Letters that were not sent, for the till page of a demonstration.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kantis_protocol::pos::{Outbox, OutboxLetter};
use kantis_protocol::{Problem, ProblemType};
use tokio::task::spawn_blocking;

use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::failure::Failure;

/// Letters that are shown.
const MOST: usize = 50;

/// Letters that were kept instead of sent, newest first. Demonstrations only.
#[utoipa::path(
    get, path = "/pos/v1/outbox", tag = "till",
    responses(
        (status = 200, description = "The letters.", body = Outbox),
        (status = 401, description = "No key.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "No till's key.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "This is no demonstration.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = Problem, content_type = "application/problem+json"),
    ),
    security(("till" = []))
)]
pub(super) async fn outbox(_: AtTill, State(shop): State<Arc<Shop>>) -> Result<Response, Failure> {
    if !shop.settings.demo {
        return Err(Failure::new(ProblemType::NotFound));
    }
    let mail = Arc::clone(&shop.ports.mail);
    let letters = spawn_blocking(move || mail.kept(MOST)).await?;
    let letters = letters
        .into_iter()
        .map(|kept| OutboxLetter {
            at: kept.at,
            to: kept.letter.to,
            subject: kept.letter.subject,
            text: kept.letter.text,
        })
        .collect();
    Ok((
        [(header::CACHE_CONTROL, "no-store")],
        Json(Outbox { letters }),
    )
        .into_response())
}
