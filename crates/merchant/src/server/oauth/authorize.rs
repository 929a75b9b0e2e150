//! The authorization endpoint (RFC 6749 §4.1, RFC 7636, RFC 9207).
//!
//! What is wrong is told to the client only once its identity and its address are certain; until
//! then a page tells the person, and nothing is sent anywhere.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use super::answer::Fields;
use super::redirect::{matches, web_host, with};
use super::scope;
use super::sign_in::begin;
use super::token::AUTHORIZATION_CODE;
use super::view::{BackPage, PageFailure, TroublePage, View, page};
use crate::records::{Aim, ClientRecord};
use crate::server::Shop;
use crate::server::auth::From;

/// Bytes of a client's `state`.
const STATE: usize = 2048;

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().route("/oauth/authorize", get(authorize))
}

async fn authorize(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let view = View::of(&shop, &headers);
    let query = query.unwrap_or_default();
    let trouble = |view: View| {
        let words = "wrong_request";
        Ok(page(StatusCode::BAD_REQUEST, &TroublePage { view, words }))
    };
    let Some(fields) = Fields::read(query.as_bytes()) else {
        return trouble(view);
    };
    let id = fields.get("client_id").unwrap_or_default().to_owned();
    let client = shop
        .read(move |work| Ok(work.tx.client(&id)?))
        .await
        .map_err(|failure| PageFailure::new(view.clone(), failure))?;
    let redirect_uri = fields.get("redirect_uri").unwrap_or_default();
    let Some(client) = client.filter(|client| {
        client
            .redirect_uris
            .iter()
            .any(|known| matches(known, redirect_uri))
    }) else {
        return trouble(view);
    };
    match aim(&client, &fields, redirect_uri) {
        Ok(aim) => {
            let hint = fields.get("login_hint").map(str::to_owned);
            begin(&shop, (from, &headers), view, aim, hint).await
        }
        Err((error, why)) => {
            let back = with(
                redirect_uri,
                &[
                    ("error", Some(error)),
                    ("error_description", Some(why)),
                    (
                        "state",
                        fields.get("state").filter(|state| state.len() <= STATE),
                    ),
                    ("iss", Some(&shop.settings.public_url)),
                ],
            );
            Ok(send_back(view, &back))
        }
    }
}

/// To the client at once where it is a program of the person's own machine. Anybody may register a
/// web address, so a link to the shop would lead anywhere: there, the person decides whether to go
/// on (RFC 9700 §4.11.2).
fn send_back(view: View, back: &str) -> Response {
    match web_host(back) {
        None => Redirect::to(back).into_response(),
        Some(host) => page(
            StatusCode::BAD_REQUEST,
            &BackPage {
                view,
                host: &host,
                back,
            },
        ),
    }
}

fn aim(
    client: &ClientRecord,
    fields: &Fields,
    redirect_uri: &str,
) -> Result<Aim, (&'static str, &'static str)> {
    if !client
        .grant_types
        .iter()
        .any(|grant| grant == AUTHORIZATION_CODE)
    {
        return Err((
            "unauthorized_client",
            "not registered for authorization_code",
        ));
    }
    match fields.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type is code")),
        None => return Err(("invalid_request", "response_type is missing")),
    }
    if fields
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(("invalid_request", "response_mode is query"));
    }
    let challenge = fields.get("code_challenge").unwrap_or_default();
    // SHA-256 in base64url: 43 characters.
    let fits = challenge.len() == 43
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !fits || fields.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "a code_challenge with S256 is needed"));
    }
    let Some(scopes) = scope::asked(fields.get("scope"), client.scopes) else {
        return Err(("invalid_scope", "a scope is not known or not registered"));
    };
    let state = fields.get("state");
    if state.is_some_and(|state| state.len() > STATE) {
        return Err(("invalid_request", "state is too long"));
    }
    Ok(Aim::Authorize {
        client: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: state.map(str::to_owned),
        challenge: challenge.to_owned(),
        scopes,
    })
}
