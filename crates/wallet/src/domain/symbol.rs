//! A code of a card.

use kantis_barcode::{Symbol, Verdict};

use super::SymbolId;

/// A code of a card with what reading it back said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSymbol {
    /// Stays the same while the code is edited.
    pub id: SymbolId,
    /// What the till scans.
    pub symbol: Symbol,
    /// Whether the drawing was read again; `None` when it cannot be drawn.
    pub verdict: Option<Verdict>,
}
