//! Pictures of cards in an archive, painted anew as the wallet keeps them.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::archive::{Archive, Entry};
use super::draft::{Picture, PictureSet};
use super::error::Stop;
use super::limits::{MAX_PICTURE_BYTES, MAX_PICTURES_KEPT};
use super::reason::ImportReason;
use super::{archive::EntryTrouble, reason::shown};
use crate::WalletError;
use crate::card::PhotoSide;
use crate::card::photo;
use crate::domain::{BlobId, CardContent};
use crate::store::Blob;

/// Names of a card's pictures, known before they are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PictureIds {
    pub(super) front: Option<BlobId>,
    pub(super) back: Option<BlobId>,
    pub(super) icon: Option<BlobId>,
}

impl PictureIds {
    /// The pictures of a draft.
    pub(super) fn of(pictures: &PictureSet) -> Self {
        let id = |picture: &Option<Picture>| picture.as_ref().map(|picture| picture.id);
        Self {
            front: id(&pictures.front),
            back: id(&pictures.back),
            icon: id(&pictures.icon),
        }
    }

    /// Puts the pictures that are there onto a card.
    pub(super) fn put_on(self, content: &mut CardContent) {
        content.front = self.front.or(content.front);
        content.back = self.back.or(content.back);
        content.icon = self.icon.or(content.icon);
    }
}

/// Reads pictures out of one archive. Their bytes are kept up to a bound that holds for a whole
/// import; beyond it a picture is read again when it is needed.
pub(super) struct PictureReader<'a> {
    /// Bytes of pictures that are kept so far.
    pub(super) kept: &'a mut usize,
}

impl PictureReader<'_> {
    /// Reads a picture; `None`, with a warning, when it is none.
    ///
    /// # Errors
    /// What concerns the archive as a whole: a password, or that it unpacks to too much.
    pub(super) fn read(
        &mut self,
        archive: &mut Archive<'_>,
        entry: &Entry,
        side: PhotoSide,
        warnings: &mut Vec<ImportReason>,
    ) -> Result<Option<Picture>, Stop> {
        let blob = match painted(archive, entry, side) {
            Ok(blob) => blob,
            Err(Unpainted::Left(reason)) => {
                warnings.push(reason);
                return Ok(None);
            }
            Err(Unpainted::Stop(stop)) => return Err(stop),
        };
        let id = BlobId(Sha256::digest(&blob.bytes).into());
        let keep = *self.kept + blob.bytes.len() <= MAX_PICTURES_KEPT;
        if keep {
            *self.kept += blob.bytes.len();
        }
        let blob = keep.then(|| Arc::new(blob));
        Ok(Some(Picture {
            id,
            entry: entry.clone(),
            blob,
        }))
    }
}

/// Why there is no picture.
pub(super) enum Unpainted {
    /// It is left out.
    Left(ImportReason),
    /// The whole archive cannot be read.
    Stop(Stop),
}

/// The picture in an entry as the wallet keeps it.
pub(super) fn painted(
    archive: &mut Archive<'_>,
    entry: &Entry,
    side: PhotoSide,
) -> Result<Blob, Unpainted> {
    let bytes = archive
        .read(entry, MAX_PICTURE_BYTES)
        .map_err(|trouble| match trouble {
            EntryTrouble::Damaged(reason) => Unpainted::Left(reason),
            trouble => Unpainted::Stop(trouble.into()),
        })?;
    photo::prepare(side, &bytes).map_err(|error| {
        let why = match error {
            WalletError::BadPicture { why } => why,
            _ => "broken",
        };
        let (file, name) = (archive.file(), shown(&entry.name));
        let sentence =
            format!("{file}: entry {name} is no picture that can be used; it is left out");
        let reason = ImportReason::new("badPicture", sentence);
        Unpainted::Left(
            reason
                .with("file", file)
                .with("entry", name)
                .with("why", why),
        )
    })
}
