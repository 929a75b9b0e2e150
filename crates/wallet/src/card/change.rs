//! Making, changing, moving and deleting cards.

use rusqlite::OptionalExtension as _;

use super::judge;
use super::photo::{self, PhotoSide};
use crate::domain::{CardContent, CardId, Origin};
use crate::error::Result;
#[cfg(doc)]
use crate::error::WalletError;
use crate::rank;
use crate::store::row::BlobRef;
use crate::store::writer::{Change, NewCard, Writer};
use crate::store::{Wallet, journal::StepKind};

impl Wallet {
    /// Makes a card, last in the manual order. Its symbols get ids and verdicts.
    ///
    /// # Errors
    /// What cannot be kept: [`WalletError::Invalid`], [`WalletError::CannotCarry`].
    pub fn add(&self, content: CardContent, origin: Origin) -> Result<Change> {
        let content = judge::entered(content, &[])?;
        self.write(StepKind::Add, |writer| {
            let (pass, added_at, last_used_at) = (None, None, None);
            writer
                .insert(NewCard {
                    content,
                    origin,
                    pass,
                    added_at,
                    last_used_at,
                })
                .map(drop)
        })
    }

    /// Gives a card other content. Only fields that differ get new stamps; pictures, favourite
    /// and archived are content too.
    ///
    /// # Errors
    /// As [`Wallet::add`], or [`WalletError::NotFound`].
    pub fn update(&self, id: CardId, content: CardContent) -> Result<Change> {
        let before = self.card(id)?;
        let content = judge::entered(content, &before.content.symbols)?;
        self.write(StepKind::Edit, |writer| {
            writer.replace(id, content, None).map(drop)
        })
    }

    /// Makes a second card like this one, with its pass and pictures, placed after it.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn duplicate(&self, id: CardId) -> Result<Change> {
        self.write(StepKind::Duplicate, |writer| {
            let (_, card) = writer.load(id)?;
            let original = card.into_domain(id)?;
            let copy = writer.insert(NewCard {
                content: original.content,
                origin: original.origin,
                pass: original.pass,
                added_at: None,
                last_used_at: None,
            })?;
            place(writer, copy, Some(id)).map(drop)
        })
    }

    /// Archives cards or brings them back.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when one of them is not there; then none is changed.
    pub fn archive(&self, ids: &[CardId], on: bool) -> Result<Change> {
        self.write(StepKind::Archive, |writer| {
            ids.iter()
                .try_for_each(|id| writer.change(*id, |card| card.archived = on).map(drop))
        })
    }

    /// Marks cards as favourites or not.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when one of them is not there; then none is changed.
    pub fn favourite(&self, ids: &[CardId], on: bool) -> Result<Change> {
        self.write(StepKind::Favourite, |writer| {
            ids.iter()
                .try_for_each(|id| writer.change(*id, |card| card.favourite = on).map(drop))
        })
    }

    /// Mutes a card, or lets it be told about again.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn set_muted(&self, id: CardId, on: bool) -> Result<Change> {
        self.write(StepKind::Edit, |writer| {
            writer.change(id, |card| card.muted = on).map(drop)
        })
    }

    /// Deletes cards; undo brings them back.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when one of them is not there; then none is deleted.
    pub fn delete(&self, ids: &[CardId]) -> Result<Change> {
        self.write(StepKind::Delete, |writer| {
            ids.iter().try_for_each(|id| writer.remove(*id))
        })
    }

    /// Moves a card in the manual order: behind `after`, or to the front.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn move_after(&self, id: CardId, after: Option<CardId>) -> Result<Change> {
        self.write(StepKind::Move, |writer| place(writer, id, after).map(drop))
    }

    /// Sets a picture from a PNG, JPEG or WebP file, or removes it. What is kept is painted anew:
    /// upright, no larger than it is shown, without the file's metadata.
    ///
    /// # Errors
    /// [`WalletError::BadPicture`], [`WalletError::NotFound`].
    pub fn set_photo(&self, id: CardId, side: PhotoSide, file: Option<&[u8]>) -> Result<Change> {
        let picture = file.map(|file| photo::prepare(side, file)).transpose()?;
        self.write(StepKind::Photo, |writer| {
            let blob = match picture {
                Some(picture) => Some(writer.put_blob(&picture.mime, &picture.bytes)?),
                None => None,
            };
            let blob = blob.map(|blob| BlobRef(blob.0));
            let changed = writer.edit(id, |card| match side {
                PhotoSide::Front => card.front = blob,
                PhotoSide::Back => card.back = blob,
                PhotoSide::Icon => card.icon = blob,
            });
            changed.map(drop)
        })
    }
}

/// Gives a card a rank right behind another one's.
fn place(writer: &mut Writer<'_>, id: CardId, after: Option<CardId>) -> Result<bool> {
    if after == Some(id) {
        return Ok(false);
    }
    let low = match after {
        Some(after) => writer.load(after)?.1.rank,
        None => String::new(),
    };
    let high: Option<String> = writer
        .connection()
        .prepare_cached("SELECT rank FROM card WHERE rank > ?1 AND id <> ?2 ORDER BY rank LIMIT 1")?
        .query_row((&low, id.0), |row| row.get(0))
        .optional()?;
    let rank = rank::between(&low, high.as_deref());
    let (_, card) = writer.load(id)?;
    // It is there already: a move that changes nothing is no step.
    if card.rank > low && high.as_ref().is_none_or(|high| card.rank < *high) {
        return Ok(false);
    }
    writer.change(id, |card| card.rank = rank)
}
