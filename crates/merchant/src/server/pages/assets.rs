//! Style and script of the pages. They are part of the program; nothing is fetched from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kantis_protocol::ProblemType;
use rust_embed::RustEmbed;

use super::colours;
use crate::server::Shop;
use crate::server::failure::Failure;

#[derive(RustEmbed)]
#[folder = "pages/assets"]
struct Assets;

/// Asked for again each time, answered with 304 unless it changed.
const CACHE: &str = "no-cache";

pub(super) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/assets/colours.css", get(own_colours))
        .route("/assets/{*path}", get(asset))
}

async fn own_colours(State(shop): State<Arc<Shop>>) -> Response {
    let css = colours::css(&shop.programme.programme.colour);
    (
        [
            (header::CONTENT_TYPE, "text/css"),
            (header::CACHE_CONTROL, CACHE),
        ],
        css,
    )
        .into_response()
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else {
        return Failure::new(ProblemType::NotFound).into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let print: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = format!("\"{print}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known == tag.as_str());
    let named = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, CACHE.to_owned()),
        (header::ETAG, tag),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    if known {
        (StatusCode::NOT_MODIFIED, named).into_response()
    } else {
        (named, file.data).into_response()
    }
}
