//! Cards out again: as a pass file that other wallets read.

use crate::domain::CardId;
use crate::error::Result;
use crate::store::Wallet;

/// In which form a card leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// An unsigned `.pkpass` made anew. It carries no issuer's token.
    Pkpass,
    /// The file as it came. It carries the issuer's token.
    Original,
}

/// A file made of a card.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportedCard {
    /// A file name made of the card's title, safe on every system.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for ExportedCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportedCard")
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Wallet {
    /// Makes a file of a card.
    ///
    /// # Errors
    /// [`crate::WalletError::SharingProhibited`] when the issuer asks that the pass is not shared,
    /// [`crate::WalletError::NoOriginal`] when there is no original, and when the store cannot be
    /// read.
    pub fn export_card(&self, _card: CardId, _format: ExportFormat) -> Result<ExportedCard> {
        todo!()
    }

    /// Which forms a card can leave in.
    ///
    /// # Errors
    /// When the store cannot be read or there is no such card.
    pub fn export_formats(&self, _card: CardId) -> Result<Vec<ExportFormat>> {
        todo!()
    }
}
