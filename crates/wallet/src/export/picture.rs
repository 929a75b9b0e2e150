//! Pictures of a pass: PNG files of the sizes that the format asks for.

use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, Rgba, RgbaImage};
use kantis_pass::PassFiles;

use crate::domain::Colour;
use crate::error::{Result, WalletError};

/// Densities and what a name says of them.
const DENSITIES: [(u32, &str); 3] = [(1, ""), (2, "@2x"), (3, "@3x")];
/// Points along a side of the icon.
const ICON: u32 = 29;
/// Points that a logo may have.
const LOGO: (u32, u32) = (160, 50);
/// Points that a thumbnail may have.
const THUMBNAIL: (u32, u32) = (135, 90);

/// The icon in all densities: a picture, or a plain square of a colour.
pub(super) fn put_icons(
    files: &mut PassFiles,
    picture: Option<&DynamicImage>,
    colour: Colour,
) -> Result<()> {
    for (density, suffix) in DENSITIES {
        let side = ICON * density;
        let drawn = match picture {
            Some(picture) => picture.resize_to_fill(side, side, FilterType::CatmullRom),
            None => {
                let pixel = Rgba([colour.red, colour.green, colour.blue, u8::MAX]);
                RgbaImage::from_pixel(side, side, pixel).into()
            }
        };
        files.put(&format!("icon{suffix}.png"), png(&drawn)?);
    }
    Ok(())
}

/// The logo in all densities.
pub(super) fn put_logo(files: &mut PassFiles, picture: &DynamicImage) -> Result<()> {
    put_fitting(files, "logo", LOGO, picture)
}

/// The thumbnail in all densities.
pub(super) fn put_thumbnail(files: &mut PassFiles, picture: &DynamicImage) -> Result<()> {
    put_fitting(files, "thumbnail", THUMBNAIL, picture)
}

fn put_fitting(
    files: &mut PassFiles,
    role: &str,
    (width, height): (u32, u32),
    picture: &DynamicImage,
) -> Result<()> {
    for (density, suffix) in DENSITIES {
        let (width, height) = (width * density, height * density);
        let drawn = picture.resize(width, height, FilterType::CatmullRom);
        files.put(&format!("{role}{suffix}.png"), png(&drawn)?);
    }
    Ok(())
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let drawn = DynamicImage::from(picture.to_rgba8());
    drawn
        .write_with_encoder(PngEncoder::new(&mut bytes))
        .map_err(|_| WalletError::BadPicture { why: "broken" })?;
    Ok(bytes)
}
