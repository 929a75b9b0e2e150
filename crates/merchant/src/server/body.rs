//! What comes in: JSON bodies, query strings and parts of the path, with the place of what is wrong.
//!
//! A refusal is a problem whose detail says what was wanted, never what came: that may be personal.

use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use http_body_util::BodyExt as _;
use kantis_protocol::ProblemType;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path as Place, Segment};

use super::failure::Failure;

/// The largest JSON body: a batch of 500 purchases fits well.
pub(crate) const LIMIT: usize = 2 * 1024 * 1024;

/// A body that says that it is larger than this is not read at all.
const DRAINED: usize = 8 * LIMIT;

/// As long as a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// A JSON body. Another media type is `unsupported-media-type`, a larger one `too-large`, a slow
/// one `too-slow`, a wrong one `malformed` with its place.
pub(crate) struct Body<T>(pub(crate) T);

/// The query string. A wrong one is `malformed` with the parameter's name.
pub(crate) struct Query<T>(pub(crate) T);

/// Parts of the path. A wrong one is `not-found`: nothing can be there.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        if !is_json(&request) {
            return Err(Failure::new(ProblemType::UnsupportedMediaType).because("application/json"));
        }
        let bytes = bytes(request, LIMIT).await?;
        parse(&bytes).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        std::future::ready(()).await;
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Self)
            .map_err(|error| malformed(error.path(), &error.inner().to_string()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(found)) => Ok(Self(found)),
            Err(_) => Err(Failure::new(ProblemType::NotFound)),
        }
    }
}

/// The bytes of a body of limited size that arrives in time.
///
/// # Errors
/// `too-large`, `too-slow`, and `malformed` when the connection broke off.
pub(crate) async fn bytes(request: Request, limit: usize) -> Result<Bytes, Failure> {
    let declared = request
        .headers()
        .get(axum::http::header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if let Some(length) = declared.filter(|length| *length > limit) {
        // Who is still sending does not hear the answer: what is a little too large is let run out.
        if length <= DRAINED {
            let _ = tokio::time::timeout(PATIENCE, drain(request.into_body())).await;
        }
        return Err(Failure::new(ProblemType::TooLarge));
    }
    let read = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), limit)).await;
    match read {
        Err(_) => Err(Failure::new(ProblemType::TooSlow)),
        Ok(Err(error)) if over_limit(&error) => Err(Failure::new(ProblemType::TooLarge)),
        Ok(Err(_)) => Err(Failure::new(ProblemType::Malformed).because("the body broke off")),
        Ok(Ok(bytes)) => Ok(bytes),
    }
}

/// Reads a body and throws it away.
async fn drain(mut body: axum::body::Body) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// Reads JSON; `malformed` with the place.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if error.inner().is_data() {
            malformed(error.path(), &error.inner().to_string())
        } else {
            no_json()
        }
    })?;
    json.end().map_err(|_| no_json())?;
    Ok(value)
}

fn no_json() -> Failure {
    Failure::new(ProblemType::Malformed).because("the body is no JSON")
}

fn is_json(request: &Request) -> bool {
    let Some(media) = request.headers().get(CONTENT_TYPE) else {
        return false;
    };
    let essence = media
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn over_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error)
        .is_some_and(|source| source.is::<http_body_util::LengthLimitError>())
}

fn malformed(place: &Place, message: &str) -> Failure {
    let place: Vec<String> = place
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(short(key)),
            Segment::Enum { variant } => Some(short(variant)),
            Segment::Unknown => None,
        })
        .collect();
    let failure = Failure::new(ProblemType::Malformed).because(wanted(message));
    if place.is_empty() {
        failure
    } else {
        failure.at(place.join("/"))
    }
}

/// What serde wanted, without what came.
fn wanted(message: &str) -> String {
    // Serde says `missing field `x``, and `invalid type: …, expected …`; JSON adds the place in bytes.
    let message = message.split(" at line ").next().unwrap_or(message);
    if message.starts_with("missing field") {
        return message.to_owned();
    }
    match message.rsplit_once("expected ") {
        Some((_, wanted)) => format!("expected {wanted}"),
        None => "not what the document says".to_owned(),
    }
}

/// A name as it came, of a length that fits in an answer.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use kantis_protocol::pos::{Basket, Purchase};

    use super::*;

    fn check<T: DeserializeOwned>(json: &str, at: Option<&str>, detail: &str) {
        let Err(failure) = parse::<T>(json.as_bytes()) else {
            panic!("{json} was taken");
        };
        assert_eq!(failure.problem.kind, ProblemType::Malformed.urn());
        assert_eq!(failure.problem.at.as_deref(), at, "{json}");
        assert_eq!(failure.problem.detail.as_deref(), Some(detail), "{json}");
    }

    #[test]
    fn a_wrong_body_is_told_its_place_and_nothing_of_what_came() {
        check::<Basket>(
            r#"{"lines":[{"quantity":1000},{"quantity":"Matti"}]}"#,
            Some("lines/1/quantity"),
            "expected i64",
        );
        check::<Basket>(
            r#"{"lines":[{"sku":"x"}]}"#,
            Some("lines/0"),
            "missing field `quantity`",
        );
        check::<Basket>(
            r#"{"lines":[{"quantity":1.5}]}"#,
            Some("lines/0/quantity"),
            "expected i64",
        );
        check::<Purchase>(
            r#"{"basket":{"lines":[]},"payments":[],"note":"Matti"}"#,
            Some("note"),
            "expected one of `basket`, `payments`, `reference`",
        );
        check::<Basket>("{", None, "the body is no JSON");
        check::<Basket>(r#"{"lines":[]} {}"#, None, "the body is no JSON");
        check::<Basket>("", None, "the body is no JSON");
    }

    #[test]
    fn a_deep_body_ends_at_a_limit() {
        let deep = "[".repeat(100_000);
        check::<serde_json::Value>(&deep, None, "the body is no JSON");
    }
}
