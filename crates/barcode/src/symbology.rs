//! The kinds of symbol, named as ZXing (and with it Catima and most card wallets) names them.

use std::fmt;
use std::str::FromStr;

/// A kind of bar code or matrix code.
///
/// The order is the alphabetical one of the names; it is stable and used where an order shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbology {
    /// Aztec Code, ISO/IEC 24778.
    Aztec,
    /// Codabar (NW-7), AIM BC3.
    Codabar,
    /// Code 39, ISO/IEC 16388, without check digit and without full ASCII.
    Code39,
    /// Code 93, AIM BC5, with full ASCII.
    Code93,
    /// Code 128, ISO/IEC 15417; GS1-128 when the symbol's GS1 flag is set.
    Code128,
    /// Data Matrix ECC 200, ISO/IEC 16022.
    DataMatrix,
    /// EAN-8, ISO/IEC 15420.
    Ean8,
    /// EAN-13, ISO/IEC 15420.
    Ean13,
    /// Interleaved 2 of 5, ISO/IEC 16390.
    Itf,
    /// MaxiCode, ISO/IEC 16023. Kept and shown as a number, not drawn.
    MaxiCode,
    /// PDF417, ISO/IEC 15438.
    Pdf417,
    /// QR Code, ISO/IEC 18004.
    QrCode,
    /// GS1 DataBar Omnidirectional, ISO/IEC 24724. Kept and shown as a number, not drawn.
    Rss14,
    /// GS1 DataBar Expanded, ISO/IEC 24724. Kept and shown as a number, not drawn.
    RssExpanded,
    /// UPC-A, ISO/IEC 15420.
    UpcA,
    /// UPC-E, ISO/IEC 15420, in its eight-digit form.
    UpcE,
}

/// The blank margin a symbol needs, in modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuietZone {
    /// Modules to the left of the symbol.
    pub left: u32,
    /// Modules to the right of the symbol.
    pub right: u32,
    /// Modules above the symbol.
    pub top: u32,
    /// Modules below the symbol.
    pub bottom: u32,
}

impl QuietZone {
    /// The margin of a bar code: what its standard asks at the ends, plus two all round.
    const fn linear(left: u32, right: u32) -> Self {
        Self {
            left: left + 2,
            right: right + 2,
            top: 2,
            bottom: 2,
        }
    }

    /// The same margin on every side.
    const fn even(modules: u32) -> Self {
        Self {
            left: modules,
            right: modules,
            top: modules,
            bottom: modules,
        }
    }
}

impl Symbology {
    /// Every symbology, in order.
    pub const ALL: &[Self] = &[
        Self::Aztec,
        Self::Codabar,
        Self::Code39,
        Self::Code93,
        Self::Code128,
        Self::DataMatrix,
        Self::Ean8,
        Self::Ean13,
        Self::Itf,
        Self::MaxiCode,
        Self::Pdf417,
        Self::QrCode,
        Self::Rss14,
        Self::RssExpanded,
        Self::UpcA,
        Self::UpcE,
    ];

    /// ZXing's name, for example `CODE_128`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aztec => "AZTEC",
            Self::Codabar => "CODABAR",
            Self::Code39 => "CODE_39",
            Self::Code93 => "CODE_93",
            Self::Code128 => "CODE_128",
            Self::DataMatrix => "DATA_MATRIX",
            Self::Ean8 => "EAN_8",
            Self::Ean13 => "EAN_13",
            Self::Itf => "ITF",
            Self::MaxiCode => "MAXICODE",
            Self::Pdf417 => "PDF_417",
            Self::QrCode => "QR_CODE",
            Self::Rss14 => "RSS_14",
            Self::RssExpanded => "RSS_EXPANDED",
            Self::UpcA => "UPC_A",
            Self::UpcE => "UPC_E",
        }
    }

    /// The symbology of exactly this ZXing name, or `None`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|symbology| symbology.name() == name)
    }

    /// Whether this crate can draw it. GS1 DataBar and MaxiCode cannot be drawn yet: no
    /// encoder for them has been proven against an independent reader.
    #[must_use]
    pub const fn is_drawable(self) -> bool {
        !matches!(self, Self::MaxiCode | Self::Rss14 | Self::RssExpanded)
    }

    /// Whether it is a row of bars rather than a matrix or stacked rows.
    #[must_use]
    pub const fn is_linear(self) -> bool {
        !matches!(
            self,
            Self::Aztec | Self::DataMatrix | Self::MaxiCode | Self::Pdf417 | Self::QrCode
        )
    }

    /// Whether it is one of the EAN/UPC family: digits only, fixed length, check digit.
    #[must_use]
    pub const fn is_retail(self) -> bool {
        matches!(self, Self::Ean8 | Self::Ean13 | Self::UpcA | Self::UpcE)
    }

    /// The blank margin to draw around it.
    ///
    /// Each is what the standard asks (GS1 General Specifications for EAN/UPC, ten modules for
    /// the other bar codes) plus two modules, because a dark screen around the plate eats into
    /// the margin. QR Code keeps its own four, already the widest of the matrix codes.
    #[must_use]
    pub const fn quiet_zone(self) -> QuietZone {
        match self {
            Self::Ean13 => QuietZone::linear(11, 7),
            Self::Ean8 => QuietZone::linear(7, 7),
            Self::UpcA => QuietZone::linear(9, 9),
            Self::UpcE => QuietZone::linear(9, 7),
            Self::Codabar
            | Self::Code39
            | Self::Code93
            | Self::Code128
            | Self::Itf
            | Self::Rss14
            | Self::RssExpanded => QuietZone::linear(10, 10),
            Self::QrCode | Self::Pdf417 => QuietZone::even(4),
            Self::DataMatrix | Self::MaxiCode => QuietZone::even(3),
            Self::Aztec => QuietZone::even(2),
        }
    }
}

impl fmt::Display for Symbology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is none of [`Symbology::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown symbology {name:?}")]
pub struct UnknownSymbology {
    /// The name as it came.
    pub name: String,
}

impl FromStr for Symbology {
    type Err = UnknownSymbology;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_name(name).ok_or_else(|| UnknownSymbology {
            name: name.to_owned(),
        })
    }
}
