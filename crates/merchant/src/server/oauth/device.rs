//! Devices without a browser (RFC 8628): they show a code, and their member types it elsewhere.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use chrono::TimeDelta;
use kantis_protocol::oauth::{DeviceAuthorization, OauthError};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::answer::{Fields, OauthFailure, unstored};
use super::scope;
use super::sign_in::begin;
use super::token::{DEVICE_CODE, Outcome, link};
use super::view::{DevicePage, PageFailure, View, page};
use crate::engine::{EngineError, Work};
use crate::records::{Aim, ClientRecord, DeviceAnswer, DeviceRecord};
use crate::secret;
use crate::server::Shop;
use crate::server::auth::From;

/// Seconds of a device code.
const LASTS: i64 = 600;
/// Seconds between a device's questions.
const INTERVAL: u32 = 5;
/// Letters of a user code: no vowels, so no words; none that look alike (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many.
const USER_CODE: usize = 8;

pub(super) fn pages() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().route("/device", get(ask).post(answer))
}

/// The form, for the document; it is read as [`Fields`].
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(super) struct DeviceAuthorizationRequest {
    /// The client.
    client_id: String,
    /// A subset of what the client registered for; left out: all of it.
    scope: Option<String>,
}

/// Begins to link a device that has no browser (RFC 8628).
#[utoipa::path(
    post, path = "/oauth/device_authorization", tag = "sign-in",
    request_body(content = DeviceAuthorizationRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Codes for the device and for its member.", body = DeviceAuthorization),
        (status = 400, description = "In the words of RFC 6749 §5.2.", body = OauthError),
        (status = 401, description = "`invalid_client`.", body = OauthError),
        (status = 408, description = "The body came too slowly.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn authorize(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    fields: Fields,
) -> Result<Response, OauthFailure> {
    shop.limits.registrations.take(from.wider())?;
    let id = fields.need("client_id")?.to_owned();
    let (device, code) = shop
        .write(move |work| {
            let Some(client) = work.tx.client(&id)? else {
                return Ok(Err(OauthFailure::new("invalid_client")));
            };
            if !client.grant_types.iter().any(|grant| grant == DEVICE_CODE) {
                return Ok(Err(OauthFailure::new("unauthorized_client")));
            }
            let Some(scopes) = scope::asked(fields.get("scope"), client.scopes) else {
                return Ok(Err(OauthFailure::new("invalid_scope")));
            };
            work.tx.trim_grants(work.now)?;
            let code = secret::make(work.entropy);
            let device = DeviceRecord {
                hash: secret::hash(&code),
                user_code: user_code(work)?,
                client: client.id,
                scopes,
                expires: work.now + TimeDelta::seconds(LASTS),
                interval: INTERVAL,
                asked: None,
                answer: DeviceAnswer::Pending,
            };
            work.tx.set_device(&device)?;
            Ok(Ok((device, code)))
        })
        .await??;
    let shown = shown(&device.user_code);
    let uri = format!("{}/device", shop.settings.public_url);
    Ok(unstored(
        StatusCode::OK,
        DeviceAuthorization {
            device_code: code,
            verification_uri_complete: format!("{uri}?user_code={shown}"),
            user_code: shown,
            verification_uri: uri,
            expires_in: LASTS.unsigned_abs(),
            interval: u64::from(INTERVAL),
        },
    ))
}

/// RFC 8628 §3.4 and §3.5.
pub(super) fn by_device_code(
    work: &mut Work<'_>,
    client: &ClientRecord,
    fields: &Fields,
) -> Result<Outcome, EngineError> {
    let code = match fields.need("device_code") {
        Ok(code) => secret::hash(code),
        Err(missing) => return Ok(Err(missing)),
    };
    let Some(mut device) = work
        .tx
        .device(&code)?
        .filter(|device| device.client == client.id)
    else {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    };
    if work.now >= device.expires {
        work.tx.end_device(&code)?;
        return Ok(Err(OauthFailure::new("expired_token")));
    }
    match device.answer {
        DeviceAnswer::Granted(member) => {
            work.tx.end_device(&code)?;
            let (_, tokens) = link(work, client, member, device.scopes)?;
            Ok(Ok(tokens))
        }
        DeviceAnswer::Denied => {
            work.tx.end_device(&code)?;
            Ok(Err(OauthFailure::new("access_denied")))
        }
        DeviceAnswer::Pending => {
            let patience = TimeDelta::seconds(i64::from(device.interval));
            let hasty = device
                .asked
                .is_some_and(|asked| work.now - asked < patience);
            device.asked = Some(work.now);
            if hasty {
                device.interval = device.interval.saturating_add(INTERVAL);
            }
            work.tx.set_device(&device)?;
            let word = if hasty {
                "slow_down"
            } else {
                "authorization_pending"
            };
            Ok(Err(OauthFailure::new(word)))
        }
    }
}

/// A code that no waiting device has.
fn user_code(work: &Work<'_>) -> Result<String, EngineError> {
    loop {
        let code = draw(work);
        if work.tx.device_by_user_code(&code)?.is_none() {
            return Ok(code);
        }
    }
}

/// Letters, each as likely as any other.
fn draw(work: &Work<'_>) -> String {
    let mut code = String::with_capacity(USER_CODE);
    while code.len() < USER_CODE {
        let mut byte = [0];
        work.entropy.fill(&mut byte);
        // 240 is a multiple of twenty: what is above would make some letters likelier.
        if let Some(letter) = byte
            .first()
            .filter(|byte| **byte < 240)
            .and_then(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()))
        {
            code.push(char::from(*letter));
        }
    }
    code
}

/// In two groups.
pub(super) fn shown(user_code: &str) -> String {
    let (first, second) = user_code
        .split_at_checked(USER_CODE / 2)
        .unwrap_or((user_code, ""));
    format!("{first}-{second}")
}

/// As somebody typed it: small letters, spaces and dashes are fine.
fn typed(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(USER_CODE + 1)
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

/// The page that asks for the device's code.
async fn ask(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let view = View::of(&shop, &headers);
    let fields = Fields::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let code = fields
        .get("user_code")
        .map(typed)
        .filter(|code| !code.is_empty());
    let code = code.map_or_else(String::new, |code| shown(&code));
    std::future::ready(page(
        StatusCode::OK,
        &DevicePage {
            view,
            code,
            wrong: false,
        },
    ))
    .await
}

/// The code was typed: its device may be linked after signing in.
async fn answer(
    State(shop): State<Arc<Shop>>,
    From(from): From,
    headers: HeaderMap,
    fields: Result<Fields, OauthFailure>,
) -> Result<Response, PageFailure> {
    let view = View::of(&shop, &headers);
    shop.limits
        .guesses
        .take(from)
        .map_err(|failure| PageFailure::new(view.clone(), failure))?;
    let asked = fields
        .ok()
        .and_then(|fields| fields.get("user_code").map(typed));
    let code = asked.unwrap_or_default();
    let looked_for = code.clone();
    let device = shop
        .read(move |work| {
            let device = work.tx.device_by_user_code(&looked_for)?;
            Ok(device.filter(|device| {
                work.now < device.expires && device.answer == DeviceAnswer::Pending
            }))
        })
        .await
        .map_err(|failure| PageFailure::new(view.clone(), failure))?;
    let Some(device) = device else {
        let code = if code.is_empty() { code } else { shown(&code) };
        let again = DevicePage {
            view,
            code,
            wrong: true,
        };
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &again));
    };
    begin(
        &shop,
        (from, &headers),
        view,
        Aim::Device(device.hash),
        None,
    )
    .await
}
