//! Steps that can be taken back: what each record was before it.
//!
//! A step keeps an image of every record that it touched. Taking it back writes the images as
//! ordinary changes with new stamps, so other devices follow. A record that changed again after
//! the step is left alone; the `revision` in the images tells, because an undo puts the old one
//! back.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::row::{BlobRef, CardRow};
use crate::domain::StepId;
use crate::error::Result;
use crate::hlc::Hlc;

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Made a card.
    Add,
    /// Changed a card.
    Edit,
    /// Made a second card like one.
    Duplicate,
    /// Archived cards or brought them back.
    Archive,
    /// Marked cards as favourites or not.
    Favourite,
    /// Deleted cards.
    Delete,
    /// Moved a card.
    Move,
    /// Changed a picture.
    Photo,
    /// Brought cards in.
    Import,
    /// Made, renamed, ordered or deleted groups, or changed who is in one.
    Group,
}

impl StepKind {
    const ALL: [Self; 10] = [
        Self::Add,
        Self::Edit,
        Self::Duplicate,
        Self::Archive,
        Self::Favourite,
        Self::Delete,
        Self::Move,
        Self::Photo,
        Self::Import,
        Self::Group,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Edit => "edit",
            Self::Duplicate => "duplicate",
            Self::Archive => "archive",
            Self::Favourite => "favourite",
            Self::Delete => "delete",
            Self::Move => "move",
            Self::Photo => "photo",
            Self::Import => "import",
            Self::Group => "group",
        }
    }

    fn from_name(name: &str) -> Self {
        // Steps are never older than the program that undoes them: an unknown word is an edit.
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or(Self::Edit)
    }
}

impl std::fmt::Display for StepKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// A group as it was.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GroupRow {
    pub(crate) name: String,
    pub(crate) rank: String,
    pub(crate) revision: i64,
}

/// A record and what it was before a step; `None`: it was not there.
pub(crate) enum Before {
    Card(Uuid, Option<Box<CardRow>>),
    Group(Uuid, Option<GroupRow>),
}

/// A step as kept.
pub(crate) struct Step {
    pub(crate) num: i64,
    pub(crate) kind: StepKind,
    /// The last stamp it gave.
    pub(crate) stamp: Hlc,
}

/// Steps other than imports that are kept, and for how long.
const MOST_STEPS: u32 = 50;
const MOST_AGE_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Imports that are kept, of any age.
const MOST_IMPORTS: u32 = 20;

/// Begins a step; gives its row.
pub(crate) fn begin(connection: &Connection, id: StepId, kind: StepKind, at: i64) -> Result<i64> {
    connection
        .prepare_cached("INSERT INTO step (id, kind, at, hlc) VALUES (?1, ?2, ?3, 0)")?
        .execute(params![id.0, kind.name(), at])?;
    Ok(connection.last_insert_rowid())
}

/// Ends a step: later changes have later stamps. Forgets steps that are too many or too old;
/// `true` when some were.
pub(crate) fn end(connection: &Connection, step: i64, stamp: Hlc, now: i64) -> Result<bool> {
    connection
        .prepare_cached("UPDATE step SET hlc = ?2 WHERE num = ?1")?
        .execute(params![step, stamp.0])?;
    let forgotten = connection
        .prepare_cached(
            "DELETE FROM step WHERE
                 (kind <> 'import' AND (at < ?1 OR num NOT IN
                     (SELECT num FROM step WHERE kind <> 'import' ORDER BY num DESC LIMIT ?2)))
                 OR (kind = 'import' AND num NOT IN
                     (SELECT num FROM step WHERE kind = 'import' ORDER BY num DESC LIMIT ?3))",
        )?
        .execute(params![
            now.saturating_sub(MOST_AGE_MILLIS),
            MOST_STEPS,
            MOST_IMPORTS
        ])?;
    Ok(forgotten > 0)
}

/// Keeps what a record was before a step.
pub(crate) fn keep(connection: &Connection, step: i64, before: &Before) -> Result<()> {
    let (subject, id, image) = match before {
        Before::Card(id, image) => (
            "card",
            id,
            image.as_ref().map(serde_json::to_string).transpose()?,
        ),
        Before::Group(id, image) => (
            "group",
            id,
            image.as_ref().map(serde_json::to_string).transpose()?,
        ),
    };
    connection
        .prepare_cached(
            "INSERT INTO step_item (step, subject, id, before) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![step, subject, id, image])?;
    if let Before::Card(_, Some(card)) = before {
        for blob in card.blobs() {
            keep_blob(connection, step, blob)?;
        }
    }
    Ok(())
}

/// Notes that taking a step back needs a blob.
fn keep_blob(connection: &Connection, step: i64, blob: BlobRef) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO step_blob (step, blob) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![step, blob.0])?;
    Ok(())
}

/// The step with this id, or the latest.
pub(crate) fn find(connection: &Connection, id: Option<StepId>) -> Result<Option<Step>> {
    let sql = "SELECT num, kind, hlc FROM step WHERE ?1 IS NULL OR id = ?1
               ORDER BY num DESC LIMIT 1";
    let step = connection
        .prepare_cached(sql)?
        .query_row([id.map(|id| id.0)], |row| {
            let kind: String = row.get(1)?;
            Ok(Step {
                num: row.get(0)?,
                kind: StepKind::from_name(&kind),
                stamp: Hlc(row.get(2)?),
            })
        });
    Ok(step.optional()?)
}

/// What a step kept, latest first.
pub(crate) fn items(connection: &Connection, step: i64) -> Result<Vec<Before>> {
    let mut statement = connection.prepare_cached(
        "SELECT subject, id, before FROM step_item WHERE step = ?1 ORDER BY num DESC",
    )?;
    let mut rows = statement.query([step])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let (subject, id): (String, Uuid) = (row.get(0)?, row.get(1)?);
        let image: Option<String> = row.get(2)?;
        let image = image.as_deref();
        items.push(if subject == "group" {
            Before::Group(id, image.map(serde_json::from_str).transpose()?)
        } else {
            Before::Card(id, image.map(serde_json::from_str).transpose()?)
        });
    }
    Ok(items)
}

/// Changes what steps kept of a card. `follow` gets each image and says whether it changed it;
/// blobs that a step needs no more are let go.
pub(crate) fn amend(
    connection: &Connection,
    card: Uuid,
    mut follow: impl FnMut(&mut CardRow) -> Result<bool>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT num, step, before FROM step_item
         WHERE subject = 'card' AND id = ?1 AND before IS NOT NULL",
    )?;
    let rows = statement.query_map([card], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let items: Vec<(i64, i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
    for (item, step, before) in items {
        let mut image: CardRow = serde_json::from_str(&before)?;
        let needed: Vec<BlobRef> = image.blobs().collect();
        if !follow(&mut image)? {
            continue;
        }
        connection
            .prepare_cached("UPDATE step_item SET before = ?2 WHERE num = ?1")?
            .execute(params![item, serde_json::to_string(&image)?])?;
        let needs: Vec<BlobRef> = image.blobs().collect();
        for blob in needed.iter().filter(|blob| !needs.contains(blob)) {
            // Another card of the same step may have the same file.
            connection
                .prepare_cached(
                    "DELETE FROM step_blob WHERE step = ?1 AND blob = ?2 AND NOT EXISTS (
                         SELECT 1 FROM step_item WHERE step = ?1 AND instr(before, ?3) > 0)",
                )?
                .execute(params![step, blob.0, crate::hex::encode(&blob.0)])?;
        }
        for blob in needs {
            keep_blob(connection, step, blob)?;
        }
    }
    Ok(())
}

/// Forgets a step that was taken back.
pub(crate) fn forget(connection: &Connection, step: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM step WHERE num = ?1")?
        .execute([step])?;
    Ok(())
}
