//! What can be asked: commands, bytes in, bytes out, events, and the page.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use futures_util::StreamExt as _;
use kantis_api::{ApiError, Code, MAX_UPLOAD};

use super::{Host, events, guard, page};

/// The largest command, in bytes. Files and pictures are uploads.
const MAX_COMMAND: usize = 1024 * 1024;

/// How long an upload may stand still.
const STALLED: Duration = Duration::from_secs(30);

/// A blob may show itself but do nothing.
const BLOB_POLICY: &str = "default-src 'none'; sandbox";

/// A picture never changes under its id.
const PICTURE_CACHING: &str = "private, max-age=31536000, immutable";

/// All routes, behind their guards.
pub(crate) fn router(host: Arc<Host>) -> Router {
    let with_token = Router::new()
        .route("/rpc/{command}", post(command))
        .route("/upload", post(upload))
        .route("/blob/{id}", get(blob))
        .route("/events", get(events::events))
        .route("/session", post(session))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&host),
            guard::with_token,
        ));
    Router::new()
        .merge(with_token)
        .fallback(get(page::page))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&host),
            guard::every_request,
        ))
        .with_state(host)
}

/// Trades the token for a cookie, which pictures and events need.
async fn session(State(host): State<Arc<Host>>, headers: HeaderMap) -> Response {
    if !host.has_token(&headers) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let name = host.cookie_name();
    let cookie = format!(
        "{name}={}; HttpOnly; SameSite=Strict; Path=/",
        host.session.text()
    );
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Runs a command of the API.
async fn command(
    State(host): State<Arc<Host>>,
    Path(command): Path<String>,
    request: Request,
) -> Result<Json<serde_json::Value>, Refused> {
    let body = read(request.into_body(), MAX_COMMAND).await?;
    let payload = if body.is_empty() {
        serde_json::Value::Null
    } else {
        // serde's message may quote a value, so only its kind crosses.
        serde_json::from_slice(&body).map_err(|error| {
            ApiError::new(Code::BadRequest).with("detail", format!("{:?}", error.classify()))
        })?
    };
    let answer = off_thread(move || host.api.call(&command, payload)).await?;
    Ok(Json(answer))
}

/// An upload's name.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

/// Takes a file's bytes; they wait for the command that uses them.
async fn upload(
    State(host): State<Arc<Host>>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<Response, Refused> {
    let said = request.headers().get(header::CONTENT_LENGTH);
    let said = said.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > MAX_UPLOAD) {
        return Err(too_large(MAX_UPLOAD).into());
    }
    let turn = host.uploading.acquire().await;
    let bytes = read(request.into_body(), MAX_UPLOAD).await?;
    let api = Arc::clone(&host.api);
    let info = off_thread(move || api.put_upload(&named.name, bytes)).await?;
    drop(turn);
    Ok(Json(info).into_response())
}

/// Gives the bytes of a picture, or of a file that is to be saved.
async fn blob(State(host): State<Arc<Host>>, Path(id): Path<String>) -> Result<Response, Refused> {
    let blob = off_thread(move || host.api.blob(&id)).await?;
    let mut response = Body::from(blob.bytes).into_response();
    let headers = response.headers_mut();
    let mime = HeaderValue::from_str(&blob.mime)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, mime);
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(BLOB_POLICY),
    );
    match blob.save_as {
        // Every answer says that it is not to be kept, unless it says otherwise.
        Some(name) => headers.insert(header::CONTENT_DISPOSITION, attachment(&name)),
        None => headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(PICTURE_CACHING),
        ),
    };
    Ok(response)
}

/// "Save this under that name" (RFC 6266), the name in UTF-8 (RFC 8187).
fn attachment(name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let mut value = "attachment; filename*=UTF-8''".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Reads a body of at most `max` bytes, as it comes.
async fn read(body: Body, max: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    let broken = || ApiError::new(Code::BadRequest).with("detail", "body");
    while let Some(chunk) = tokio::time::timeout(STALLED, stream.next())
        .await
        .map_err(|_| broken())?
    {
        let chunk = chunk.map_err(|_| broken())?;
        if bytes.len() + chunk.len() > max {
            return Err(too_large(max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large(max: usize) -> ApiError {
    ApiError::new(Code::FileTooLarge).with("max", max)
}

/// Runs what blocks where it may block.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(ApiError::new(Code::Internal)))
}

/// An error of the API as an answer.
struct Refused(ApiError);

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (status(self.0.code), Json(self.0)).into_response()
    }
}

/// The HTTP status (RFC 9110) that fits a code best. The page branches on the code.
fn status(code: Code) -> StatusCode {
    match code {
        Code::BadRequest | Code::Invalid => StatusCode::BAD_REQUEST,
        Code::NotFound | Code::UnknownCommand => StatusCode::NOT_FOUND,
        Code::Busy => StatusCode::CONFLICT,
        Code::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::WalletLocked => StatusCode::LOCKED,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
