//! Pictures that lie beside the programme: the shop's logo, read once and served at `/logo/…`, and
//! those of rewards and offers at `/pictures/…`.

use std::io::{self, Read as _};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kantis_protocol::ProblemType;
use sha2::{Digest as _, Sha256};

use super::Shop;
use super::failure::Failure;

/// Bytes. Wallets load it over the air.
const LARGEST: u64 = 512 * 1024;

/// A picture.
pub(super) struct Logo {
    picture: Bytes,
    kind: &'static str,
}

impl Logo {
    /// Reads it.
    ///
    /// # Errors
    /// When it cannot be read, is larger than 512 KiB, or is no PNG, JPEG, WebP or SVG by name.
    pub(super) fn read(file: &std::path::Path) -> io::Result<Self> {
        let kind = match file.extension().and_then(|end| end.to_str()) {
            Some("png") => "image/png",
            Some("jpg" | "jpeg") => "image/jpeg",
            Some("webp") => "image/webp",
            Some("svg") => "image/svg+xml",
            _ => return Err(refused("not a .png, .jpg, .webp or .svg")),
        };
        let mut picture = Vec::new();
        std::fs::File::open(file)?
            .take(LARGEST + 1)
            .read_to_end(&mut picture)?;
        if picture.len() as u64 > LARGEST {
            return Err(refused("more than 512 KiB"));
        }
        Ok(Self {
            picture: picture.into(),
            kind,
        })
    }

    /// Where it is served. Another picture has another address, so that no wallet keeps an old one.
    pub(super) fn path(&self) -> String {
        format!("/logo/{}", self.print())
    }

    /// What tells it from others.
    pub(super) fn print(&self) -> String {
        let print = Sha256::digest(&self.picture);
        print.iter().take(8).map(|b| format!("{b:02x}")).collect()
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// It is a picture: in no document of the API.
pub(super) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/logo/{print}", get(logo))
        .route("/pictures/{print}", get(picture))
}

async fn logo(State(shop): State<Arc<Shop>>) -> Response {
    served(shop.logo.as_ref())
}

async fn picture(State(shop): State<Arc<Shop>>, Path(print): Path<String>) -> Response {
    served(shop.pictures.get(&print))
}

fn served(picture: Option<&Logo>) -> Response {
    let Some(logo) = picture else {
        return Failure::new(ProblemType::NotFound).into_response();
    };
    let named: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, logo.kind),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // An SVG that somebody opens by itself runs nothing and loads nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ),
    ];
    (named, logo.picture.clone()).into_response()
}
