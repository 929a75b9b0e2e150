//! Drawing, then decoding what was drawn: nobody should trust a code that was never read.

use crate::charset;
use crate::drawing::Drawing;
use crate::encode;
use crate::read::{self, Luma, bars};
use crate::symbol::Symbol;
use crate::symbology::Symbology;

/// Pixels a module in the picture that is read back.
const MODULE_PX: u32 = 3;
/// Pixels a module of a bar code; its bars need no more than two.
const BAR_PX: u32 = 2;
/// Modules of height that are enough to read bars.
const BAR_HEIGHT: u32 = 4;

/// What came of reading a drawing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The very payload was read.
    ReadBack,
    /// Something else was read.
    Differs {
        /// The length in bytes of what was read.
        read_len: usize,
    },
    /// Nothing was read.
    Unreadable,
}

impl Verdict {
    /// A stable camelCase name, to be stored with a card.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadBack => "readBack",
            Self::Differs { .. } => "differs",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Paints `drawing` and reads it.
///
/// EAN/UPC with a check digit that is wrong as printed is refused by every reader, so for those
/// the bars are decoded with the standard's own tables, check digit unchecked.
pub(crate) fn read_back(symbol: &Symbol, drawing: &Drawing) -> Verdict {
    let expected = Expected::of(symbol);
    let read = if symbol.symbology.is_linear() {
        bars_read(symbol, drawing)
    } else {
        matrix_read(symbol, drawing)
    };
    match read {
        None => Verdict::Unreadable,
        Some(read) if read == expected => Verdict::ReadBack,
        Some(read) => Verdict::Differs {
            read_len: read.payload.len(),
        },
    }
}

/// What has to come back.
#[derive(PartialEq, Eq)]
struct Expected {
    payload: Vec<u8>,
    eci: Option<u32>,
    gs1: bool,
}

impl Expected {
    fn of(symbol: &Symbol) -> Self {
        let payload = if symbol.symbology.is_linear() {
            encode::bar_text(symbol).into_bytes()
        } else {
            symbol.payload.clone()
        };
        Self {
            payload,
            eci: symbol.eci,
            gs1: symbol.gs1,
        }
    }
}

fn bars_read(symbol: &Symbol, drawing: &Drawing) -> Option<Expected> {
    let low = drawing.with_bar_height(BAR_HEIGHT);
    let (width, height, pixels) = low.to_luma(BAR_PX).ok()?;
    let luma = Luma {
        width,
        height,
        pixels: &pixels,
    };
    let length = encode::bar_text(symbol).len();
    if let Some(found) = read::one(symbol.symbology, luma, read::Effort::Drawn { length }) {
        return Some(Expected {
            payload: found.payload,
            eci: None,
            gs1: found.gs1,
        });
    }
    if !(symbol.as_printed && symbol.symbology.is_retail()) {
        return None;
    }
    let middle = luma.row(height / 2)?;
    let payload = bars::decode(symbol.symbology, middle)?;
    Some(Expected {
        payload,
        eci: None,
        gs1: false,
    })
}

fn matrix_read(symbol: &Symbol, drawing: &Drawing) -> Option<Expected> {
    let (width, height, pixels) = drawing.to_luma(MODULE_PX).ok()?;
    let luma = Luma {
        width,
        height,
        pixels: &pixels,
    };
    let length = symbol.payload.len();
    let found = read::one(symbol.symbology, luma, read::Effort::Drawn { length })?;
    match symbol.symbology {
        // Read from the codewords: bytes, ECI and GS1 mark are certain.
        Symbology::QrCode | Symbology::DataMatrix => Some(Expected {
            payload: found.payload,
            eci: found.eci,
            gs1: found.gs1,
        }),
        // These come as text, which the reader has decoded by the ECI, if there was one.
        _ => {
            let payload = match symbol.eci {
                Some(eci) => encode::eci_charset(symbol.symbology, eci)?
                    .encode(&found.text)
                    .ok(),
                None => charset::encode(&found.text, charset::LATIN1),
            };
            let payload = payload.unwrap_or_else(|| found.text.into_bytes());
            Some(Expected {
                payload,
                eci: symbol.eci,
                gs1: false,
            })
        }
    }
}
