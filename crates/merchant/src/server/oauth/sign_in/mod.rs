//! The pages on which a person signs in: an address, a code that was sent there, who they are if
//! they are new, and what they agree to.
//!
//! `/sign-in?t=TICKET` shows whatever step comes next; each form posts and leads back there. The
//! ticket is worth nothing without the cookie of the browser that began: neither a link that was
//! passed on nor a page of another site gets any further.

mod code;
mod decide;
mod email;
mod joining;
mod ticket;
mod trier;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

use super::answer::{Fields, OauthFailure};
use super::invite;
use super::view::{PageFailure, View};
use crate::server::Shop;

pub(super) use ticket::begin;
use ticket::{Here, Wrong};

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new()
        .route("/join", get(invite::join))
        .route("/sign-in", get(step))
        .route("/sign-in/email", post(email::email))
        .route("/sign-in/other", post(email::other))
        .route("/sign-in/code", post(code::code))
        .route("/sign-in/join", post(joining::join))
        .route("/sign-in/decide", post(decide::decide))
        .route("/sign-in/done", get(decide::done))
}

/// The step that comes next.
async fn step(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let view = View::of(&shop, &headers);
    let fields = Fields::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let here = Here::find(&shop, &headers, view, &fields).await?;
    show(&shop, here, None, &Fields::default()).await
}

/// The page of a step, perhaps with what was wrong about the form that was sent. 422 then.
async fn show(
    shop: &Arc<Shop>,
    here: Here,
    wrong: Option<Wrong>,
    sent: &Fields,
) -> Result<Response, PageFailure> {
    let record = &here.record;
    if record.member.is_some() {
        return decide::ask(shop, here).await;
    }
    if record.proven {
        return Ok(joining::ask(shop, &here, wrong, sent));
    }
    if record.code.is_some() {
        return Ok(code::ask(&here, wrong));
    }
    email::ask(shop, &here, wrong, sent)
}

/// A form that was posted, with the ticket that it must carry.
async fn posted(
    shop: &Arc<Shop>,
    headers: &HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<(Here, Fields), PageFailure> {
    let view = View::of(shop, headers);
    let fields = fields.unwrap_or_default();
    let here = Here::find(shop, headers, view, &fields).await?;
    Ok((here, fields))
}
