//! A symbol: the bytes a till scans, and the kind of bar code that carries them.
//!
//! [`Symbol`] holds payload **bytes**, a [`Symbology`], and what is needed to draw the very
//! same code again: charset, ECI, GS1 flag, and the text printed under it. [`Symbol::check`]
//! says whether the symbology can carry the payload and, when it cannot, why and which ones
//! can. [`Symbol::draw`] gives a [`Drawing`] in whole modules (SVG path, PNG, terminal), and
//! [`Symbol::draw_checked`] decodes that drawing again before anybody trusts it.
//!
//! What must not be redrawn differently is never guessed: no ECI is added, no check digit is
//! corrected, no letter is folded to upper case in the stored payload.
//!
//! Standards: ISO/IEC 18004 (QR), 24778 (Aztec), 16022 (Data Matrix), 15438 (PDF417), 15417
//! (Code 128), 15420 (EAN/UPC), 16388 (Code 39), 16390 (Interleaved 2 of 5), the AIM
//! specifications of Code 93 and Codabar, and the GS1 General Specifications.
//!
//! This crate knows no clock, no network, no files and no randomness.

mod carry;
mod charset;
pub mod check_digit;
mod drawing;
mod encode;
mod error;
mod raster;
pub mod read;
mod readback;
mod reason;
mod svg;
mod symbol;
mod symbology;

pub use drawing::Drawing;
pub use error::DrawError;
pub use readback::Verdict;
pub use reason::{CannotCarry, Reason, Unfit, UnfitEci};
pub use svg::SvgStyle;
pub use symbol::Symbol;
pub use symbology::{QuietZone, Symbology, UnknownSymbology};
