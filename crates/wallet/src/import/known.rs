//! The cards that a file's cards are compared with: the wallet's, and those of files before.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use super::compare::{self, Difference};
use super::draft::Draft;
use super::identity::Identity;
use super::pass::PassReader;
use super::pictures::PictureIds;
use crate::domain::{BlobId, CardContent, CardId, PassSet, StoredCard};
use crate::error::{Result, WalletError};
use crate::store::load;

/// Unused twins that a card is compared with to find its very equal.
const MOST_COMPARED: usize = 16;

/// A card that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twin {
    /// In the wallet.
    Stored(CardId),
    /// In a file before this one, as this row of the import.
    Row(usize),
}

/// All cards that are there, by identity, in manual order.
#[derive(Debug, Default)]
pub(super) struct Known {
    twins: BTreeMap<Identity, Vec<Twin>>,
}

impl Known {
    /// Reads the identities of the wallet's cards, archived ones too.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let mut known = Self::default();
        for id in load::ids(connection)? {
            let card = stored(connection, id)?;
            known.add(Identity::of_stored(&card), Twin::Stored(id));
        }
        Ok(known)
    }

    /// Adds a card that came in.
    pub(super) fn add(&mut self, identity: Identity, twin: Twin) {
        self.twins.entry(identity).or_default().push(twin);
    }

    /// Finds for each card of one file the one that it is, each at most once. A card finds its
    /// very equal first; the others find theirs by their order.
    pub(super) fn matches(
        &self,
        file: &[(usize, Identity)],
        equal: &mut dyn FnMut(usize, Twin) -> Result<bool>,
    ) -> Result<BTreeMap<usize, Twin>> {
        let mut by_identity: BTreeMap<&Identity, Vec<usize>> = BTreeMap::new();
        for (row, identity) in file {
            by_identity.entry(identity).or_default().push(*row);
        }
        let mut found = BTreeMap::new();
        for (identity, rows) in by_identity {
            let Some(twins) = self.twins.get(identity) else {
                continue;
            };
            let mut free = twins.clone();
            let mut rest = Vec::new();
            for row in rows {
                // Alone among its kind it can only be that one.
                let alone = twins.len() == 1 && rest.is_empty();
                let place = if alone {
                    None
                } else {
                    place_of_equal(&free, row, equal)?
                };
                match place {
                    Some(place) => {
                        found.insert(row, free.remove(place));
                    }
                    None => rest.push(row),
                }
            }
            found.extend(rest.into_iter().zip(free));
        }
        Ok(found)
    }
}

fn place_of_equal(
    free: &[Twin],
    row: usize,
    equal: &mut dyn FnMut(usize, Twin) -> Result<bool>,
) -> Result<Option<usize>> {
    for (place, twin) in free.iter().take(MOST_COMPARED).enumerate() {
        if equal(row, *twin)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// A card that is there, as it is compared.
pub(super) struct Mine {
    pub(super) content: CardContent,
    /// Names of its groups.
    pub(super) groups: BTreeSet<String>,
    /// Its pass: the file's name and its bytes.
    pub(super) pass: Option<MinePass>,
}

/// The pass of a card that is there.
pub(super) struct MinePass {
    pub(super) original: BlobId,
    pub(super) provenance: kantis_pass::Provenance,
    pub(super) set: Option<PassSet>,
    pub(super) bytes: Vec<u8>,
}

impl Mine {
    /// A card of the wallet.
    pub(super) fn stored(
        connection: &Connection,
        id: CardId,
        groups: &BTreeMap<Uuid, String>,
    ) -> Result<Self> {
        let card = stored(connection, id)?;
        let names = card
            .content
            .groups
            .iter()
            .filter_map(|group| groups.get(&group.0))
            .cloned();
        let pass = match &card.pass {
            Some(pass) => Some(MinePass {
                original: pass.original,
                provenance: pass.provenance,
                set: pass.set,
                bytes: blob(connection, pass.original)?,
            }),
            None => None,
        };
        Ok(Self {
            groups: names.collect(),
            pass,
            content: card.content,
        })
    }

    /// A card of a file before.
    pub(super) fn draft(draft: &Draft, original: Option<BlobId>) -> Self {
        let mut content = draft.content.clone();
        PictureIds::of(&draft.pictures).put_on(&mut content);
        let pass = draft
            .pass
            .as_ref()
            .zip(original)
            .map(|(pass, original)| MinePass {
                original,
                provenance: pass.link.provenance,
                set: pass.link.set,
                bytes: pass.original.to_vec(),
            });
        Self {
            content,
            groups: draft.groups.iter().cloned().collect(),
            pass,
        }
    }

    /// What differs in a card of a file; empty when it is the same.
    pub(super) fn differences(
        &self,
        theirs: &Draft,
        original: Option<BlobId>,
        passes: &PassReader<'_>,
    ) -> Vec<Difference> {
        match (&self.pass, &theirs.pass, original) {
            (Some(mine), Some(pass), Some(original)) => {
                // A file packed anew says the same.
                let limits = kantis_pass::Limits::default();
                let same = mine.original == original
                    || (mine.provenance == pass.link.provenance
                        && kantis_pass::same_contents(&mine.bytes, &pass.original, &limits));
                if same {
                    return Vec::new();
                }
                let mut found = vec![Difference::new(
                    "pass",
                    mine.provenance.name(),
                    pass.link.provenance.name(),
                )];
                found.extend(passes.differences(&mine.bytes, &pass.original));
                found
            }
            _ => {
                let pictures = PictureIds::of(&theirs.pictures);
                compare::differences(&self.content, &self.groups, theirs, &pictures)
            }
        }
    }
}

/// All groups by id.
pub(super) fn groups(connection: &Connection) -> Result<BTreeMap<Uuid, String>> {
    let mut statement = connection.prepare_cached("SELECT id, name FROM card_group")?;
    let groups = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(groups.collect::<rusqlite::Result<_>>()?)
}

/// A card as it is kept.
pub(super) fn stored(connection: &Connection, id: CardId) -> Result<StoredCard> {
    let (_, card) = load::card(connection, id)?.ok_or(WalletError::NotFound)?;
    card.into_domain(id)
}

fn blob(connection: &Connection, id: BlobId) -> Result<Vec<u8>> {
    connection
        .prepare_cached("SELECT bytes FROM blob WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .ok_or(WalletError::NotFound)
}
