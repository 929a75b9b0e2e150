//! Reading a code from a picture: for a till page whose browser cannot.

use std::io::Cursor;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use image::{ImageFormat, ImageReader, Limits};
use kantis_barcode::Symbology;
use kantis_barcode::read::read_luma;
use kantis_protocol::ProblemType;
use kantis_protocol::pos::Scanned;
use tokio::task::spawn_blocking;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Shop;
use crate::server::auth::AtTill;
use crate::server::body;
use crate::server::failure::Failure;

/// The largest picture, as a file.
const FILE: usize = 2 * 1024 * 1024;
/// Pixels of a side: a camera's frame, not a photograph.
const SIDE: u32 = 2048;
/// What decoding may take.
const MEMORY: u64 = 32 * 1024 * 1024;

/// Member codes and card numbers are shown as these; products bear the last ones.
const KINDS: [Symbology; 7] = [
    Symbology::QrCode,
    Symbology::Code128,
    Symbology::Aztec,
    Symbology::DataMatrix,
    Symbology::Ean13,
    Symbology::Ean8,
    Symbology::Pdf417,
];

pub(super) fn routes() -> OpenApiRouter<Arc<Shop>> {
    OpenApiRouter::new().routes(routes!(scan))
}

/// Reads a code from a picture of at most 2 MiB and 2048 pixels a side
#[utoipa::path(
    post, path = "/pos/v1/scan", tag = "till",
    security(("till" = [])),
    request_body(content = Vec<u8>, content_type = "image/jpeg", description = "Or `image/png`, `image/webp`"),
    responses((status = 200, description = "What was read, if anything", body = Scanned)),
)]
async fn scan(
    State(_): State<Arc<Shop>>,
    _: AtTill,
    request: Request,
) -> Result<Json<Scanned>, Failure> {
    let media = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|media| media.to_str().ok())
        .unwrap_or_default();
    let format = match media {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        "image/webp" => ImageFormat::WebP,
        _ => {
            return Err(Failure::new(ProblemType::UnsupportedMediaType)
                .because("image/jpeg, image/png or image/webp"));
        }
    };
    let bytes = body::bytes(request, FILE).await?;
    let text = spawn_blocking(move || read(&bytes, format)).await??;
    Ok(Json(Scanned { text }))
}

/// What is written in a picture. The picture is kept nowhere.
fn read(bytes: &[u8], format: ImageFormat) -> Result<Option<String>, Failure> {
    let unreadable = || {
        Failure::new(ProblemType::Malformed)
            .because("no picture of at most 2048 pixels a side that can be read")
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| unreadable())?.into_luma8();
    let found = read_luma(picture.width(), picture.height(), picture.as_raw(), &KINDS)
        .map_err(|_| unreadable())?;
    Ok(found.into_iter().next().map(|found| found.text))
}
