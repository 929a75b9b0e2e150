//! Codabar, Code 39, Code 93, Code 128 and Interleaved 2 of 5, by rxing's encoders.
//!
//! Every payload has been checked against the alphabet before it comes here.

use rxing::oned::{
    CodaBarWriter, Code39Writer, Code93Writer, Code128Writer, ITFWriter, OneDimensionalCodeWriter,
};

use crate::symbology::Symbology;

/// How rxing (as ZXing) spells FNC1 in the text of a Code 128.
const FNC1: char = '\u{f1}';

/// Bar height in modules: a quarter of the width, so well over the 15 % that the standards ask,
/// and never flatter than 40 modules, so that a short code is easy to hit.
pub(super) fn height(modules: usize) -> u32 {
    u32::try_from(modules / 4).unwrap_or(u32::MAX).max(40)
}

/// The modules, black as `true`, without quiet zone.
pub(super) fn encode(symbology: Symbology, text: &str, gs1: bool) -> Option<Vec<bool>> {
    let modules = match symbology {
        Symbology::Codabar => CodaBarWriter.encode_oned(text),
        Symbology::Code39 => Code39Writer.encode_oned(text),
        Symbology::Code93 => Code93Writer.encode_oned(text),
        Symbology::Itf => ITFWriter.encode_oned(text),
        Symbology::Code128 if gs1 => {
            let mut marked = String::with_capacity(text.len() + 2);
            marked.push(FNC1);
            marked.extend(
                text.chars()
                    .map(|c| if c == char::from(super::GS) { FNC1 } else { c }),
            );
            Code128Writer.encode_oned(&marked)
        }
        Symbology::Code128 => Code128Writer.encode_oned(text),
        _ => return None,
    };
    modules.ok()
}

/// Whether Code 39 (and Code 93 in one symbol character) has it.
pub(crate) fn is_code39(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"-. $/+%".contains(&byte)
}

/// Whether Codabar has it between its guards.
pub(crate) fn is_codabar(byte: u8) -> bool {
    byte.is_ascii_digit() || b"-$:/.+".contains(&byte)
}

/// Whether it is one of Codabar's start and stop letters.
pub(crate) fn is_codabar_guard(byte: u8) -> bool {
    matches!(byte.to_ascii_uppercase(), b'A'..=b'D')
}

/// What is between the guards; `None` without guards at both ends.
pub(crate) fn codabar_inside(payload: &[u8]) -> Option<&[u8]> {
    match payload {
        [start, inside @ .., stop] if is_codabar_guard(*start) && is_codabar_guard(*stop) => {
            Some(inside)
        }
        _ => None,
    }
}

/// The text as drawn: guards in capitals, `A`…`A` when it has none.
pub(super) fn with_guards(text: &str) -> String {
    match codabar_inside(text.as_bytes()) {
        Some(_) => text.to_ascii_uppercase(),
        None => format!("A{text}A"),
    }
}
