//! Data Matrix ECC 200 (ISO/IEC 16022), square symbols.
//!
//! The codewords are chosen here, as ASCII encodation or as one Base 256 run, whichever is
//! shorter: that alone lets any bytes, an ECI or FNC1 be written exactly. Error correction and
//! placement are rxing's.

use rxing::datamatrix::encoder::{
    DefaultPlacement, SymbolInfo, SymbolInfoLookup, SymbolShapeHint, error_correction,
};

const PAD: u32 = 129;
const UPPER_SHIFT: u32 = 235;
const FNC1: u32 = 232;
const BASE_256: u32 = 231;
const ECI: u32 = 241;
/// Data codewords of the largest symbol, 144 × 144.
const MOST_CODEWORDS: usize = 1_558;

/// Rows of modules; `None` when it does not fit.
pub(super) fn encode(payload: &[u8], eci: Option<u32>, gs1: bool) -> Option<Vec<Vec<bool>>> {
    let mut codewords = codewords(payload, eci, gs1)?;
    if codewords.len() > MOST_CODEWORDS {
        return None;
    }
    let lookup = SymbolInfoLookup::new();
    let count = u32::try_from(codewords.len()).ok()?;
    let square = SymbolShapeHint::FORCE_SQUARE;
    let info = lookup
        .lookup_with_codewords_shape_size_fail(count, square, &None, &None, true)
        .ok()??;
    pad(
        &mut codewords,
        usize::try_from(info.getDataCapacity()).ok()?,
    );
    // rxing takes codewords as the characters of a string.
    let text: Option<String> = codewords.into_iter().map(char::from_u32).collect();
    let protected = error_correction::encodeECC200(&text?, info).ok()?;
    place(protected, info)
}

fn codewords(payload: &[u8], eci: Option<u32>, gs1: bool) -> Option<Vec<u32>> {
    let mut codewords = Vec::with_capacity(payload.len() + 4);
    if gs1 {
        codewords.push(FNC1);
    }
    if let Some(eci) = eci {
        codewords.push(ECI);
        match eci {
            0..=126 => codewords.push(eci + 1),
            127..=16_382 => {
                codewords.extend([(eci - 127) / 254 + 128, (eci - 127) % 254 + 1]);
            }
            16_383..=999_999 => {
                let rest = eci - 16_383;
                codewords.extend([rest / 64_516 + 192, rest / 254 % 254 + 1, rest % 254 + 1]);
            }
            _ => return None,
        }
    }
    let ascii = ascii(payload, gs1);
    let base_256 = 1 + if payload.len() < 250 { 1 } else { 2 } + payload.len();
    if gs1 || ascii.len() <= base_256 || payload.len() > MOST_CODEWORDS {
        codewords.extend(ascii);
    } else {
        push_base_256(&mut codewords, payload);
    }
    Some(codewords)
}

/// Pairs of digits in one codeword, other ASCII in one, the rest in two.
fn ascii(payload: &[u8], gs1: bool) -> Vec<u32> {
    let mut codewords = Vec::with_capacity(payload.len());
    let mut rest = payload;
    loop {
        rest = match rest {
            [a, b, after @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                codewords.push(130 + 10 * u32::from(a - b'0') + u32::from(b - b'0'));
                after
            }
            [super::GS, after @ ..] if gs1 => {
                codewords.push(FNC1);
                after
            }
            [byte, after @ ..] => {
                if byte.is_ascii() {
                    codewords.push(u32::from(*byte) + 1);
                } else {
                    codewords.extend([UPPER_SHIFT, u32::from(*byte) - 127]);
                }
                after
            }
            [] => return codewords,
        };
    }
}

/// A run of bytes: latch, length, bytes, the last two hidden behind the standard's 255-state
/// pseudo-random numbers, which go by the place of the codeword.
fn push_base_256(codewords: &mut Vec<u32>, payload: &[u8]) {
    codewords.push(BASE_256);
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let mut run = Vec::with_capacity(payload.len() + 2);
    if length < 250 {
        run.push(length);
    } else {
        run.extend([length / 250 + 249, length % 250]);
    }
    run.extend(payload.iter().map(|byte| u32::from(*byte)));
    for value in run {
        let place = u32::try_from(codewords.len() + 1).unwrap_or(u32::MAX);
        codewords.push((value + 149 * place % 255 + 1) % 256);
    }
}

/// Fills the symbol: one plain pad, then pads hidden behind the 253-state numbers.
fn pad(codewords: &mut Vec<u32>, capacity: usize) {
    if codewords.len() < capacity {
        codewords.push(PAD);
    }
    while codewords.len() < capacity {
        let place = u32::try_from(codewords.len() + 1).unwrap_or(u32::MAX);
        let value = PAD + 149 * place % 253 + 1;
        codewords.push(if value > 254 { value - 254 } else { value });
    }
}

/// Modules of all data regions, each with its finder (solid left and bottom) and its clock track
/// (alternating top and right).
fn place(codewords: String, info: &SymbolInfo) -> Option<Vec<Vec<bool>>> {
    let (data_width, data_height) = (
        info.getSymbolDataWidth().ok()?,
        info.getSymbolDataHeight().ok()?,
    );
    let (width, height) = (info.getSymbolWidth().ok()?, info.getSymbolHeight().ok()?);
    let region_width = data_width.checked_div(width.checked_sub(data_width)? / 2)?;
    let region_height = data_height.checked_div(height.checked_sub(data_height)? / 2)?;
    let size = |n: u32| usize::try_from(n).ok();
    let mut placement = DefaultPlacement::new(codewords, size(data_width)?, size(data_height)?);
    placement.place().ok()?;
    let module = |x: u32, y: u32| {
        let (in_x, in_y) = (x % (region_width + 2), y % (region_height + 2));
        if in_x == 0 || in_y == region_height + 1 {
            return true;
        }
        if in_y == 0 {
            return in_x % 2 == 0;
        }
        if in_x == region_width + 1 {
            return in_y % 2 == 1;
        }
        let data_x = x / (region_width + 2) * region_width + in_x - 1;
        let data_y = y / (region_height + 2) * region_height + in_y - 1;
        size(data_x)
            .zip(size(data_y))
            .is_some_and(|(x, y)| placement.getBit(x, y))
    };
    Some(
        (0..height)
            .map(|y| (0..width).map(|x| module(x, y)).collect())
            .collect(),
    )
}
