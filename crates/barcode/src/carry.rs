//! Whether a symbology can carry a payload, and if not: why, and which ones can.

use crate::check_digit;
use crate::encode;
use crate::symbol::Symbol;
use crate::symbology::Symbology;

/// Beyond this no symbology carries anything: digits in the largest QR Code.
const MOST_BYTES: usize = 7_089;
/// The longest bar code drawn, in symbol characters; the limit that ZXing and its kin share.
const MOST_BARS: usize = 80;

/// Codabar has no check character, so readers want two characters at least between the guards.
const LEAST_CODABAR: usize = 2;

/// A symbology cannot carry a payload.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{symbology} cannot carry this payload: {reason}")]
pub struct CannotCarry {
    /// The symbology that was asked for.
    pub symbology: Symbology,
    /// Why it cannot.
    pub reason: Reason,
    /// The drawable symbologies that can carry the very same bytes, most likely first.
    pub alternatives: Vec<Symbology>,
}

/// Why a symbology cannot carry a payload. Positions count bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// This kind is kept, but no drawing of it is made.
    #[error("it cannot be drawn yet")]
    NotDrawable,
    /// There is nothing to carry.
    #[error("it is empty")]
    Empty,
    /// The payload is too long.
    #[error("{len} bytes are more than the {max} that fit")]
    TooLong {
        /// The most bytes, of this payload's kind, that fit.
        max: usize,
        /// The payload's length.
        len: usize,
    },
    /// The payload is too short to be told from a stain: readers refuse it.
    #[error("{len} characters are fewer than the {min} that readers take")]
    TooShort {
        /// The fewest characters.
        min: usize,
        /// How many there are.
        len: usize,
    },
    /// The length is fixed, and another.
    #[error("it needs {expected} digits and has {len}")]
    WrongLength {
        /// Digits, with the check digit.
        expected: usize,
        /// The payload's length.
        len: usize,
    },
    /// Digits come in pairs here. A leading zero would make the length even, but it would be
    /// another number.
    #[error("it needs an even number of digits and has {len}")]
    OddLength {
        /// The payload's length.
        len: usize,
    },
    /// A character that the symbology does not have at this place.
    #[error("the character at position {position} does not fit: {what}")]
    Character {
        /// The byte's place, from 0.
        position: usize,
        /// What is wrong with it.
        what: Unfit,
    },
    /// The check digit is wrong.
    #[error("the check digit at position {position} is {found}, {expected} is expected")]
    CheckDigit {
        /// The right digit.
        expected: char,
        /// The digit that is there.
        found: char,
        /// Its place, from 0.
        position: usize,
    },
    /// Codabar starts with one of A–D and does not end so, or the other way round.
    #[error("it has only one of the start and stop letters")]
    Guards,
    /// The code cannot announce this ECI with this payload.
    #[error("ECI {eci} cannot be announced: {what}")]
    Eci {
        /// The ECI asked for.
        eci: u32,
        /// What is wrong with it.
        what: UnfitEci,
    },
    /// The symbology has no FNC1, so it cannot mark GS1 data.
    #[error("it cannot mark GS1 data")]
    Gs1,
}

/// What is wrong with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// Only digits fit.
    #[error("not a digit")]
    NotDigit,
    /// Only capital letters fit.
    #[error("a small letter")]
    Lowercase,
    /// Only ASCII fits.
    #[error("not ASCII")]
    NotAscii,
    /// A start or stop letter inside.
    #[error("a start or stop letter inside")]
    Guard,
    /// UPC-E has number systems 0 and 1 only.
    #[error("not number system 0 or 1")]
    NumberSystem,
    /// GS1 data cannot start with a separator.
    #[error("a separator at the start")]
    Separator,
    /// Outside the symbology's alphabet.
    #[error("outside the alphabet")]
    Other,
}

/// What is wrong with an ECI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnfitEci {
    /// Bar codes have no ECI.
    #[error("the symbology has none")]
    NotInSymbology,
    /// The number stands for no charset known here, so the code could not be read back.
    #[error("unknown number")]
    Unknown,
    /// The payload is not text in the charset that the number stands for.
    #[error("the payload is not in its charset")]
    Payload,
}

impl Unfit {
    /// A stable camelCase name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotDigit => "notDigit",
            Self::Lowercase => "lowercase",
            Self::NotAscii => "notAscii",
            Self::Guard => "guardInside",
            Self::NumberSystem => "numberSystem",
            Self::Separator => "separatorFirst",
            Self::Other => "notInAlphabet",
        }
    }
}

impl UnfitEci {
    /// A stable camelCase name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInSymbology => "notInSymbology",
            Self::Unknown => "unknown",
            Self::Payload => "payloadNotInCharset",
        }
    }
}

impl Reason {
    /// A stable camelCase name that a user interface can branch on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotDrawable => "notDrawable",
            Self::Empty => "empty",
            Self::TooLong { .. } => "tooLong",
            Self::TooShort { .. } => "tooShort",
            Self::WrongLength { .. } => "wrongLength",
            Self::OddLength { .. } => "oddLength",
            Self::Character { .. } => "character",
            Self::CheckDigit { .. } => "checkDigit",
            Self::Guards => "guards",
            Self::Eci { .. } => "eci",
            Self::Gs1 => "gs1",
        }
    }

    /// The values that belong into the sentence of [`Reason::code`], by camelCase name. For an
    /// odd length `fix` is `leadingZero`.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotDrawable | Self::Empty | Self::Guards | Self::Gs1 => Vec::new(),
            Self::TooLong { max, len } => vec![("max", max.to_string()), ("len", len.to_string())],
            Self::TooShort { min, len } => vec![("min", min.to_string()), ("len", len.to_string())],
            Self::WrongLength { expected, len } => {
                vec![("expected", expected.to_string()), ("len", len.to_string())]
            }
            Self::OddLength { len } => {
                vec![("len", len.to_string()), ("fix", "leadingZero".to_owned())]
            }
            Self::Character { position, what } => {
                vec![
                    ("position", position.to_string()),
                    ("what", what.code().to_owned()),
                ]
            }
            Self::CheckDigit {
                expected,
                found,
                position,
            } => vec![
                ("expected", expected.to_string()),
                ("found", found.to_string()),
                ("position", position.to_string()),
            ],
            Self::Eci { eci, what } => {
                vec![("eci", eci.to_string()), ("what", what.code().to_owned())]
            }
        }
    }
}

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
        encode::fits(&Symbol {
            payload,
            eci: None,
            ..symbol.clone()
        })
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
    if len > MOST_BYTES {
        return Err(Reason::TooLong {
            max: MOST_BYTES,
            len,
        });
    }
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
