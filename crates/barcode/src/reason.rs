//! Why a symbology cannot carry a payload, as a person or a program is told.

use crate::symbology::Symbology;

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
