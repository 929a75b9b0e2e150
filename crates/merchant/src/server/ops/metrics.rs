//! `GET /metrics` for Prometheus: how many requests, how long they took, what was sold. No label
//! ever holds an id, a name, or an address that was asked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kantis_protocol::{Problem, ProblemType};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use subtle::ConstantTimeEq as _;

use crate::server::Shop;
use crate::server::failure::Failure;

/// The text format's media type.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter<u64, AtomicU64>>,
    seconds: Family<Route, Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("kantis");
        let requests = Family::default();
        registry.register(
            "requests",
            "Requests that were answered",
            Family::clone(&requests),
        );
        // From a quarter of a millisecond to four seconds.
        let seconds = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.000_25, 2.0, 15))) as fn() -> Histogram,
        );
        registry.register(
            "request_seconds",
            "Time until the head of the answer",
            Family::clone(&seconds),
        );
        Self {
            registry,
            requests,
            seconds,
        }
    }
}

/// Counts a request by its route's template.
pub(crate) async fn count(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = match *request.method() {
        // Anybody may send a word of their own; each would be a row for ever.
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE => {
            request.method().as_str().to_owned()
        }
        _ => "other".to_owned(),
    };
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let response = next.run(request).await;
    shop.metrics
        .seconds
        .get_or_create(&Route {
            route: route.clone(),
        })
        .observe(began.elapsed().as_secs_f64());
    shop.metrics
        .requests
        .get_or_create(&Answered {
            method,
            route,
            status: response.status().as_u16(),
        })
        .inc();
    response
}

/// Tells what was counted, to the machine itself or to whoever shows the token of the settings.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operations",
    responses(
        (status = 200, description = "OpenMetrics text", body = String, content_type = FORMAT),
        (status = 403, description = "Asked from elsewhere", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn metrics(
    State(shop): State<Arc<Shop>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    // A proxy on the same machine hands on what anybody asks.
    let here = from.ip().is_loopback() && !shop.settings.behind_proxy;
    if !here && !shows_token(&shop, &headers) {
        return Err(Failure::new(ProblemType::Forbidden));
    }
    let mut text = String::new();
    encode(&mut text, &shop.metrics.registry).map_err(|_| Failure::new(ProblemType::Internal))?;
    Ok(([(header::CONTENT_TYPE, FORMAT)], text).into_response())
}

fn shows_token(shop: &Shop, headers: &HeaderMap) -> bool {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (&shop.settings.metrics_token, shown) {
        (Some(token), Some(shown)) => token.as_bytes().ct_eq(shown.as_bytes()).into(),
        _ => false,
    }
}
