//! Whether a symbology can carry a payload, and if not: why, and which ones can.

use crate::check_digit;
use crate::encode;
use crate::reason::{CannotCarry, Reason, Unfit, UnfitEci};
use crate::symbol::Symbol;
use crate::symbology::Symbology;

/// Beyond this no symbology carries anything: digits in the largest QR Code.
pub(crate) const MOST_BYTES: usize = 7_089;
/// The longest bar code drawn, in symbol characters; the limit that ZXing and its kin share.
const MOST_BARS: usize = 80;

/// Codabar has no check character, so readers want two characters at least between the guards.
const LEAST_CODABAR: usize = 2;

/// What people and programs use most comes first.
const BY_USE: [Symbology; 13] = [
    Symbology::Code128,
    Symbology::QrCode,
    Symbology::Ean13,
    Symbology::Ean8,
    Symbology::UpcA,
    Symbology::UpcE,
    Symbology::Aztec,
    Symbology::DataMatrix,
    Symbology::Pdf417,
    Symbology::Code39,
    Symbology::Code93,
    Symbology::Itf,
    Symbology::Codabar,
];

/// [`Symbol::check`].
pub(crate) fn check(symbol: &Symbol) -> Result<(), CannotCarry> {
    let found = form(symbol).and_then(|()| {
        if symbol.symbology.is_linear() || encode::fits(symbol) {
            return Ok(());
        }
        Err(too_long(symbol))
    });
    found.map_err(|reason| cannot(symbol, reason))
}

/// The error for `reason`, with the alternatives.
pub(crate) fn cannot(symbol: &Symbol, reason: Reason) -> CannotCarry {
    CannotCarry {
        symbology: symbol.symbology,
        reason,
        alternatives: alternatives(symbol),
    }
}

fn alternatives(symbol: &Symbol) -> Vec<Symbology> {
    if symbol.payload.len() > MOST_BYTES {
        return Vec::new();
    }
    let others = BY_USE
        .into_iter()
        .filter(|other| *other != symbol.symbology);
    others
        .filter(|&symbology| {
            let other = Symbol {
                symbology,
                as_printed: false,
                ..symbol.clone()
            };
            if form(&other).is_err() {
                return false;
            }
            if symbology.is_linear() {
                // A completed check digit or added guards would be read as other bytes.
                return encode::bar_text(&other).as_bytes() == other.payload;
            }
            encode::fits(&other)
        })
        .collect()
}

/// The error for a payload that the matrix encoder had no room for, with the longest beginning
/// of it that fits.
pub(crate) fn too_long(symbol: &Symbol) -> Reason {
    let fits = |length: usize| {
        let payload = symbol.payload.iter().take(length).copied().collect();
        // A charset may be cut in the middle of a character, which does not matter for room.
        let beginning = Symbol {
            gs1: symbol.gs1,
            ..Symbol::new(symbol.symbology, payload)
        };
        encode::fits(&beginning)
    };
    let len = symbol.payload.len();
    let (mut low, mut high) = (
        encode::always_fits(symbol).min(len),
        len.min(MOST_BYTES) + 1,
    );
    while low + 1 < high {
        let middle = low.midpoint(high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Reason::TooLong { max: low, len }
}

/// Everything but the capacity of matrix codes, which only their encoder knows.
pub(crate) fn form(symbol: &Symbol) -> Result<(), Reason> {
    if !symbol.symbology.is_drawable() {
        return Err(Reason::NotDrawable);
    }
    if symbol.payload.is_empty() {
        return Err(Reason::Empty);
    }
    let len = symbol.payload.len();
    gs1(symbol)?;
    eci(symbol)?;
    let payload = symbol.payload.as_slice();
    match symbol.symbology {
        Symbology::Ean13 => retail(symbol, 13),
        Symbology::UpcA => retail(symbol, 12),
        Symbology::Ean8 | Symbology::UpcE => retail(symbol, 8),
        Symbology::Itf => interleaved(payload),
        Symbology::Codabar => codabar(payload),
        Symbology::Code39 => {
            alphabet(payload, encode::is_code39)?;
            at_most(MOST_BARS, len)
        }
        Symbology::Code93 => {
            alphabet(payload, |byte| byte.is_ascii())?;
            code93_length(payload)
        }
        Symbology::Code128 => {
            alphabet(payload, |byte| byte.is_ascii())?;
            at_most(MOST_BARS - usize::from(symbol.gs1), len)
        }
        _ => Ok(()),
    }
}

fn gs1(symbol: &Symbol) -> Result<(), Reason> {
    if !symbol.gs1 {
        return Ok(());
    }
    // GS1 General Specifications, section 5: of ours only these have a GS1 form.
    if !matches!(
        symbol.symbology,
        Symbology::Code128 | Symbology::DataMatrix | Symbology::QrCode
    ) {
        return Err(Reason::Gs1);
    }
    if symbol.payload.first() == Some(&encode::GS) {
        return Err(Reason::Character {
            position: 0,
            what: Unfit::Separator,
        });
    }
    alphabet(&symbol.payload, |byte| byte.is_ascii())
}

fn eci(symbol: &Symbol) -> Result<(), Reason> {
    let Some(eci) = symbol.eci else {
        return Ok(());
    };
    let unfit = |what| Err(Reason::Eci { eci, what });
    if symbol.symbology.is_linear() {
        return unfit(UnfitEci::NotInSymbology);
    }
    let Some(charset) = encode::eci_charset(symbol.symbology, eci) else {
        return unfit(UnfitEci::Unknown);
    };
    if symbol.payload.len() > MOST_BYTES {
        // Too long whatever it says; that is told when the room is measured.
        return Ok(());
    }
    let text = charset.decode(&symbol.payload).ok();
    let again = text.and_then(|text| charset.encode(&text).ok());
    if again.as_ref() != Some(&symbol.payload) {
        return unfit(UnfitEci::Payload);
    }
    Ok(())
}

fn at_most(max: usize, len: usize) -> Result<(), Reason> {
    if len > max {
        Err(Reason::TooLong { max, len })
    } else {
        Ok(())
    }
}

fn alphabet(payload: &[u8], has: impl Fn(u8) -> bool) -> Result<(), Reason> {
    let Some(position) = payload.iter().position(|byte| !has(*byte)) else {
        return Ok(());
    };
    let what = match payload.get(position) {
        Some(byte) if !byte.is_ascii() => Unfit::NotAscii,
        Some(byte) if byte.is_ascii_lowercase() => Unfit::Lowercase,
        _ => Unfit::Other,
    };
    Err(Reason::Character { position, what })
}

fn digits(payload: &[u8]) -> Result<(), Reason> {
    match payload.iter().position(|byte| !byte.is_ascii_digit()) {
        Some(position) => Err(Reason::Character {
            position,
            what: Unfit::NotDigit,
        }),
        None => Ok(()),
    }
}

fn retail(symbol: &Symbol, expected: usize) -> Result<(), Reason> {
    let payload = symbol.payload.as_slice();
    digits(payload)?;
    let len = payload.len();
    if len != expected && len + 1 != expected {
        return Err(Reason::WrongLength { expected, len });
    }
    let upc_e = symbol.symbology == Symbology::UpcE;
    if upc_e && !matches!(payload.first(), Some(b'0' | b'1')) {
        return Err(Reason::Character {
            position: 0,
            what: Unfit::NumberSystem,
        });
    }
    if len != expected || symbol.as_printed {
        return Ok(());
    }
    let Some((&last, data)) = payload.split_last() else {
        return Err(Reason::Empty);
    };
    let right = if upc_e {
        check_digit::upc_e(data)
    } else {
        check_digit::mod10(data)
    };
    match right {
        Some(right) if right != last => Err(Reason::CheckDigit {
            expected: char::from(right),
            found: char::from(last),
            position: len - 1,
        }),
        _ => Ok(()),
    }
}

fn interleaved(payload: &[u8]) -> Result<(), Reason> {
    digits(payload)?;
    let len = payload.len();
    if !len.is_multiple_of(2) {
        return Err(Reason::OddLength { len });
    }
    at_most(MOST_BARS, len)
}

fn codabar(payload: &[u8]) -> Result<(), Reason> {
    let (inside, offset) = match encode::codabar_inside(payload) {
        Some(inside) => (inside, 1),
        None if payload
            .first()
            .is_some_and(|byte| encode::is_codabar_guard(*byte)) =>
        {
            return Err(Reason::Guards);
        }
        None if payload
            .last()
            .is_some_and(|byte| encode::is_codabar_guard(*byte)) =>
        {
            return Err(Reason::Guards);
        }
        None => (payload, 0),
    };
    if inside.is_empty() {
        return Err(Reason::Empty);
    }
    if let Some(place) = inside
        .iter()
        .position(|byte| encode::is_codabar_guard(*byte))
    {
        return Err(Reason::Character {
            position: place + offset,
            what: Unfit::Guard,
        });
    }
    let data = alphabet(inside, encode::is_codabar);
    data.map_err(|reason| match reason {
        Reason::Character { position, what } => Reason::Character {
            position: position + offset,
            what,
        },
        other => other,
    })?;
    if inside.len() < LEAST_CODABAR {
        return Err(Reason::TooShort {
            min: LEAST_CODABAR,
            len: inside.len(),
        });
    }
    at_most(MOST_BARS, payload.len())
}

/// Code 93 spends two symbol characters on what its alphabet does not have.
fn code93_length(payload: &[u8]) -> Result<(), Reason> {
    let mut used = 0;
    let fitting = payload.iter().take_while(|byte| {
        used += if encode::is_code39(**byte) { 1 } else { 2 };
        used <= MOST_BARS
    });
    at_most(fitting.count(), payload.len())
}
