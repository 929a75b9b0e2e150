//! EAN/UPC bars decoded by the tables of ISO/IEC 15420 alone, without checking the check digit.
//!
//! For the read-back of numbers whose check digit is wrong as printed: every reader refuses
//! those, but the drawing must still be proven to show the digits it should. Only for sharp
//! pictures in whole pixels a module.

use crate::encode::{EAN_13_PARITY, GUARD, LEFT_ODD, UPC_E_PARITY};
use crate::symbology::Symbology;

/// The digits that one row of pixels shows.
pub(crate) fn decode(symbology: Symbology, row: &[u8]) -> Option<Vec<u8>> {
    let modules = modules(row)?;
    match symbology {
        Symbology::Ean13 => {
            let (digits, parity) = halves(&modules, 6)?;
            let first = EAN_13_PARITY.iter().position(|p| *p == parity)?;
            Some([vec![digit(first)?], digits].concat())
        }
        Symbology::UpcA => {
            let (digits, parity) = halves(&modules, 6)?;
            (parity == 0).then_some(digits)
        }
        Symbology::Ean8 => {
            let (digits, parity) = halves(&modules, 4)?;
            (parity == 0).then_some(digits)
        }
        Symbology::UpcE => upc_e(&modules),
        _ => None,
    }
}

/// From the first black pixel to the last, one value a module. The first bar is one module wide.
fn modules(row: &[u8]) -> Option<Vec<bool>> {
    let dark: Vec<bool> = row.iter().map(|grey| *grey < 128).collect();
    let start = dark.iter().position(|dark| *dark)?;
    let end = dark.iter().rposition(|dark| *dark)?;
    let symbol = dark.get(start..=end)?;
    let module = symbol.iter().take_while(|dark| **dark).count();
    if !symbol.len().is_multiple_of(module) {
        return None;
    }
    symbol
        .chunks(module)
        .map(|pixels| {
            let first = *pixels.first()?;
            pixels.iter().all(|pixel| *pixel == first).then_some(first)
        })
        .collect()
}

/// Digits of both halves, `count` each, and which on the left are from number set B.
fn halves(modules: &[bool], count: usize) -> Option<(Vec<u8>, u8)> {
    let rest = modules.strip_prefix(&GUARD)?.strip_suffix(&GUARD)?;
    let (left, rest) = rest.split_at_checked(count * 7)?;
    let right = rest.strip_prefix(&[false, true, false, true, false])?;
    if right.len() != count * 7 {
        return None;
    }
    let (mut digits, parity) = left_digits(left)?;
    for pattern in right.chunks(7) {
        let complement = !number(pattern) & 0x7f;
        digits.push(digit(LEFT_ODD.iter().position(|odd| *odd == complement)?)?);
    }
    Some((digits, parity))
}

fn upc_e(modules: &[bool]) -> Option<Vec<u8>> {
    let middle = modules
        .strip_prefix(&GUARD)?
        .strip_suffix(&[false, true, false, true, false, true])?;
    if middle.len() != 42 {
        return None;
    }
    let (digits, parity) = left_digits(middle)?;
    let (system, check) = match UPC_E_PARITY.iter().position(|p| *p == parity) {
        Some(check) => (0, check),
        None => (1, UPC_E_PARITY.iter().position(|p| *p == !parity & 0x3f)?),
    };
    Some([vec![digit(system)?], digits, vec![digit(check)?]].concat())
}

/// Digits from sets A and B, and a bit for each from set B, first digit highest.
fn left_digits(modules: &[bool]) -> Option<(Vec<u8>, u8)> {
    let mut digits = Vec::new();
    let mut parity = 0;
    for pattern in modules.chunks(7) {
        let pattern = number(pattern);
        let mirrored = (!pattern & 0x7f).reverse_bits() >> 1;
        let odd = LEFT_ODD.iter().position(|odd| *odd == pattern);
        let found = odd.or_else(|| LEFT_ODD.iter().position(|odd| *odd == mirrored))?;
        parity = parity << 1 | u8::from(odd.is_none());
        digits.push(digit(found)?);
    }
    Some((digits, parity))
}

fn number(pattern: &[bool]) -> u8 {
    pattern
        .iter()
        .fold(0, |value, dark| value << 1 | u8::from(*dark))
}

fn digit(value: usize) -> Option<u8> {
    u8::try_from(value)
        .ok()
        .filter(|value| *value < 10)
        .map(|value| b'0' + value)
}
