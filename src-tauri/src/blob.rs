//! `kantis://localhost/blob/ID`: pictures and files of the wallet, as raw bytes.

use tauri::http::{Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::core::Core;

/// The scheme's name. Windows and Android show it to the page as `http://kantis.localhost`.
pub(crate) const SCHEME: &str = "kantis";

/// How long the web view may keep an answer. What an id names never changes, and a scheme of our own
/// is kept in memory only. Where it is shown as HTTP a web view might write it to disk, outside the
/// encrypted wallet, so there nothing is kept.
const CACHING: &str = if cfg!(any(windows, target_os = "android")) {
    "no-store"
} else {
    "private, max-age=31536000, immutable"
};

/// Answers one request of the page, away from the window's thread.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let core = context
        .app_handle()
        .try_state::<Core>()
        .map(|core| core.inner().clone());
    tauri::async_runtime::spawn_blocking(move || {
        let answer = match core {
            Some(core) => find(&core, &request),
            None => Err(StatusCode::SERVICE_UNAVAILABLE),
        };
        responder.respond(answer.unwrap_or_else(empty));
    });
}

/// The blob that the request names.
fn find(core: &Core, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, StatusCode> {
    if request.method() != Method::GET {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let id = blob_id(request.uri().path()).ok_or(StatusCode::NOT_FOUND)?;
    let blob = core.api().blob(id).map_err(|_| StatusCode::NOT_FOUND)?;
    Response::builder()
        .header(header::CONTENT_TYPE, blob.mime)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CACHE_CONTROL, CACHING)
        // A drawing of a pass may be SVG: shown as a picture it runs nothing, opened alone neither.
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        )
        .body(blob.bytes)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// The ID in `/blob/ID`; nothing else is served.
fn blob_id(path: &str) -> Option<&str> {
    path.strip_prefix("/blob/")
        .filter(|id| !id.is_empty() && !id.contains('/'))
}

/// An answer that is only a status.
fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::blob_id;

    #[test]
    fn only_a_blob_has_an_id() {
        assert_eq!(blob_id("/blob/0199-ab"), Some("0199-ab"));
        for path in [
            "/",
            "/blob/",
            "/blob/a/b",
            "/blob/../x",
            "/other/a",
            "blob/a",
        ] {
            assert_eq!(blob_id(path), None, "{path}");
        }
    }
}
