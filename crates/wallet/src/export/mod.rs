//! Cards out again: as a pass file that other wallets read.
//!
//! What is private stays: the note, groups, marks and uses of a card are in no export, and a
//! pass leaves without its issuer's token unless its original is asked for.

mod hand_made;
mod kept;
mod name;
mod picture;

use kantis_pass::{Limits, Pass, PassFiles};

use crate::domain::{CardId, Colour, StoredCard};
use crate::error::{Result, WalletError};
use crate::store::Wallet;

pub(crate) use kept::content as kept_content;
pub(crate) use name::file_name;

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
    pub fn export_card(&self, card: CardId, format: ExportFormat) -> Result<ExportedCard> {
        let card = self.card(card)?;
        let original = self.sharable_original(&card)?;
        let (bytes, made) = match (format, original) {
            (ExportFormat::Original, None) => return Err(WalletError::NoOriginal),
            (ExportFormat::Original, Some((bytes, pass))) => (bytes, pass.format()),
            (ExportFormat::Pkpass, original) => {
                let files = match original {
                    Some((bytes, _)) => self.reissued(&card, &bytes)?,
                    None => self.hand_made(&card)?,
                };
                let written = files.write();
                let bytes = written.map_err(|error| WalletError::Internal(error.to_string()))?;
                (bytes, kantis_pass::PassFormat::Pkpass)
            }
        };
        Ok(ExportedCard {
            name: name::file_name(&card.content.title, made.extension()),
            mime: made.media_type(),
            bytes,
        })
    }

    /// Which forms a card can leave in.
    ///
    /// # Errors
    /// When the store cannot be read or there is no such card.
    pub fn export_formats(&self, card: CardId) -> Result<Vec<ExportFormat>> {
        let card = self.card(card)?;
        match self.sharable_original(&card) {
            Ok(Some(_)) => Ok(vec![ExportFormat::Pkpass, ExportFormat::Original]),
            Ok(None) => Ok(vec![ExportFormat::Pkpass]),
            Err(WalletError::SharingProhibited) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The pass behind a card, when there is one and its issuer lets it be shared.
    fn sharable_original(&self, card: &StoredCard) -> Result<Option<(Vec<u8>, Pass)>> {
        if card.pass.is_none() {
            return Ok(None);
        }
        let bytes = self.original(card.id)?;
        let pass = Pass::read(&bytes, &Limits::default()).map_err(unreadable)?;
        if pass.data().sharing_prohibited {
            return Err(WalletError::SharingProhibited);
        }
        Ok(Some((bytes, pass)))
    }

    /// A pass as its issuer made it. What the shopper wrote over it is not in it.
    fn reissued(&self, card: &StoredCard, original: &[u8]) -> Result<PassFiles> {
        let mut files = PassFiles::of_pass(original, &Limits::default()).map_err(unreadable)?;
        // The one picture that the format requires.
        if !files.has("icon.png") {
            picture::put_icons(&mut files, None, own_colour(card))?;
        }
        Ok(files)
    }

    fn hand_made(&self, card: &StoredCard) -> Result<PassFiles> {
        let locale = self.reading_locale()?;
        let zone = self.ports.clock.zone();
        let mut files = PassFiles::new(&hand_made::pass_json(card, &locale, zone));
        let read = |id| -> Result<Option<image::DynamicImage>> {
            match id {
                Some(id) => Ok(image::load_from_memory(&self.blob(id)?.bytes).ok()),
                None => Ok(None),
            }
        };
        let icon = read(card.content.icon)?;
        picture::put_icons(&mut files, icon.as_ref(), own_colour(card))?;
        if let Some(icon) = &icon {
            picture::put_logo(&mut files, icon)?;
        }
        if let Some(front) = read(card.content.front)? {
            picture::put_thumbnail(&mut files, &front)?;
        }
        Ok(files)
    }
}

fn own_colour(card: &StoredCard) -> Colour {
    let content = &card.content;
    content
        .colour
        .unwrap_or_else(|| Colour::for_title(&content.title))
}

/// It was read when it came in.
fn unreadable(error: kantis_pass::PassError) -> WalletError {
    WalletError::Internal(format!("the original cannot be read: {}", error.code()))
}
