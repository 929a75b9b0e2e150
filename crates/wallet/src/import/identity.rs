//! When a card of a file and a card of the wallet are the same one.

use kantis_barcode::Symbology;

use super::draft::Draft;
use crate::domain::{BlobId, CardContent, StoredCard};

/// What makes a card this card. Twins have the same identity and are told apart by their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    /// The issuer's type and number of a pass.
    Pass(String, String),
    /// The file itself: home-made passes may have no numbers.
    PassFile(BlobId),
    /// Any other card.
    Card {
        /// Its name.
        title: String,
        /// Its number.
        number: Option<String>,
        /// Kind and bytes of its first code.
        symbol: Option<(Symbology, Vec<u8>)>,
    },
}

impl Identity {
    /// The identity of a card in a file; `original` is the id that its pass file will have.
    pub(super) fn of_draft(draft: &Draft, original: Option<BlobId>) -> Self {
        let pass = draft.pass.as_ref().zip(original);
        let pass = pass.map(|(pass, original)| {
            let link = &pass.link;
            Self::of_pass(&link.pass_type_identifier, &link.serial_number, original)
        });
        pass.unwrap_or_else(|| Self::of_content(&draft.content))
    }

    /// The identity of a card in the wallet.
    pub(super) fn of_stored(card: &StoredCard) -> Self {
        let pass = card.pass.as_ref().map(|pass| {
            Self::of_pass(
                &pass.pass_type_identifier,
                &pass.serial_number,
                pass.original,
            )
        });
        pass.unwrap_or_else(|| Self::of_content(&card.content))
    }

    fn of_pass(kind: &str, serial: &str, original: BlobId) -> Self {
        if kind.is_empty() || serial.is_empty() {
            Self::PassFile(original)
        } else {
            Self::Pass(kind.to_owned(), serial.to_owned())
        }
    }

    fn of_content(content: &CardContent) -> Self {
        let first = content.symbols.first().map(|symbol| &symbol.symbol);
        Self::Card {
            title: content.title.trim().to_owned(),
            number: content
                .number
                .as_deref()
                .map(|number| number.trim().to_owned()),
            symbol: first.map(|symbol| (symbol.symbology, symbol.payload.clone())),
        }
    }
}
