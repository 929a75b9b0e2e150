//! Forms that come in and errors that go out, as RFC 6749 has them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kantis_protocol::oauth::OauthError;

use crate::server::body::bytes;
use crate::server::failure::Failure;

/// Bytes of a form.
const LARGEST: usize = 16 * 1024;

/// The parameters of a request. One without a value is as if it were not there (RFC 6749 §3.1).
#[derive(Default)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads a query or a form; none when a parameter is there twice.
    pub(super) fn read(encoded: &[u8]) -> Option<Self> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if !value.is_empty()
                && fields
                    .insert(name.into_owned(), value.into_owned())
                    .is_some()
            {
                return None;
            }
        }
        Some(Self(fields))
    }

    /// A parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that must be there.
    pub(super) fn need(&self, name: &'static str) -> Result<&str, OauthFailure> {
        self.get(name).ok_or_else(|| {
            OauthFailure::new("invalid_request").because(format!("{name} is missing"))
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = OauthFailure;

    async fn from_request(request: Request, _: &S) -> Result<Self, OauthFailure> {
        let form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|media| {
                media
                    .trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        if !form {
            return Err(OauthFailure::new("invalid_request")
                .because("the body is to be application/x-www-form-urlencoded"));
        }
        let body = bytes(request, LARGEST).await?;
        Self::read(&body).ok_or_else(|| {
            OauthFailure::new("invalid_request").because("a parameter is there twice")
        })
    }
}

/// What an OAuth endpoint refuses (RFC 6749 §5.2), or a problem that any endpoint may have.
#[derive(Debug)]
pub(super) enum OauthFailure {
    /// In the RFC's words.
    Said {
        /// The RFC's word.
        error: &'static str,
        /// For a developer.
        why: Option<String>,
    },
    /// Too often, or the shop's own fault.
    Problem(Failure),
}

impl OauthFailure {
    pub(super) const fn new(error: &'static str) -> Self {
        Self::Said { error, why: None }
    }

    pub(super) fn because(self, because: impl Into<String>) -> Self {
        match self {
            Self::Said { error, .. } => Self::Said {
                error,
                why: Some(because.into()),
            },
            problem @ Self::Problem(_) => problem,
        }
    }
}

impl From<Failure> for OauthFailure {
    fn from(failure: Failure) -> Self {
        Self::Problem(failure)
    }
}

impl IntoResponse for OauthFailure {
    fn into_response(self) -> Response {
        match self {
            Self::Said { error, why } => {
                let status = match error {
                    "invalid_client" => StatusCode::UNAUTHORIZED,
                    _ => StatusCode::BAD_REQUEST,
                };
                let body = OauthError {
                    error: error.to_owned(),
                    error_description: why,
                };
                let mut response = unstored(status, body);
                if status == StatusCode::UNAUTHORIZED {
                    response
                        .headers_mut()
                        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
                }
                response
            }
            Self::Problem(failure) => failure.into_response(),
        }
    }
}

/// JSON that nobody may store (RFC 6749 §5.1).
pub(super) fn unstored(status: StatusCode, body: impl serde::Serialize) -> Response {
    (
        status,
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::PRAGMA, "no-cache"),
        ],
        Json(body),
    )
        .into_response()
}
