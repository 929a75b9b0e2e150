//! Codes: what is drawn on the plate.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// A code as a person enters it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct SymbolInput {
    /// The symbol of the card that this one changes; keeps bytes that text cannot hold.
    pub id: Option<String>,
    /// ZXing's name, such as `CODE_128`.
    pub symbology: String,
    /// The payload as text.
    pub text: String,
    /// The payload as hex digits, for bytes that are no text; wins over `text`.
    pub hex: Option<String>,
    /// IANA name of the charset that turns the text into bytes; ISO-8859-1 when absent.
    pub charset: Option<String>,
    /// Text under the code when it differs from the payload.
    pub alt_text: Option<String>,
    /// Draw it with the check digit as printed on the card, right or wrong.
    pub as_printed: bool,
    /// The payload is GS1 element strings (GS for FNC1).
    pub gs1: bool,
    /// ECI assignment number to declare in the symbol.
    pub eci: Option<u32>,
}

/// A drawn code: one SVG path in whole modules, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Drawing {
    /// Modules across, with quiet zone.
    pub width: u32,
    /// Modules down, with quiet zone.
    pub height: u32,
    /// SVG path data; integers only.
    pub path: String,
    /// Bars rather than a matrix.
    pub linear: bool,
}

/// Whether what was drawn has been read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReadBack {
    /// Decoded to the same bytes.
    Good,
    /// Decoded to other bytes, or not at all: do not trust it at a till.
    Bad,
    /// Not drawn, so not read.
    NotDrawn,
}

/// A code of a card, drawn where it can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SymbolView {
    /// UUIDv7; absent in a preview.
    pub id: Option<String>,
    /// ZXing's name, or the name as it came when Kantis does not know it.
    pub symbology: String,
    /// The payload as text.
    pub text: String,
    /// Text under the code, when the issuer or shopper gave one.
    pub alt_text: Option<String>,
    /// What to print under the code, in groups that a person can read aloud.
    pub groups: Vec<String>,
    /// Payload bytes, lower-case hex; only when text cannot hold them.
    pub hex: Option<String>,
    /// IANA name of the charset.
    pub charset: Option<String>,
    /// Check digit drawn as printed.
    pub as_printed: bool,
    /// GS1 flag.
    pub gs1: bool,
    /// Declared ECI.
    pub eci: Option<u32>,
    /// The drawing; absent when it cannot be drawn.
    pub drawing: Option<Drawing>,
    /// Why it cannot be drawn.
    pub problem: Option<Problem>,
    /// Symbologies that can carry this payload, when this one cannot.
    pub alternatives: Vec<String>,
    /// The verdict of reading it back.
    pub read_back: ReadBack,
}

/// What Kantis knows of a symbology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SymbologyInfo {
    /// ZXing's name.
    pub name: String,
    /// Kantis can draw it.
    pub drawable: bool,
    /// Bars rather than a matrix.
    pub linear: bool,
}
