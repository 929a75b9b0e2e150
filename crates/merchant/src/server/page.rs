//! A page for a person as an answer, with what keeps it to itself.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use kantis_protocol::ProblemType;

use super::failure::Failure;

/// What a page may do beside showing itself. None loads anything from elsewhere, runs any script
/// but the shop's own files, or may be framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// To read; its forms go to the shop.
    Plain,
    /// It ends with the way back to a wallet: browsers would hold `form-action` against that.
    SignIn,
    /// It asks the shop's server, and may use the camera.
    Till,
}

impl Sort {
    const fn policy(self) -> &'static str {
        match self {
            Self::Plain => {
                "default-src 'none'; style-src 'self'; img-src 'self' https: data:; \
                 script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            }
            Self::SignIn => {
                "default-src 'none'; style-src 'self'; img-src 'self' https: data:; \
                 script-src 'self'; base-uri 'none'; frame-ancestors 'none'"
            }
            Self::Till => {
                "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
                 connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            }
        }
    }

    const fn permissions(self) -> &'static str {
        match self {
            Self::Till => "camera=(self), microphone=(), geolocation=()",
            Self::Plain | Self::SignIn => "camera=(), microphone=(), geolocation=()",
        }
    }
}

/// Renders a page.
pub(super) fn page(sort: Sort, status: StatusCode, template: &impl Template) -> Response {
    let Ok(html) = template.render() else {
        return Failure::new(ProblemType::Internal).into_response();
    };
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, sort.policy()),
        (header::CACHE_CONTROL, "no-store"),
        // Addresses hold tokens.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static(sort.permissions()),
    );
    response
}
