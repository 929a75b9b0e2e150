//! Every answer that is no success: problem details (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kantis_protocol::{Problem, ProblemType};

use crate::engine::{EngineError, Refused};

/// Why a request did not go well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) problem: Box<Problem>,
    /// Seconds.
    pub(crate) retry_after: Option<u64>,
}

impl Failure {
    /// A failure of this kind.
    pub(crate) fn new(kind: ProblemType) -> Self {
        Self {
            problem: Box::new(kind.problem()),
            retry_after: None,
        }
    }

    /// Says what happened.
    pub(crate) fn because(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    /// Says where in the request.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.problem.at = Some(place.into());
        self
    }

    /// Says when to try again.
    pub(crate) const fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let mut failure = Self::new(refused.kind);
        failure.problem.detail = refused.detail;
        failure.problem.at = refused.at;
        failure.retry_after = refused
            .figures
            .iter()
            .find(|(name, _)| *name == "retry_after")
            .and_then(|(_, seconds)| u64::try_from(*seconds).ok());
        failure.problem.figures = refused
            .figures
            .into_iter()
            .map(|(name, figure)| (name.to_owned(), figure))
            .collect();
        failure
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Refused(refused) => refused.into(),
            EngineError::Store(error) => {
                // The error names tables and places, never what is in them.
                tracing::error!(%error, "the store failed");
                Self::new(ProblemType::Internal)
            }
        }
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        // Work that had not begun is dropped when the program ends: nobody waits for it any more.
        if error.is_panic() {
            tracing::error!("a piece of work panicked");
        }
        Self::new(ProblemType::Internal)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&*self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
