//! Clients register themselves (RFC 7591): public ones only.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use kantis_protocol::oauth::{OauthError, Registered, Registration};

use super::answer::{OauthFailure, unstored};
use super::redirect::may_register;
use super::scope;
use super::token::{AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN};
use crate::engine::members;
use crate::records::ClientRecord;
use crate::secret;
use crate::server::Shop;
use crate::server::auth::From;
use crate::server::body::bytes;

/// Bytes of a registration.
const LARGEST: usize = 16 * 1024;
/// Redirect addresses of a client.
const ADDRESSES: usize = 10;
/// Characters of a client's name.
const NAME: usize = 80;

/// Registers a public client (RFC 7591). One that nobody signs in through within a day is
/// forgotten.
#[utoipa::path(
    post, path = "/oauth/register", tag = "sign-in",
    request_body = Registration,
    responses(
        (status = 201, description = "The client.", body = Registered),
        (status = 400, description = "`invalid_redirect_uri` or `invalid_client_metadata`.", body = OauthError),
        (status = 408, description = "The body came too slowly.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn register(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    request: Request,
) -> Result<Response, OauthFailure> {
    shop.limits.registrations.take(from.wider())?;
    let client = asked(&read(request).await?)?;
    let most = shop.settings.quotas.unfinished;
    let registered = shop
        .write(move |work| {
            work.tx.trim_grants(work.now)?;
            let client = ClientRecord {
                id: secret::make(work.entropy),
                registered: work.now,
                ..client
            };
            work.tx.add_client(&client)?;
            if most > 0 {
                work.tx.keep_unused_clients(most)?;
            }
            Ok(client)
        })
        .await?;
    Ok(unstored(StatusCode::CREATED, said(registered)))
}

async fn read(request: Request) -> Result<Registration, OauthFailure> {
    let wrong = |why: &str| OauthFailure::new("invalid_client_metadata").because(why);
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"));
    if !json {
        return Err(wrong("the body is to be application/json"));
    }
    let body = bytes(request, LARGEST).await?;
    serde_json::from_slice(&body).map_err(|_| wrong("the body cannot be read"))
}

/// A client as it asks to be; without its id and time.
fn asked(registration: &Registration) -> Result<ClientRecord, OauthFailure> {
    let wrong = |why: &str| OauthFailure::new("invalid_client_metadata").because(why);
    let method = registration.token_endpoint_auth_method.as_deref();
    if method.is_some_and(|method| method != "none") {
        return Err(wrong(
            "clients are public: token_endpoint_auth_method is none",
        ));
    }
    let grant_types = match &registration.grant_types {
        None => vec![AUTHORIZATION_CODE.to_owned(), REFRESH_TOKEN.to_owned()],
        Some(grants) => {
            let mut grants = grants.clone();
            grants.sort();
            grants.dedup();
            let known = [AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN];
            if grants.is_empty() || !grants.iter().all(|grant| known.contains(&grant.as_str())) {
                return Err(wrong("a grant type is not offered"));
            }
            grants
        }
    };
    let by_code = grant_types.iter().any(|grant| grant == AUTHORIZATION_CODE);
    let responses = registration.response_types.as_deref();
    if responses.is_some_and(|types| types.iter().any(|kind| kind != "code")) {
        return Err(wrong("response_types is code"));
    }
    let uris = &registration.redirect_uris;
    if uris.len() > ADDRESSES
        || (by_code && uris.is_empty())
        || !uris.iter().all(|uri| may_register(uri))
    {
        return Err(OauthFailure::new("invalid_redirect_uri").because(
            "one to ten addresses: https, http on 127.0.0.1 or [::1], or a scheme in reverse-domain form",
        ));
    }
    let name = registration
        .client_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > NAME || !members::shows_as_written(name)) {
        return Err(wrong(
            "client_name is one line of at most 80 characters, none of them invisible",
        ));
    }
    let scopes = match &registration.scope {
        None => scope::ALL,
        Some(text) => scope::read(text).ok_or_else(|| wrong("a scope is not known"))?,
    };
    Ok(ClientRecord {
        id: String::new(),
        name: name.map(str::to_owned),
        redirect_uris: uris.clone(),
        grant_types,
        scopes,
        registered: chrono::DateTime::UNIX_EPOCH,
        used: None,
    })
}

fn said(client: ClientRecord) -> Registered {
    let by_code = client
        .grant_types
        .iter()
        .any(|grant| grant == AUTHORIZATION_CODE);
    Registered {
        client_id: client.id,
        client_id_issued_at: client.registered.timestamp(),
        redirect_uris: client.redirect_uris,
        client_name: client.name,
        token_endpoint_auth_method: "none".to_owned(),
        grant_types: client.grant_types,
        response_types: by_code.then(|| "code".to_owned()).into_iter().collect(),
        scope: scope::written(client.scopes),
    }
}
