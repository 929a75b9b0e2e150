//! PDF417 (ISO/IEC 15438) by rxing.

use rxing::pdf417::encoder::PDF417;

use crate::charset;
use crate::symbology::Symbology;

/// Modules in the height of a row; the standard asks for three at least.
pub(super) const ROW_HEIGHT: u32 = 3;
/// Columns of data that still fit a phone held upright: 12 columns are 273 modules.
const PHONE_COLUMNS: u32 = 12;
const MOST_COLUMNS: u32 = 30;
const MOST_ROWS: u32 = 90;
/// More than this many bytes fit in no PDF417: the digits of the largest one.
const MOST_BYTES: usize = 2_710;

/// Rows of modules, each to be drawn [`ROW_HEIGHT`] tall; `None` when it does not fit.
pub(super) fn encode(payload: &[u8], eci: Option<u32>) -> Option<Vec<Vec<bool>>> {
    if payload.len() > MOST_BYTES {
        return None;
    }
    let level = correction_level(payload.len());
    let shapes = [
        (PHONE_COLUMNS, level),
        (MOST_COLUMNS, level),
        (MOST_COLUMNS, 2),
    ];
    shapes
        .into_iter()
        .find_map(|(columns, level)| shaped(payload, eci, columns, level))
}

fn shaped(payload: &[u8], eci: Option<u32>, columns: u32, level: u32) -> Option<Vec<Vec<bool>>> {
    let mut encoder = PDF417::new();
    encoder.setDimensions(columns, 2, MOST_ROWS, 3);
    let text = match eci {
        None => charset::latin1(payload),
        Some(eci) => {
            let charset = super::eci_charset(Symbology::Pdf417, eci)?;
            encoder.setEncoding(Some(charset));
            charset.decode(payload).ok()?
        }
    };
    encoder.generateBarcodeLogic(&text, level).ok()?;
    let rows = encoder.getBarcodeMatrix().as_ref()?.getScaledMatrix(1, 1);
    // rxing keeps the rows from the bottom up.
    let rows = rows.into_iter().rev();
    Some(
        rows.map(|row| row.into_iter().map(|module| module == 1).collect())
            .collect(),
    )
}

/// The standard's recommended level of error correction, by the bytes to carry (its table goes
/// by codewords, of which there are never more than bytes, save a few).
fn correction_level(bytes: usize) -> u32 {
    match bytes {
        0..=40 => 2,
        41..=160 => 3,
        161..=320 => 4,
        _ => 5,
    }
}
