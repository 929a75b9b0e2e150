//! EAN-13, EAN-8, UPC-A and UPC-E (ISO/IEC 15420), from the tables of the standard.
//!
//! Drawn here and not by an encoder crate, because those refuse a number whose check digit is
//! wrong, and some cards were printed so.

use crate::check_digit;
use crate::symbology::Symbology;

/// Number set A (odd parity), bits from the left; set C is its complement, set B is set C
/// mirrored.
pub(crate) const LEFT_ODD: [u8; 10] = [
    0b000_1101, 0b001_1001, 0b001_0011, 0b011_1101, 0b010_0011, 0b011_0001, 0b010_1111, 0b011_1011,
    0b011_0111, 0b000_1011,
];
/// Which of the six left digits of EAN-13 are from set B, by its first digit; highest bit first.
pub(crate) const EAN_13_PARITY: [u8; 10] = [
    0b00_0000, 0b00_1011, 0b00_1101, 0b00_1110, 0b01_0011, 0b01_1001, 0b01_1100, 0b01_0101,
    0b01_0110, 0b01_1010,
];
/// Which of the six digits of UPC-E are from set B, by check digit, for number system 0; for
/// number system 1 the complement.
pub(crate) const UPC_E_PARITY: [u8; 10] = [
    0b11_1000, 0b11_0100, 0b11_0010, 0b11_0001, 0b10_1100, 0b10_0110, 0b10_0011, 0b10_1010,
    0b10_1001, 0b10_0101,
];
/// The bars at both ends.
pub(crate) const GUARD: [bool; 3] = [true, false, true];
const CENTRE: [bool; 5] = [false, true, false, true, false];
const UPC_E_END: [bool; 6] = [false, true, false, true, false, true];

/// Bar height in modules, from the nominal sizes of the standard (22.85 mm, EAN-8 18.23 mm, with
/// a module of 0.33 mm).
pub(super) fn height(symbology: Symbology) -> u32 {
    if symbology == Symbology::Ean8 { 55 } else { 69 }
}

/// `text` with its check digit added when that is all it lacks.
pub(super) fn completed(symbology: Symbology, text: &str) -> String {
    let data = text.as_bytes();
    let digit = match (symbology, data.len()) {
        (Symbology::Ean13, 12) | (Symbology::UpcA, 11) | (Symbology::Ean8, 7) => {
            check_digit::mod10(data)
        }
        (Symbology::UpcE, 7) => check_digit::upc_e(data),
        _ => None,
    };
    let mut text = text.to_owned();
    text.extend(digit.map(char::from));
    text
}

/// The modules of a complete number; the check digit is drawn as it is.
pub(super) fn encode(symbology: Symbology, text: &[u8]) -> Option<Vec<bool>> {
    let digits: Option<Vec<usize>> = text
        .iter()
        .map(|byte| byte.is_ascii_digit().then(|| usize::from(byte - b'0')))
        .collect();
    let digits = digits?;
    match (symbology, digits.as_slice()) {
        (Symbology::Ean13, [first, rest @ ..]) if rest.len() == 12 => {
            two_halves(rest, *EAN_13_PARITY.get(*first)?)
        }
        // UPC-A is EAN-13 with a first digit 0.
        (Symbology::UpcA, all) if all.len() == 12 => two_halves(all, 0),
        (Symbology::Ean8, all) if all.len() == 8 => two_halves(all, 0),
        (Symbology::UpcE, [system, middle @ .., check]) if middle.len() == 6 => {
            let parity = *UPC_E_PARITY.get(*check)?;
            let parity = match system {
                0 => parity,
                1 => !parity & 0b11_1111,
                _ => return None,
            };
            let mut modules = GUARD.to_vec();
            left(&mut modules, middle, parity)?;
            modules.extend(UPC_E_END);
            Some(modules)
        }
        _ => None,
    }
}

fn two_halves(digits: &[usize], parity: u8) -> Option<Vec<bool>> {
    let (before, after) = digits.split_at_checked(digits.len() / 2)?;
    let mut modules = GUARD.to_vec();
    left(&mut modules, before, parity)?;
    modules.extend(CENTRE);
    for digit in after {
        push(&mut modules, !*LEFT_ODD.get(*digit)?);
    }
    modules.extend(GUARD);
    Some(modules)
}

/// Digits of the left half, from set B where `parity` has a bit.
fn left(modules: &mut Vec<bool>, digits: &[usize], parity: u8) -> Option<()> {
    for (digit, place) in digits.iter().zip((0..digits.len()).rev()) {
        let odd = *LEFT_ODD.get(*digit)?;
        let even = (!odd & 0x7f).reverse_bits() >> 1;
        push(modules, if parity >> place & 1 == 1 { even } else { odd });
    }
    Some(())
}

fn push(modules: &mut Vec<bool>, pattern: u8) {
    modules.extend((0..7).rev().map(|bit| pattern >> bit & 1 == 1));
}
