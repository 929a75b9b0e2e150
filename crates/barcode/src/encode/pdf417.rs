//! PDF417 (ISO/IEC 15438) by rxing.

use rxing::pdf417::encoder::PDF417;

use crate::charset;
use crate::symbology::Symbology;

/// Modules in the height of a row; the standard asks for three at least.
pub(super) const ROW_HEIGHT: u32 = 3;
/// Most columns of data and most rows, narrow first: 12 columns are 273 modules and still fit a
/// phone held upright. Columns times rows stay within the 928 codewords of the standard; beyond
/// them rxing 0.9.3 reads past its tables.
const SHAPES: [(u32, u32); 2] = [(12, 77), (16, 58)];
/// More than this many bytes fit in no PDF417: the digits of the largest one.
const MOST_BYTES: usize = 2_710;

/// Rows of modules, each to be drawn [`ROW_HEIGHT`] tall; `None` when it does not fit.
pub(super) fn encode(payload: &[u8], eci: Option<u32>) -> Option<Vec<Vec<bool>>> {
    if payload.len() > MOST_BYTES {
        return None;
    }
    let level = correction_level(payload.len());
    // Less error correction only where the payload does not fit otherwise.
    let tries = [level, 2]
        .into_iter()
        .flat_map(|level| SHAPES.map(|shape| (shape, level)));
    tries
        .into_iter()
        .find_map(|(shape, level)| shaped(payload, eci, shape, level))
}

fn shaped(
    payload: &[u8],
    eci: Option<u32>,
    (columns, rows): (u32, u32),
    level: u32,
) -> Option<Vec<Vec<bool>>> {
    let mut encoder = PDF417::new();
    encoder.setDimensions(columns, 2, rows, 3);
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
