//! What a file says of a card, before the wallet has seen it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kantis_barcode::Symbol;
use kantis_pass::Provenance;

use super::archive::Entry;
use super::pass::PassDraft;
use super::reason::ImportReason;
use crate::domain::{BlobId, CardContent, CardSymbol, SymbolId};
use crate::store::Blob;

/// Which of the card's fields a file speaks about. What it does not speak about never differs
/// and is never overwritten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) note: bool,
    pub(super) valid_from: bool,
    pub(super) valid_until: bool,
    pub(super) balance: bool,
    pub(super) colour: bool,
    pub(super) favourite: bool,
    pub(super) archived: bool,
}

/// A picture of a card in the archive that it came in.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// Its name once it is kept.
    pub(super) id: BlobId,
    /// Where it is.
    pub(super) entry: Entry,
    /// It as it will be kept; absent where keeping all of them would take too much memory.
    pub(super) blob: Option<Arc<Blob>>,
}

/// Pictures of a card.
#[derive(Debug, Clone, Default)]
pub(super) struct PictureSet {
    pub(super) front: Option<Picture>,
    pub(super) back: Option<Picture>,
    pub(super) icon: Option<Picture>,
}

/// A card that can come in.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The fields, without groups and pictures: those have no ids yet.
    pub(super) content: CardContent,
    /// Names of its groups.
    pub(super) groups: Vec<String>,
    /// Which fields the file speaks about.
    pub(super) carried: Carried,
    /// When it was last used.
    pub(super) last_used_at: Option<DateTime<Utc>>,
    /// Its pictures.
    pub(super) pictures: PictureSet,
    /// The pass behind it.
    pub(super) pass: Option<Box<PassDraft>>,
}

/// One card of a file, or what stands in its place.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// File and place in it.
    pub(super) place: String,
    /// The name, as far as it could be read.
    pub(super) title: String,
    /// What was odd.
    pub(super) warnings: Vec<ImportReason>,
    /// Why it cannot come in. A tampered pass has a draft all the same.
    pub(super) refusal: Option<ImportReason>,
    /// What it says.
    pub(super) draft: Option<Draft>,
    /// How genuine it is; only for passes.
    pub(super) provenance: Option<Provenance>,
}

impl Candidate {
    /// Something that cannot come in.
    pub(super) fn refused(place: &str, title: &str, reason: ImportReason) -> Self {
        Self {
            place: place.to_owned(),
            title: title.to_owned(),
            warnings: Vec::new(),
            refusal: Some(reason),
            draft: None,
            provenance: None,
        }
    }
}

/// A code that has no id yet; the store gives it one.
pub(super) fn without_id(symbol: Symbol) -> CardSymbol {
    CardSymbol {
        id: SymbolId(uuid::Uuid::nil()),
        symbol,
        verdict: None,
    }
}

/// Shortens a text to what a card keeps, with a warning.
pub(super) fn shorten(
    text: String,
    field: &str,
    most: usize,
    warnings: &mut Vec<ImportReason>,
) -> String {
    let length = text.chars().count();
    if length <= most {
        return text;
    }
    let sentence = format!("{field} has {length} characters; the first {most} are kept");
    warnings.push(
        ImportReason::new("shortened", sentence)
            .with("field", field)
            .with("length", length)
            .with("kept", most),
    );
    text.chars().take(most).collect()
}
