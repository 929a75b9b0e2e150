//! QR Code (ISO/IEC 18004) by the `qrcode` crate, error correction M.
//!
//! The segments are chosen here: numeric, alphanumeric and byte. The crate's own choice takes
//! any two bytes that look like Shift JIS for a Kanji, and a reader would then decode a Latin-1
//! or UTF-8 payload to something else.

use qrcode::bits::Bits;
use qrcode::optimize::{Optimizer, Parser, Segment, total_encoded_len};
use qrcode::types::{Color, Mode, QrError};
use qrcode::{EcLevel, QrCode, Version};

/// The first and last version of each range in which a segment's length has the same width.
const RANGES: [(i16, i16); 3] = [(1, 9), (10, 26), (27, 40)];

/// Rows of modules; `None` when it does not fit. M corrects 15 %; L (7 %) is taken only for a
/// payload that does not fit otherwise.
pub(super) fn encode(payload: &[u8], eci: Option<u32>, gs1: bool) -> Option<Vec<Vec<bool>>> {
    let code = [EcLevel::M, EcLevel::L].into_iter().find_map(|level| {
        let bits = bits(payload, eci, gs1, level)?;
        QrCode::with_bits(bits, level).ok()
    })?;
    let width = code.width();
    let modules: Vec<bool> = code
        .into_colors()
        .into_iter()
        .map(|c| c == Color::Dark)
        .collect();
    Some(modules.chunks(width).map(<[bool]>::to_vec).collect())
}

/// Whether it fits, without drawing it.
pub(super) fn fits(payload: &[u8], eci: Option<u32>, gs1: bool) -> bool {
    [EcLevel::M, EcLevel::L]
        .into_iter()
        .any(|level| bits(payload, eci, gs1, level).is_some())
}

fn bits(payload: &[u8], eci: Option<u32>, gs1: bool, level: EcLevel) -> Option<Bits> {
    let header = eci.map_or(0, |eci| match eci {
        0..=127 => 12,
        128..=16_383 => 20,
        _ => 28,
    }) + if gs1 { 4 } else { 0 };
    let parsed: Vec<Segment> = Parser::new(payload)
        .map(|segment| plain(segment, gs1))
        .collect();
    RANGES.into_iter().find_map(|(first, last)| {
        let widest = Version::Normal(last);
        let segments: Vec<Segment> = Optimizer::new(parsed.iter().copied(), widest).collect();
        let length = header + total_encoded_len(&segments, widest);
        let version = (first..=last).map(Version::Normal).find(|version| {
            Bits::new(*version)
                .max_len(level)
                .is_ok_and(|max| length <= max)
        })?;
        fill(version, payload, &segments, (eci, gs1), level).ok()
    })
}

fn fill(
    version: Version,
    payload: &[u8],
    segments: &[Segment],
    (eci, gs1): (Option<u32>, bool),
    level: EcLevel,
) -> Result<Bits, QrError> {
    let mut bits = Bits::new(version);
    if let Some(eci) = eci {
        bits.push_eci_designator(eci)?;
    }
    if gs1 {
        bits.push_fnc1_first_position()?;
    }
    bits.push_segments(payload, segments.iter().copied())?;
    bits.push_terminator(level)?;
    Ok(bits)
}

/// No Kanji; and no alphanumeric mode in GS1 data, where `%` would have a second meaning.
fn plain(segment: Segment, gs1: bool) -> Segment {
    let mode = match segment.mode {
        Mode::Kanji => Mode::Byte,
        Mode::Alphanumeric if gs1 => Mode::Byte,
        mode => mode,
    };
    Segment { mode, ..segment }
}
