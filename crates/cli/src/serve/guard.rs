//! Who may ask, and what every answer says to the browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Host;

/// What the page may do: its own scripts, styles, pictures and requests; nothing from elsewhere.
/// WebAssembly is what reads codes in camera frames; no other code is made from data.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; \
    manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer says.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), screen-wake-lock=(self), clipboard-write=(self), geolocation=(self), \
         microphone=(), payment=(), usb=()",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Refuses what does not come from this page on this host, and marks every answer.
pub(crate) async fn every_request(
    State(host): State<Arc<Host>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match host.refusal(&request) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(PAGE_POLICY));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets through who has the token, or the cookie that it was traded for.
pub(crate) async fn with_token(
    State(host): State<Arc<Host>>,
    request: Request,
    next: Next,
) -> Response {
    if host.knows(&request) {
        return next.run(request).await;
    }
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
    (
        StatusCode::UNAUTHORIZED,
        challenge,
        "The token of the printed address is needed.\n",
    )
        .into_response()
}

impl Host {
    /// Why a request is refused whatever it asks for.
    ///
    /// A foreign name for this address (DNS rebinding) shows in `Host`; a foreign page in `Origin`
    /// and in `Sec-Fetch-Site`, where another port of this machine counts as foreign, too.
    fn refusal(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let headers = request.headers();
        let names = [
            format!("127.0.0.1:{}", self.port),
            format!("localhost:{}", self.port),
        ];
        let named = one(headers, &header::HOST);
        if !named.is_some_and(|named| names.iter().any(|name| name.eq_ignore_ascii_case(named))) {
            return Some((
                StatusCode::FORBIDDEN,
                "Kantis does not answer to this host name.\n",
            ));
        }
        if headers.contains_key(header::ORIGIN) {
            let own = named.map(|named| format!("http://{named}"));
            if one(headers, &header::ORIGIN) != own.as_deref() {
                return Some((StatusCode::FORBIDDEN, "Another page may not ask.\n"));
            }
        }
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let foreign = !matches!(site, None | Some(b"same-origin" | b"none"));
        // A link somewhere else may lead to the page itself: its files hold nothing of anybody.
        let visit = request.method() == Method::GET
            && headers
                .get("sec-fetch-mode")
                .is_some_and(|mode| mode == "navigate")
            && headers
                .get("sec-fetch-dest")
                .is_some_and(|dest| dest == "document")
            && request.uri().path() == "/";
        if foreign && !visit {
            return Some((StatusCode::FORBIDDEN, "Another page may not ask.\n"));
        }
        None
    }

    /// Whether the request carries the token, or the cookie. A cookie goes along with requests
    /// that other pages cause, so with it only reading is free; a change must name its origin.
    fn knows(&self, request: &Request) -> bool {
        let headers = request.headers();
        if bearer(headers).is_some_and(|token| self.token.is(token)) {
            return true;
        }
        let reads = request.method() == Method::GET || request.method() == Method::HEAD;
        (reads || headers.contains_key(header::ORIGIN))
            && cookies(headers, &self.cookie_name()).any(|value| self.session.is(value))
    }

    /// The cookie's name. Browsers share cookies between the ports of a host, so that the port has
    /// to be in the name: two wallets may be open at once.
    pub(crate) fn cookie_name(&self) -> String {
        format!("kantis_session_{}", self.port)
    }

    /// Whether the request carries the token itself.
    pub(crate) fn has_token(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|token| self.token.is(token))
    }
}

/// A header's value when it is there exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = one(headers, &header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookies<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| value)
}
