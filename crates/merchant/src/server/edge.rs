//! What holds for every request: an unknown path, a method that is not offered, a handler that
//! panics or takes too long, each answered with a problem.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use kantis_protocol::ProblemType;
use tower_http::catch_panic::CatchPanicLayer;

use super::failure::Failure;

/// As long as the head of an answer may take. An event stream's head comes at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every route, with what holds for all of them.
pub(crate) fn wrap<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::Service as _;

    use super::*;

    /// A build whose panics abort cannot have this; see the profile `shop`.
    #[tokio::test]
    async fn a_handler_that_panics_is_a_problem_that_repeats_nothing() {
        async fn broken() -> &'static str {
            panic!("Aino Virtanen")
        }
        let mut router = wrap(Router::new().route("/", get(broken)));
        let request = Request::builder().body(Body::empty()).unwrap();
        let answer = router.call(request).await.unwrap();
        assert_eq!(answer.status(), 500);
        let kind = answer.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("application/problem+json"), "{kind}");
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains("\"status\":500"), "{body}");
        assert!(!body.contains("Aino"), "{body}");
    }
}
