//! From a symbol to modules.

mod aztec;
mod bars;
mod data_matrix;
mod pdf417;
mod qr;
mod retail;

use rxing::common::{CharacterSet, Eci};

use crate::carry;
use crate::drawing::Drawing;
use crate::error::DrawError;
use crate::symbol::Symbol;
use crate::symbology::Symbology;

pub(crate) use bars::{codabar_inside, is_codabar, is_codabar_guard, is_code39};
pub(crate) use retail::{EAN_13_PARITY, GUARD, LEFT_ODD, UPC_E_PARITY};

/// The group separator, which GS1 data shares with FNC1.
pub(crate) const GS: u8 = 0x1d;

/// [`Symbol::draw`].
pub(crate) fn draw(symbol: &Symbol) -> Result<Drawing, DrawError> {
    carry::form(symbol).map_err(|reason| carry::cannot(symbol, reason))?;
    if symbol.symbology.is_linear() {
        return bars(symbol).ok_or(DrawError::Encoder {
            symbology: symbol.symbology,
        });
    }
    match matrix(symbol) {
        Some(drawing) => Ok(drawing),
        None if symbol.payload.len() <= always_fits(symbol) => Err(DrawError::Encoder {
            symbology: symbol.symbology,
        }),
        None => Err(carry::cannot(symbol, carry::too_long(symbol)).into()),
    }
}

/// The text that the bars spell: the payload, with a missing check digit or missing Codabar
/// guards filled in.
pub(crate) fn bar_text(symbol: &Symbol) -> String {
    let text = crate::charset::latin1(&symbol.payload);
    match symbol.symbology {
        Symbology::Codabar => bars::with_guards(&text),
        symbology if symbology.is_retail() => retail::completed(symbology, &text),
        _ => text,
    }
}

fn bars(symbol: &Symbol) -> Option<Drawing> {
    let text = bar_text(symbol);
    let quiet = symbol.symbology.quiet_zone();
    if symbol.symbology.is_retail() {
        let modules = retail::encode(symbol.symbology, text.as_bytes())?;
        return Some(Drawing::bars(
            modules,
            retail::height(symbol.symbology),
            quiet,
        ));
    }
    let modules = bars::encode(symbol.symbology, &text, symbol.gs1)?;
    let height = bars::height(modules.len());
    Some(Drawing::bars(modules, height, quiet))
}

/// Draws a matrix code or PDF417; `None` when there is no room for the payload.
pub(crate) fn matrix(symbol: &Symbol) -> Option<Drawing> {
    if symbol.payload.len() > carry::MOST_BYTES {
        return None;
    }
    let quiet = symbol.symbology.quiet_zone();
    let payload = symbol.payload.as_slice();
    match symbol.symbology {
        Symbology::QrCode => Some(Drawing::new(
            qr::encode(payload, symbol.eci, symbol.gs1)?,
            1,
            quiet,
        )),
        Symbology::DataMatrix => Some(Drawing::new(
            data_matrix::encode(payload, symbol.eci, symbol.gs1)?,
            1,
            quiet,
        )),
        Symbology::Aztec => Some(Drawing::new(aztec::encode(payload, symbol.eci)?, 1, quiet)),
        Symbology::Pdf417 => {
            let rows = pdf417::encode(payload, symbol.eci)?;
            Some(Drawing::new(rows, pdf417::ROW_HEIGHT, quiet))
        }
        _ => None,
    }
}

/// Whether a matrix code or PDF417 has room for the payload.
pub(crate) fn fits(symbol: &Symbol) -> bool {
    if symbol.payload.len() <= always_fits(symbol) {
        return true;
    }
    match symbol.symbology {
        _ if symbol.payload.len() > carry::MOST_BYTES => false,
        Symbology::QrCode => qr::fits(&symbol.payload, symbol.eci, symbol.gs1),
        _ => matrix(symbol).is_some(),
    }
}

/// A length in bytes that always fits, whatever the bytes are; beyond it the encoder is asked.
pub(crate) fn always_fits(symbol: &Symbol) -> usize {
    match symbol.symbology {
        Symbology::QrCode => 2_300,
        Symbology::Aztec => 1_200,
        // GS1 data is written as ASCII codewords, one for each byte.
        Symbology::DataMatrix => 1_540,
        Symbology::Pdf417 => 600,
        _ => 0,
    }
}

/// The charset that an ECI stands for, if `symbology` can announce that ECI and reading it back
/// is possible.
///
/// The encoders of Aztec and PDF417 announce the one number that belongs to a charset, and none
/// for ISO-8859-1, which is what a reader takes without any.
pub(crate) fn eci_charset(symbology: Symbology, number: u32) -> Option<CharacterSet> {
    let eci = Eci::from(number);
    if eci == Eci::Unknown {
        return None;
    }
    let charset = CharacterSet::from(eci);
    let by_charset = matches!(symbology, Symbology::Aztec | Symbology::Pdf417);
    if by_charset {
        let announced = u32::try_from(Eci::from(charset) as i32).ok();
        if announced != Some(number) || eci == Eci::ISO8859_1 {
            return None;
        }
    }
    Some(charset)
}
