//! Pictures of cards.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use kantis_wallet::{CardId, PhotoSide, Wallet, WalletError};

use crate::support::{Home, add};

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    let red_or_blue = |x, _| {
        if x < width / 2 {
            Rgb([220, 10, 10])
        } else {
            Rgb([10, 10, 220])
        }
    };
    RgbImage::from_fn(width, height, red_or_blue).into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF block: an orientation, and a place that must not be kept.
fn photo(orientation: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    picture(64, 32)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 95))
        .unwrap();
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 60.1699N 24.9384E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut file = jpeg[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(length);
    file.extend(exif);
    file.extend(&jpeg[2..]);
    file
}

fn kept(wallet: &Wallet, id: CardId, side: PhotoSide) -> (String, Vec<u8>, DynamicImage) {
    let content = wallet.card(id).unwrap().content;
    let blob = match side {
        PhotoSide::Front => content.front,
        PhotoSide::Back => content.back,
        PhotoSide::Icon => content.icon,
    };
    let blob = wallet.blob(blob.unwrap()).unwrap();
    let picture = image::load_from_memory(&blob.bytes).unwrap();
    (blob.mime, blob.bytes, picture)
}

fn is_red(picture: &DynamicImage, x: u32, y: u32) -> bool {
    let [red, _, blue, _] = picture.get_pixel(x, y).0;
    red > 150 && blue < 100
}

#[test]
fn a_photo_is_kept_upright_and_without_its_metadata() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let sent = photo(6);
    assert!(sent.windows(3).any(|part| part == b"GPS"));
    wallet.set_photo(id, PhotoSide::Front, Some(&sent)).unwrap();
    let (mime, bytes, picture) = kept(&wallet, id, PhotoSide::Front);
    assert_eq!(mime, "image/jpeg");
    for part in [b"GPS".as_slice(), b"Exif", b"60.1699"] {
        assert!(!bytes.windows(part.len()).any(|window| window == part));
    }
    // Turned by a quarter: what was left is on top.
    assert_eq!((picture.width(), picture.height()), (32, 64));
    assert!(is_red(&picture, 16, 8) && !is_red(&picture, 16, 56));
}

#[test]
fn every_kind_is_read_and_kept_as_jpeg_or_png() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let see_through: DynamicImage = RgbaImage::from_pixel(10, 10, Rgba([1, 2, 3, 100])).into();
    let solid: DynamicImage = RgbaImage::from_pixel(10, 10, Rgba([1, 2, 3, 255])).into();
    let webp = file(&picture(10, 10), ImageFormat::WebP);
    let cases = [
        (
            PhotoSide::Front,
            file(&picture(10, 10), ImageFormat::Png),
            "image/jpeg",
        ),
        (PhotoSide::Front, webp, "image/jpeg"),
        (
            PhotoSide::Back,
            file(&solid, ImageFormat::Png),
            "image/jpeg",
        ),
        (
            PhotoSide::Back,
            file(&see_through, ImageFormat::Png),
            "image/png",
        ),
        (PhotoSide::Icon, photo(1), "image/png"),
    ];
    for (side, file, mime) in cases {
        wallet.set_photo(id, side, Some(&file)).unwrap();
        assert_eq!(kept(&wallet, id, side).0, mime);
    }
}

#[test]
fn pictures_are_no_larger_than_they_are_shown() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let large = file(&picture(3000, 1500), ImageFormat::Jpeg);
    for (side, size) in [
        (PhotoSide::Front, (2048, 1024)),
        (PhotoSide::Icon, (256, 128)),
    ] {
        wallet.set_photo(id, side, Some(&large)).unwrap();
        assert_eq!(kept(&wallet, id, side).2.dimensions(), size);
    }
}

/// The head of a PNG that says it is this large.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut png = file(&picture(4, 4), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[test]
fn what_is_no_usable_picture_is_refused_with_the_reason() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    let torn = {
        let whole = file(&picture(100, 100), ImageFormat::Png);
        whole[..whole.len() / 2].to_vec()
    };
    let cases = [
        (b"GIF89a.....".to_vec(), "unknownKind"),
        (b"%PDF-1.4".to_vec(), "unknownKind"),
        (Vec::new(), "unknownKind"),
        (torn, "broken"),
        (claims(8_000, 8_000), "tooManyPixels"),
        (claims(60_000, 10), "tooManyPixels"),
        (vec![0xff; 12 * 1024 * 1024 + 1], "tooLarge"),
    ];
    for (file, why) in cases {
        let refused = wallet.set_photo(id, PhotoSide::Front, Some(&file));
        assert_eq!(refused, Err(WalletError::BadPicture { why }));
    }
    assert_eq!(wallet.card(id).unwrap().content.front, None);
}

#[test]
fn a_removed_picture_comes_back_with_undo_and_is_forgotten_after_it() {
    let home = Home::new();
    let wallet = home.open();
    let id = add(&wallet, "A");
    wallet
        .set_photo(id, PhotoSide::Front, Some(&photo(1)))
        .unwrap();
    let blob = wallet.card(id).unwrap().content.front.unwrap();
    wallet.set_photo(id, PhotoSide::Front, None).unwrap();
    assert_eq!(wallet.card(id).unwrap().content.front, None);
    assert!(wallet.blob(blob).is_ok(), "undo needs it");
    wallet.undo(None).unwrap();
    assert_eq!(wallet.card(id).unwrap().content.front, Some(blob));
    wallet.undo(None).unwrap();
    assert_eq!(wallet.blob(blob), Err(WalletError::NotFound));
}

#[test]
fn the_same_picture_is_kept_once() {
    let home = Home::new();
    let wallet = home.open();
    let ids = ["A", "B"].map(|title| add(&wallet, title));
    for id in ids {
        wallet
            .set_photo(id, PhotoSide::Front, Some(&photo(1)))
            .unwrap();
    }
    let count: u32 = home
        .sql("wallet.db")
        .query_row("SELECT count(*) FROM blob", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
    wallet.delete(&ids[..1]).unwrap();
    let blob = wallet.card(ids[1]).unwrap().content.front.unwrap();
    assert!(wallet.blob(blob).is_ok());
}
