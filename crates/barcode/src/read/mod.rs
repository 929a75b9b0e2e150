//! Reading symbols from pixels.
//!
//! Detection and error correction are rxing's. QR Code, Data Matrix and Code 128 are
//! then decoded from their codewords here, because the bytes, the ECI and the GS1 mark are
//! needed exactly, where a reader's text has been guessed into some charset.

pub(crate) mod bars;
mod bits;
mod code128;
mod data_matrix;
mod qr;

use std::fmt;

use rxing::aztec::AztecReader;
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::datamatrix::DataMatrixReader;
use rxing::oned::rss::RSS14Reader;
use rxing::oned::rss::expanded::RSSExpandedReader;
use rxing::oned::{
    CodaBarReader, Code39Reader, Code93Reader, Code128Reader, EAN8Reader, EAN13Reader, ITFReader,
    UPCAReader, UPCEReader,
};
use rxing::pdf417::PDF417Reader;
use rxing::qrcode::QRCodeReader;
use rxing::{
    Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, RXingResultMetadataType,
    RXingResultMetadataValue, Reader,
};

use crate::charset;
use crate::symbology::Symbology;

/// The most pixels of a picture: 40 million, more than any phone's screenshot.
pub const MAX_PIXELS: u64 = 40_000_000;

/// A symbol found in a picture. `Debug` shows no payload: it is a card number.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The kind of code.
    pub symbology: Symbology,
    /// Its bytes.
    pub payload: Vec<u8>,
    /// Its bytes as text, in the charset that the code names, else as UTF-8 or ISO-8859-1.
    pub text: String,
    /// The ECI that the code announces. Known for QR Code and Data Matrix.
    pub eci: Option<u32>,
    /// Whether it is marked as GS1 data (FNC1 first).
    pub gs1: bool,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("symbology", &self.symbology)
            .field("payload_len", &self.payload.len())
            .field("eci", &self.eci)
            .field("gs1", &self.gs1)
            .finish_non_exhaustive()
    }
}

/// A picture cannot be searched for symbols.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Width times height is not the number of bytes, or one of them is 0.
    #[error("a picture of {width} × {height} pixels does not have {bytes} bytes")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Bytes given.
        bytes: usize,
    },
    /// More than [`MAX_PIXELS`].
    #[error("a picture of {width} × {height} pixels is too large")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

/// Looks for symbols of `formats` in a grey picture, one byte a pixel (0 is black), row by row
/// from the top left. Gives at most one of each kind, in the order of `formats`.
///
/// MaxiCode is never found: no reader of it here can be trusted with any picture.
///
/// A UPC-A is also an EAN-13 that starts with 0; where both are asked for it is given once, as
/// UPC-A.
///
/// # Errors
/// [`ReadError`] when the size is wrong or beyond the limit. Finding nothing is no error.
pub fn read_luma(
    width: u32,
    height: u32,
    pixels: &[u8],
    formats: &[Symbology],
) -> Result<Vec<Found>, ReadError> {
    let area = u64::from(width) * u64::from(height);
    if area > MAX_PIXELS {
        return Err(ReadError::TooLarge { width, height });
    }
    if area == 0 || u64::try_from(pixels.len()) != Ok(area) {
        return Err(ReadError::Size {
            width,
            height,
            bytes: pixels.len(),
        });
    }
    let luma = Luma {
        width,
        height,
        pixels,
    };
    let mut found: Vec<Found> = Vec::new();
    for &symbology in formats {
        if found.iter().any(|other| other.symbology == symbology) {
            continue;
        }
        found.extend(one(symbology, luma, Effort::Picture));
    }
    let upc_a: Option<Vec<u8>> = found
        .iter()
        .find(|f| f.symbology == Symbology::UpcA)
        .map(|f| f.payload.clone());
    if let Some(number) = upc_a {
        let doubled = [b"0".as_slice(), &number].concat();
        found.retain(|f| f.symbology != Symbology::Ean13 || f.payload != doubled);
    }
    Ok(found)
}

/// A grey picture.
#[derive(Clone, Copy)]
pub(crate) struct Luma<'a> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: &'a [u8],
}

impl<'a> Luma<'a> {
    /// The pixels of one row.
    pub(crate) fn row(self, y: u32) -> Option<&'a [u8]> {
        let width = usize::try_from(self.width).ok()?;
        self.pixels
            .chunks_exact(width)
            .nth(usize::try_from(y).ok()?)
    }
}

/// How hard to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// A drawing of ours: upright, sharp, alone. `length` is that of its text.
    Drawn {
        /// Bytes of the text.
        length: usize,
    },
    /// Any picture: turned, uneven light.
    Picture,
}

/// Looks for one symbol of one kind.
pub(crate) fn one(symbology: Symbology, luma: Luma<'_>, effort: Effort) -> Option<Found> {
    let mut hints = DecodeHints {
        // Without this the reader guesses a charset and fails when the guess does not fit.
        CharacterSet: Some(charset::LATIN1.to_owned()),
        ReturnCodabarStartEnd: Some(true),
        ..DecodeHints::default()
    };
    let result = match effort {
        Effort::Drawn { length } => {
            hints.AllowedLengths = u32::try_from(length).ok().map(|length| vec![length]);
            // Aztec and PDF417 are always looked for; the others can be cut straight out.
            hints.PureBarcode = Some(!symbology.is_linear());
            sharp(symbology, luma, &hints).or_else(|| {
                hints.PureBarcode = None;
                hints.TryHarder = Some(true);
                sharp(symbology, luma, &hints)
            })
        }
        Effort::Picture => {
            hints.TryHarder = Some(true);
            hybrid(symbology, luma, &hints).or_else(|| sharp(symbology, luma, &hints))
        }
    };
    Some(found(symbology, &result?))
}

/// One threshold for the whole picture.
fn sharp(symbology: Symbology, luma: Luma<'_>, hints: &DecodeHints) -> Option<RXingResult> {
    let source = Luma8Source::new_with_slice(luma.pixels, luma.width, luma.height).ok()?;
    decode(
        symbology,
        &mut BinaryBitmap::new(GlobalHistogramBinarizer::new(source)),
        hints,
    )
}

/// A threshold that follows the light.
fn hybrid(symbology: Symbology, luma: Luma<'_>, hints: &DecodeHints) -> Option<RXingResult> {
    let source = Luma8Source::new_with_slice(luma.pixels, luma.width, luma.height).ok()?;
    decode(
        symbology,
        &mut BinaryBitmap::new(HybridBinarizer::new(source)),
        hints,
    )
}

fn decode<B: Binarizer>(
    symbology: Symbology,
    image: &mut BinaryBitmap<B>,
    hints: &DecodeHints,
) -> Option<RXingResult> {
    let result = match symbology {
        Symbology::Aztec => AztecReader.decode_with_hints(image, hints),
        Symbology::Codabar => CodaBarReader::default().decode_with_hints(image, hints),
        Symbology::Code39 => Code39Reader::default().decode_with_hints(image, hints),
        Symbology::Code93 => Code93Reader::default().decode_with_hints(image, hints),
        Symbology::Code128 => Code128Reader.decode_with_hints(image, hints),
        Symbology::DataMatrix => DataMatrixReader.decode_with_hints(image, hints),
        Symbology::Ean8 => EAN8Reader.decode_with_hints(image, hints),
        Symbology::Ean13 => EAN13Reader.decode_with_hints(image, hints),
        Symbology::Itf => ITFReader::default().decode_with_hints(image, hints),
        // rxing 0.9.3's detector reads outside its picture on some that hold no MaxiCode.
        Symbology::MaxiCode => return None,
        Symbology::Pdf417 => PDF417Reader.decode_with_hints(image, hints),
        Symbology::QrCode => QRCodeReader.decode_with_hints(image, hints),
        Symbology::Rss14 => RSS14Reader::default().decode_with_hints(image, hints),
        Symbology::RssExpanded => RSSExpandedReader::default().decode_with_hints(image, hints),
        Symbology::UpcA => UPCAReader::default().decode_with_hints(image, hints),
        Symbology::UpcE => UPCEReader.decode_with_hints(image, hints),
    };
    result.ok()
}

/// What a symbol carries, as far as it is known exactly.
pub(crate) struct Content {
    pub(crate) payload: Vec<u8>,
    pub(crate) eci: Option<u32>,
    pub(crate) gs1: bool,
}

fn found(symbology: Symbology, result: &RXingResult) -> Found {
    let exact = match symbology {
        Symbology::QrCode => qr::decode(result.getRawBytes(), &level(result)),
        Symbology::DataMatrix => data_matrix::decode(result.getRawBytes()),
        Symbology::Code128 => code128::decode(result.getRawBytes()),
        _ => None,
    };
    if let Some(Content { payload, eci, gs1 }) = exact {
        let charset = eci.and_then(|eci| crate::encode::eci_charset(symbology, eci));
        let text = charset.and_then(|charset| charset.decode(&payload).ok());
        let text = text.unwrap_or_else(|| charset::for_show(&payload));
        return Found {
            symbology,
            payload,
            text,
            eci,
            gs1,
        };
    }
    let text = result.getText();
    let text = &if symbology == Symbology::Codabar {
        codabar_letters(text)
    } else {
        text.to_owned()
    };
    let payload =
        charset::encode(text, charset::LATIN1).unwrap_or_else(|| text.as_bytes().to_vec());
    Found {
        symbology,
        payload,
        text: text.to_owned(),
        eci: None,
        gs1: false,
    }
}

/// rxing 0.9.3, asked for the start and stop letters, gives each character as its place in
/// Codabar's alphabet instead of the character.
fn codabar_letters(text: &str) -> String {
    const ALPHABET: &[u8; 20] = b"0123456789-$:/.+ABCD";
    let letter = |c: char| {
        ALPHABET
            .get(c as usize)
            .map_or(c, |letter| char::from(*letter))
    };
    text.chars().map(letter).collect()
}

fn level(result: &RXingResult) -> String {
    match result
        .getRXingResultMetadata()
        .get(&RXingResultMetadataType::ERROR_CORRECTION_LEVEL)
    {
        Some(RXingResultMetadataValue::ErrorCorrectionLevel(level)) => level.clone(),
        _ => String::new(),
    }
}
