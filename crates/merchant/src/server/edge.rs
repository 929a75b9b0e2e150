//! What holds for every request: an unknown path, a method that is not offered, a handler that
//! panics or takes too long, each answered with a problem.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use kantis_protocol::ProblemType;
use tower_http::catch_panic::CatchPanicLayer;

use super::Shop;
use super::failure::Failure;

/// As long as the head of an answer may take. An event stream's head comes at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every route, with what holds for all of them.
pub(crate) fn wrap(router: Router<Arc<Shop>>) -> Router<Arc<Shop>> {
    router
        .fallback(async || Failure::new(ProblemType::NotFound))
        .method_not_allowed_fallback(async || Failure::new(ProblemType::MethodNotAllowed))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
}

async fn in_time(request: Request, next: Next) -> Response {
    tokio::time::timeout(PATIENCE, next.run(request))
        .await
        .unwrap_or_else(|_| {
            Failure::new(ProblemType::Unavailable)
                .after(5)
                .into_response()
        })
}

/// The panic's text may hold anything: it is not repeated.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Failure::new(ProblemType::Internal).into_response()
}
