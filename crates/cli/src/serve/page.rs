//! The page: files that the UI's build leaves in `ui/dist`, compiled into a release and read from
//! the disk by a debug build.

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;

/// The built page. It may be missing: then a page says how to build it.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";

/// Shown in place of a page that was not built.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Kantis</title>\
    <h1>The page was not built</h1><p>Run <code>make build</code> and start again.</p>";

/// A file of the page.
pub(crate) async fn page(uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => INDEX,
        path => path,
    };
    match Files::get(path) {
        Some(file) => {
            let headers = [(header::CONTENT_TYPE, media_type(path)), caching(path)];
            (headers, Body::from(file.data)).into_response()
        }
        None if path == INDEX => {
            let html = [(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            )];
            (StatusCode::SERVICE_UNAVAILABLE, html, NOT_BUILT).into_response()
        }
        None => (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response(),
    }
}

/// Files with a hash in their name never change; the others are asked for again.
fn caching(path: &str) -> (header::HeaderName, HeaderValue) {
    let value = if path.starts_with("assets/") {
        "private, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    (header::CACHE_CONTROL, HeaderValue::from_static(value))
}

fn media_type(path: &str) -> HeaderValue {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    HeaderValue::from_static(match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    })
}
