//! Aztec Code (ISO/IEC 24778) by rxing, a third of the symbol for error correction.

use rxing::aztec::encoder::aztec_encoder::{
    DEFAULT_AZTEC_LAYERS, DEFAULT_EC_PERCENT, encode_bytes_with_charset,
};
use rxing::common::CharacterSet;

use crate::symbology::Symbology;

/// More than this many bytes fit in no Aztec Code: the digits of the largest one.
const MOST_BYTES: usize = 3_832;

/// Rows of modules; `None` when it does not fit.
pub(super) fn encode(payload: &[u8], eci: Option<u32>) -> Option<Vec<Vec<bool>>> {
    if payload.len() > MOST_BYTES {
        return None;
    }
    // With ISO-8859-1 the encoder writes no ECI, which is what no ECI needs.
    let charset = match eci {
        Some(eci) => super::eci_charset(Symbology::Aztec, eci)?,
        None => CharacterSet::ISO8859_1,
    };
    let code =
        encode_bytes_with_charset(payload, DEFAULT_EC_PERCENT, DEFAULT_AZTEC_LAYERS, charset)
            .ok()?;
    let matrix = code.getMatrix();
    let rows =
        (0..matrix.height()).map(|y| (0..matrix.width()).map(|x| matrix.get(x, y)).collect());
    Some(rows.collect())
}
