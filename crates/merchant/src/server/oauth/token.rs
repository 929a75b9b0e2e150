//! The token endpoint (RFC 6749 §3.2): codes, refresh tokens and device codes become tokens.
//!
//! A refresh token rotates. Its successor is made from it and from chance that is kept while the
//! successor is unused: a wallet that did not get the answer may send the old one again for a
//! minute and gets the very same successor, which the database itself does not know. Any other use
//! of an old token ends the linked wallet (RFC 9700 §4.14).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hmac::{Hmac, Mac as _};
use kantis_protocol::oauth::{OauthError, Tokens};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Fields, OauthFailure, unstored};
use super::{device, scope};
use crate::engine::{EngineError, Work};
use crate::records::{ClientRecord, GrantRecord, RefreshRecord, Scopes};
use crate::secret;
use crate::server::Shop;

/// RFC 6749 §4.1.
pub(super) const AUTHORIZATION_CODE: &str = "authorization_code";
/// RFC 6749 §6.
pub(super) const REFRESH_TOKEN: &str = "refresh_token";
/// RFC 8628 §3.4.
pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Seconds of an access token.
const ACCESS_LASTS: i64 = 3600;
/// Seconds for which a refresh token may be sent again.
const GRACE: i64 = 60;

/// What happened inside a transaction that lasts even where the answer is a no.
pub(super) type Outcome = Result<Tokens, OauthFailure>;

/// The form, for the document; it is read as [`Fields`].
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form")]
pub(super) struct TokenRequest {
    /// `authorization_code`, `refresh_token` or `urn:ietf:params:oauth:grant-type:device_code`.
    grant_type: String,
    /// The client.
    client_id: String,
    /// With `authorization_code`.
    code: Option<String>,
    /// With `authorization_code`: as it was in the authorization request.
    redirect_uri: Option<String>,
    /// With `authorization_code` (RFC 7636).
    code_verifier: Option<String>,
    /// With `refresh_token`.
    refresh_token: Option<String>,
    /// With `refresh_token`: less than was granted, for this access token alone; left out: all.
    scope: Option<String>,
    /// With a device code.
    device_code: Option<String>,
}

/// Trades a code or a refresh token for tokens (RFC 6749 §3.2).
#[utoipa::path(
    post, path = "/oauth/token", tag = "sign-in",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Tokens.", body = Tokens),
        (status = 400, description = "In the words of RFC 6749 §5.2 and RFC 8628 §3.5.", body = OauthError),
        (status = 401, description = "`invalid_client`.", body = OauthError),
        (status = 408, description = "The body came too slowly.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often.", body = kantis_protocol::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn token(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, OauthFailure> {
    if headers.contains_key(header::AUTHORIZATION) {
        return Err(OauthFailure::new("invalid_client").because("clients here have no secret"));
    }
    let kind = fields.need("grant_type")?.to_owned();
    let id = fields.need("client_id")?.to_owned();
    let trade = match kind.as_str() {
        AUTHORIZATION_CODE => by_code,
        REFRESH_TOKEN => by_refresh_token,
        DEVICE_CODE => device::by_device_code,
        _ => return Err(OauthFailure::new("unsupported_grant_type")),
    };
    let tokens = shop
        .write(move |work| {
            let Some(client) = work.tx.client(&id)? else {
                return Ok(Err(OauthFailure::new("invalid_client")));
            };
            if !client.grant_types.contains(&kind) {
                return Ok(Err(OauthFailure::new("unauthorized_client")));
            }
            trade(work, &client, &fields)
        })
        .await??;
    Ok(unstored(StatusCode::OK, tokens))
}

fn by_code(
    work: &mut Work<'_>,
    client: &ClientRecord,
    fields: &Fields,
) -> Result<Outcome, EngineError> {
    let wanted = || {
        let code = fields.need("code")?;
        let redirect_uri = fields.need("redirect_uri")?;
        Ok((code, redirect_uri, fields.need("code_verifier")?))
    };
    let (code, redirect_uri, verifier) = match wanted() {
        Ok(wanted) => wanted,
        Err(missing) => return Ok(Err(missing)),
    };
    let Some(mut code) = work.tx.authorization_code(&secret::hash(code))? else {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    };
    if let Some(grant) = code.grant {
        // Somebody has it who should not: what it gave ends (RFC 6749 §4.1.2).
        work.tx.end_grant(grant, work.now)?;
        return Ok(Err(
            OauthFailure::new("invalid_grant").because("the code was used")
        ));
    }
    let good = code.client == client.id
        && work.now < code.expires
        && code.redirect_uri == redirect_uri
        && proves(verifier, &code.challenge);
    if !good {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    }
    let (grant, tokens) = link(work, client, code.member, code.scopes)?;
    code.grant = Some(grant);
    work.tx.set_authorization_code(&code)?;
    Ok(Ok(tokens))
}

/// RFC 7636 §4.6, S256.
fn proves(verifier: &str, challenge: &str) -> bool {
    let fits = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    fits && bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
}

fn by_refresh_token(
    work: &mut Work<'_>,
    client: &ClientRecord,
    fields: &Fields,
) -> Result<Outcome, EngineError> {
    let token = match fields.need("refresh_token") {
        Ok(token) => token,
        Err(missing) => return Ok(Err(missing)),
    };
    let Some(mut record) = work.tx.refresh_token(&secret::hash(token))? else {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    };
    let Some(mut grant) = work.tx.grant(record.grant)? else {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    };
    if grant.client != client.id {
        return Ok(Err(OauthFailure::new("invalid_grant")));
    }
    // Less than was granted is for this access token alone (RFC 6749 §6).
    let Some(scopes) = scope::asked(fields.get("scope"), grant.scopes) else {
        return Ok(Err(OauthFailure::new("invalid_scope")));
    };
    let next = match (record.used, record.seed) {
        (None, _) => {
            let mut seed = [0; 32];
            work.entropy.fill(&mut seed);
            let next = successor(token, &seed);
            record.used = Some(work.now);
            record.seed = Some(seed);
            work.tx.set_refresh_token(&record)?;
            work.tx.set_refresh_token(&RefreshRecord {
                hash: secret::hash(&next),
                grant: grant.id,
                follows: Some(record.hash),
                created: work.now,
                used: None,
                seed: None,
            })?;
            // Its wallet has this one, so the one before may not be sent again.
            if let Some(mut before) = record
                .follows
                .map(|hash| work.tx.refresh_token(&hash))
                .transpose()?
                .flatten()
            {
                before.seed = None;
                work.tx.set_refresh_token(&before)?;
            }
            next
        }
        (Some(used), Some(seed)) if work.now - used <= TimeDelta::seconds(GRACE) => {
            successor(token, &seed)
        }
        _ => {
            work.tx.end_grant(grant.id, work.now)?;
            return Ok(Err(
                OauthFailure::new("invalid_grant").because("the token was used")
            ));
        }
    };
    grant.used = work.now;
    work.tx.set_grant(&grant)?;
    Ok(Ok(tokens(work, &grant, scopes, next)?))
}

/// The token that follows another.
fn successor(token: &str, seed: &[u8; 32]) -> String {
    let made = match Hmac::<Sha256>::new_from_slice(seed) {
        Ok(mac) => mac.chain_update(token.as_bytes()).finalize().into_bytes(),
        // HMAC takes keys of any length.
        Err(_) => Sha256::digest(seed),
    };
    URL_SAFE_NO_PAD.encode(made)
}

/// Links a wallet: a grant with its first tokens.
pub(super) fn link(
    work: &mut Work<'_>,
    client: &ClientRecord,
    member: Uuid,
    scopes: Scopes,
) -> Result<(Uuid, Tokens), EngineError> {
    let grant = GrantRecord {
        id: work.id(),
        member,
        client: client.id.clone(),
        scopes,
        created: work.now,
        used: work.now,
    };
    work.tx.set_grant(&grant)?;
    let refresh = secret::make(work.entropy);
    work.tx.set_refresh_token(&RefreshRecord {
        hash: secret::hash(&refresh),
        grant: grant.id,
        follows: None,
        created: work.now,
        used: None,
        seed: None,
    })?;
    let tokens = tokens(work, &grant, scopes, refresh)?;
    Ok((grant.id, tokens))
}

fn tokens(
    work: &mut Work<'_>,
    grant: &GrantRecord,
    scopes: Scopes,
    refresh: String,
) -> Result<Tokens, EngineError> {
    let access = secret::make(work.entropy);
    let expires = work.now + TimeDelta::seconds(ACCESS_LASTS);
    work.tx
        .add_access_token(&secret::hash(&access), grant.id, scopes, expires)?;
    Ok(Tokens {
        access_token: access,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS_LASTS.unsigned_abs(),
        refresh_token: refresh,
        scope: scope::written(scopes),
    })
}
