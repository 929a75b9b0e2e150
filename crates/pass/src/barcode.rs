//! The barcodes of a pass, in the issuer's order.

use crate::json::Json;
use crate::text;
use crate::warning::Warning;

/// One barcode as the issuer describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct PassBarcode {
    /// The format as written, `PKBarcodeFormatQR` for example.
    pub format: String,
    /// The symbology under ZXing's name, `QR_CODE` for example; none when the format is unknown.
    /// Such a barcode must not be drawn as another symbology.
    pub symbology: Option<&'static str>,
    /// The message as text.
    pub message: String,
    /// The charset as written; `iso-8859-1` when none is.
    pub encoding: String,
    /// The bytes that the symbol carries: the message in its charset, or in UTF-8 when it does not
    /// fit there.
    pub payload: Vec<u8>,
    /// Text to show under the symbol.
    pub alt_text: Option<String>,
}

crate::redacted_debug!(PassBarcode);

/// ZXing's name for a format, by the names that Apple documents and the ones that other software
/// writes in the same place.
fn symbology(format: &str) -> Option<&'static str> {
    let name: String = format
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let name = name.strip_prefix("pkbarcodeformat").unwrap_or(&name);
    Some(match name {
        "qr" | "qrcode" => "QR_CODE",
        "pdf417" => "PDF_417",
        "aztec" => "AZTEC",
        "code128" => "CODE_128",
        "code39" => "CODE_39",
        "code93" => "CODE_93",
        "codabar" => "CODABAR",
        "ean13" => "EAN_13",
        "ean8" => "EAN_8",
        "upca" => "UPC_A",
        "upce" => "UPC_E",
        "i2of5" | "itf" | "itf14" | "interleaved2of5" => "ITF",
        "datamatrix" => "DATA_MATRIX",
        _ => return None,
    })
}

/// All entries of `barcodes`; the older single `barcode` as well when none of those can be drawn.
pub(crate) fn read(pass: &Json, warnings: &mut Vec<Warning>) -> Vec<PassBarcode> {
    let mut read_all = |key: &str| -> Vec<PassBarcode> {
        let items = pass.get(key).map(Json::items).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| read_one(item, warnings))
            .collect()
    };
    let mut barcodes = read_all("barcodes");
    if barcodes.iter().all(|barcode| barcode.symbology.is_none()) {
        for legacy in read_all("barcode") {
            if !barcodes.contains(&legacy) {
                barcodes.push(legacy);
            }
        }
    }
    barcodes
}

fn read_one(item: &Json, warnings: &mut Vec<Warning>) -> Option<PassBarcode> {
    let format = item.text_at("format").or_else(|| item.text_at("type"));
    let message = item
        .text_at("message")
        .filter(|message| !message.is_empty());
    let (Some(format), Some(message)) = (format, message) else {
        warnings.push(Warning::BadBarcode);
        return None;
    };
    let symbology = symbology(&format);
    if symbology.is_none() {
        warnings.push(Warning::UnknownSymbology {
            format: format.clone(),
        });
    }
    let encoding = item
        .text_at("messageEncoding")
        .filter(|encoding| !encoding.trim().is_empty())
        .unwrap_or_else(|| "iso-8859-1".to_owned());
    let payload = match text::encode(&message, &encoding) {
        Ok(payload) => payload,
        Err(text::Unencodable::Charset) => {
            warnings.push(Warning::UnknownCharset {
                charset: encoding.clone(),
            });
            message.as_bytes().to_vec()
        }
        Err(text::Unencodable::Message) => {
            warnings.push(Warning::CharsetMismatch {
                charset: encoding.clone(),
            });
            message.as_bytes().to_vec()
        }
    };
    let alt_text = item.text_at("altText").filter(|text| !text.is_empty());
    Some(PassBarcode {
        format,
        symbology,
        message,
        encoding,
        payload,
        alt_text,
    })
}
