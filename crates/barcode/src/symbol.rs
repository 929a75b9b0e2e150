//! The symbol itself: bytes, symbology, and what is needed to draw the same code again.

use std::fmt;

use crate::carry;
use crate::charset;
use crate::drawing::Drawing;
use crate::encode;
use crate::error::DrawError;
use crate::readback::{self, Verdict};
use crate::reason::CannotCarry;
use crate::symbology::Symbology;

/// What a till scans.
///
/// `Debug` shows the symbology and the length only: a payload is a card number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// The bytes that a reader gets. Never changed by this crate.
    pub payload: Vec<u8>,
    /// The kind of code that carries them.
    pub symbology: Symbology,
    /// IANA label of the charset the payload is in, as it came; `None` means ISO-8859-1.
    pub charset: Option<String>,
    /// The Extended Channel Interpretation that the code announces (26 is UTF-8), or `None` for
    /// none. Never set by guess: tills and gates have refused codes with an added ECI.
    pub eci: Option<u32>,
    /// GS1 data: FNC1 comes first, and each group separator (byte `1D`) is an FNC1.
    pub gs1: bool,
    /// The text shown under the code, when it is another than the payload.
    pub text: Option<String>,
    /// Draw the check digit that the payload has, right or wrong: the card was printed so.
    pub as_printed: bool,
}

impl Symbol {
    /// A symbol of these bytes, with nothing else said about them.
    #[must_use]
    pub fn new(symbology: Symbology, payload: Vec<u8>) -> Self {
        Self {
            payload,
            symbology,
            charset: None,
            eci: None,
            gs1: false,
            text: None,
            as_printed: false,
        }
    }

    /// A symbol of `text` in `charset` (an IANA label), ISO-8859-1 when none is given.
    ///
    /// Text that does not fit the charset, or an unknown charset, becomes UTF-8, and the charset
    /// then says so. No ECI is set; a caller who knows that the code has one sets
    /// [`Symbol::eci`].
    #[must_use]
    pub fn from_text(symbology: Symbology, text: &str, charset: Option<&str>) -> Self {
        let fitting = charset::encode(text, charset.unwrap_or(charset::LATIN1));
        let (payload, charset) = match fitting {
            Some(payload) => (payload, charset.map(str::to_owned)),
            None => (text.as_bytes().to_vec(), Some("UTF-8".to_owned())),
        };
        Self {
            charset,
            ..Self::new(symbology, payload)
        }
    }

    /// What a person reads under the code: its own text, else the payload in its charset.
    #[must_use]
    pub fn human_text(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let label = self.charset.as_deref();
        label
            .and_then(|label| charset::decode(&self.payload, label))
            .unwrap_or_else(|| charset::for_show(&self.payload))
    }

    /// [`Symbol::human_text`] in groups that can be read aloud: `6`, `430012`, `345679` for an
    /// EAN-13; fours for other numbers, the last never alone; the text's own words when it has
    /// spaces; one group when it is no number at all.
    #[must_use]
    pub fn spoken_groups(&self) -> Vec<String> {
        let text = self.human_text();
        if text.contains(char::is_whitespace) {
            return text.split_whitespace().map(str::to_owned).collect();
        }
        if text.is_empty() || !text.chars().all(char::is_alphanumeric) {
            return if text.is_empty() {
                Vec::new()
            } else {
                vec![text]
            };
        }
        let length = text.chars().count();
        let sizes: Vec<usize> = match (self.symbology, length) {
            (Symbology::Ean13, 13) => vec![1, 6, 6],
            (Symbology::UpcA, 12) => vec![1, 5, 5, 1],
            (Symbology::UpcE, 8) => vec![1, 6, 1],
            _ => fours(length),
        };
        let mut chars = text.chars();
        sizes
            .into_iter()
            .map(|size| chars.by_ref().take(size).collect())
            .collect()
    }

    /// Whether the symbology can carry this payload: alphabet, length, check digit (unless
    /// [`Symbol::as_printed`]), capacity, ECI and GS1.
    ///
    /// A missing check digit is not an error: 12 digits of EAN-13, 11 of UPC-A, and 7 of EAN-8
    /// or UPC-E are drawn with the computed digit, as ZXing and Catima draw them, and stay as
    /// they are in the payload. Codabar without start and stop letters is drawn within `A`…`A`.
    ///
    /// # Errors
    /// [`CannotCarry`] with the reason, and the symbologies that can carry these very bytes.
    pub fn check(&self) -> Result<(), CannotCarry> {
        carry::check(self)
    }

    /// Draws the symbol in whole modules, without reading it back.
    ///
    /// # Errors
    /// [`DrawError::CannotCarry`] as [`Symbol::check`] says; [`DrawError::Encoder`] when the
    /// encoder refuses all the same.
    pub fn draw(&self) -> Result<Drawing, DrawError> {
        encode::draw(self)
    }

    /// Draws the symbol, paints it into pixels and decodes those: what a scanner would see.
    ///
    /// # Errors
    /// As [`Symbol::draw`]. A drawing that does not read back is a [`Verdict`], not an error.
    pub fn draw_checked(&self) -> Result<(Drawing, Verdict), DrawError> {
        let drawing = self.draw()?;
        let verdict = readback::read_back(self, &drawing);
        Ok((drawing, verdict))
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Symbol")
            .field("symbology", &self.symbology)
            .field("payload_len", &self.payload.len())
            .field("charset", &self.charset)
            .field("eci", &self.eci)
            .field("gs1", &self.gs1)
            .field("as_printed", &self.as_printed)
            .finish_non_exhaustive()
    }
}

/// Group sizes of four, the last one 2 to 4 (unless there is but one character).
fn fours(length: usize) -> Vec<usize> {
    let mut sizes = vec![4; length / 4];
    match length % 4 {
        0 => {}
        1 if length > 1 => {
            sizes.pop();
            sizes.extend([3, 2]);
        }
        rest => sizes.push(rest),
    }
    sizes
}
