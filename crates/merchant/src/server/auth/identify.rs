//! Finding out who asks, and counting it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};

use super::session::COOKIE;
use super::{Asker, From};
use crate::engine::EngineError;
use crate::secret;
use crate::server::Shop;
use crate::server::failure::Failure;
use crate::server::limits::{Left, Who};

/// Seconds for which a till's key is believed: another process may take it away.
const TILL_BELIEVED: i64 = 10;
/// Longer than any token or key.
const LONGEST: usize = 200;

/// Says who asks, as extensions [`Asker`] and [`From`]; turns away who asks too often.
pub(crate) async fn identify(
    State(shop): State<Arc<Shop>>,
    mut request: Request,
    next: Next,
) -> Response {
    let from = Who::at(address(&request, shop.settings.behind_proxy));
    let secret = presented(&shop, &request);
    let bearer = secret.is_some() && request.headers().contains_key(header::AUTHORIZATION);
    match who(&shop, secret, from).await {
        Ok((asker, left)) => {
            request.extensions_mut().insert(From(from));
            let narrow = matches!(&asker, Some(Asker::Wallet(token)) if !token.scopes.write);
            if let Some(asker) = asker {
                request.extensions_mut().insert(asker);
            }
            let mut response = next.run(request).await;
            if let Some(word) = word(response.status(), bearer, narrow) {
                let said = HeaderValue::from_static(word);
                response
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, said);
            }
            for (name, value) in left.map(Left::fields).into_iter().flatten() {
                if let Some(value) = value {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Err(failure) => failure.into_response(),
    }
}

/// What is said to a bearer token that opens nothing (RFC 6750 §3.1).
fn word(status: StatusCode, bearer: bool, narrow: bool) -> Option<&'static str> {
    match status {
        StatusCode::UNAUTHORIZED if bearer => Some("Bearer error=\"invalid_token\""),
        StatusCode::FORBIDDEN if narrow => Some("Bearer error=\"insufficient_scope\""),
        _ => None,
    }
}

async fn who(
    shop: &Arc<Shop>,
    secret: Option<String>,
    from: Who,
) -> Result<(Option<Asker>, Option<Left>), Failure> {
    let Some(secret) = secret else {
        return Ok((None, shop.limits.address.take(from)?));
    };
    let token = secret::hash(&secret);
    let asker = match shop.let_in.find(&token, shop.ports.clock.now()) {
        Ok(asker) => asker,
        Err(generation) => {
            // Asking the database is for those who have not tried too many tokens.
            let left = shop.limits.address.take(from)?;
            let found = shop
                .read(move |work| {
                    let now = work.now;
                    if let Some(found) = work.tx.access_token(&token)? {
                        let until = found.expires;
                        return Ok((now < until).then_some((Asker::Wallet(found), until, now)));
                    }
                    let until = now + TimeDelta::seconds(TILL_BELIEVED);
                    let till = work.tx.till_by_key(&token)?;
                    Ok::<Option<(Asker, DateTime<Utc>, DateTime<Utc>)>, EngineError>(
                        till.map(|till| (Asker::Till(till), until, now)),
                    )
                })
                .await?;
            let Some((asker, until, now)) = found else {
                return Ok((None, left));
            };
            shop.let_in.remember(token, &asker, until, generation, now);
            asker
        }
    };
    let left = match &asker {
        Asker::Wallet(token) => shop.limits.wallet.take(Who::Known(token.grant))?,
        Asker::Till(till) => shop.limits.till.take(Who::Known(till.id))?,
    };
    Ok((Some(asker), left))
}

/// The bearer token (RFC 6750 §2.1), or the till page's cookie where the till page itself asks.
fn presented(shop: &Shop, request: &Request) -> Option<String> {
    let headers = request.headers();
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        let token = token.trim();
        return (scheme.eq_ignore_ascii_case("bearer") && fits(token)).then(|| token.to_owned());
    }
    let key = cookie(headers, COOKIE)?;
    (fits(&key) && same_origin(shop, request)).then_some(key)
}

fn fits(secret: &str) -> bool {
    !secret.is_empty() && secret.len() <= LONGEST
}

/// A cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|field| field.to_str().ok())
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// Whether the request was made by a page of this shop. A cookie goes along with what other pages
/// ask for; its `SameSite` leaves sister domains, and this does not.
pub(crate) fn same_origin(shop: &Shop, request: &Request) -> bool {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let looks = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if let Some(site) = text("sec-fetch-site") {
        // `none`: typed, or a bookmark.
        return site == "same-origin" || (site == "none" && looks);
    }
    let Some(origin) = text("origin") else {
        // Older browsers say neither when they only look.
        return looks;
    };
    let host = text("host").unwrap_or_default();
    origin == shop.settings.public_url
        || (!host.is_empty() && origin.split_once("://").is_some_and(|(_, of)| of == host))
}

fn address(request: &Request, behind_proxy: bool) -> IpAddr {
    let forwarded = || {
        // The last one is what the owner's proxy saw; those before it, what it was told.
        let field = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?;
        field.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || {
        Some(
            request
                .extensions()
                .get::<ConnectInfo<SocketAddr>>()?
                .0
                .ip(),
        )
    };
    behind_proxy
        .then(forwarded)
        .flatten()
        .or_else(peer)
        .unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))
}
