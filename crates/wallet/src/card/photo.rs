//! Pictures of cards: read with limits, turned upright, made no larger than they are shown, and
//! painted anew, so that nothing of the file's metadata (place, time, camera) is kept.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageReader, Limits};

use crate::error::{Result, WalletError};
use crate::store::Blob;

/// Which picture of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSide {
    /// The front of the plastic.
    Front,
    /// The back of the plastic.
    Back,
    /// A small square picture.
    Icon,
}

/// Bytes of a file that are looked at.
const MOST_BYTES: usize = 12 * 1024 * 1024;
/// Pixels that are decoded: a phone camera's largest.
const MOST_PIXELS: u64 = 40_000_000;
/// Pixels along a side, so that one side alone does not make the picture absurd.
const MOST_SIDE: u32 = 20_000;
/// Memory of the decoder: 40 megapixels of four bytes, and room to work.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;

impl PhotoSide {
    /// The longer side of what is kept, in pixels.
    fn longest(self) -> u32 {
        match self {
            Self::Front | Self::Back => 2048,
            Self::Icon => 256,
        }
    }
}

/// A PNG, JPEG or WebP file as the picture that is kept: PNG for icons and what is see-through,
/// JPEG otherwise.
pub(crate) fn prepare(side: PhotoSide, file: &[u8]) -> Result<Blob> {
    if file.len() > MOST_BYTES {
        return Err(WalletError::BadPicture { why: "tooLarge" });
    }
    let mut picture = decode(file)?;
    let longest = side.longest();
    if picture.width() > longest || picture.height() > longest {
        picture = picture.resize(longest, longest, FilterType::CatmullRom);
    }
    encode(side, &picture).map_err(|_| WalletError::BadPicture { why: "broken" })
}

fn decode(file: &[u8]) -> Result<DynamicImage> {
    let bad = |why| WalletError::BadPicture { why };
    let unreadable = |error: ImageError| match error {
        ImageError::Limits(_) => bad("tooManyPixels"),
        ImageError::Unsupported(_) => bad("unknownKind"),
        _ => bad("broken"),
    };
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| bad("unknownKind"))?;
    if reader.format().is_none() {
        return Err(bad("unknownKind"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(bad("tooManyPixels"));
    }
    // A file with a broken orientation is shown as it lies.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn encode(side: PhotoSide, picture: &DynamicImage) -> Result<Blob, ImageError> {
    let see_through = picture.color().has_alpha()
        && picture
            .to_rgba8()
            .pixels()
            .any(|pixel| pixel.0.last() != Some(&u8::MAX));
    let mut bytes = Vec::new();
    let mime = if side == PhotoSide::Icon || see_through {
        DynamicImage::from(picture.to_rgba8()).write_with_encoder(PngEncoder::new(&mut bytes))?;
        "image/png"
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        DynamicImage::from(picture.to_rgb8()).write_with_encoder(encoder)?;
        "image/jpeg"
    };
    Ok(Blob {
        mime: mime.to_owned(),
        bytes,
    })
}
