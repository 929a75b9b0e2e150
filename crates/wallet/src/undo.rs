//! Taking back a step.

use rusqlite::params;
use uuid::Uuid;

use crate::domain::{CardId, GroupId, StepId};
use crate::error::{Result, WalletError};
use crate::group;
use crate::hlc::Hlc;
use crate::loyalty;
use crate::store::journal::{self, Before, GroupRow, StepKind};
use crate::store::row::{BlobRef, CardRow};
use crate::store::writer::Writer;
use crate::store::{Wallet, load};

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// What was taken back.
    pub kind: StepKind,
    /// Cards put back as they were.
    pub restored: u32,
    /// Cards left alone because they changed after the step.
    pub kept: u32,
    /// Ids of the cards put back.
    pub ids: Vec<CardId>,
}

impl Wallet {
    /// Takes back this step, or the latest one. Cards that changed after it are left alone.
    ///
    /// # Errors
    /// [`WalletError::NothingToUndo`] when there is no such step (any more).
    pub fn undo(&self, step: Option<StepId>) -> Result<Undone> {
        let mut writer = self.unrecorded_writer()?;
        let undone = self.watched(take_back(&mut writer, step))?;
        writer.commit()?;
        Ok(undone)
    }
}

fn take_back(writer: &mut Writer<'_>, id: Option<StepId>) -> Result<Undone> {
    let step = journal::find(writer.connection(), id)?.ok_or(WalletError::NothingToUndo)?;
    let mut undone = Undone {
        kind: step.kind,
        restored: 0,
        kept: 0,
        ids: Vec::new(),
    };
    let items = journal::items(writer.connection(), step.num)?;
    let (groups, cards): (Vec<_>, Vec<_>) = items
        .into_iter()
        .partition(|item| matches!(item, Before::Group(..)));
    // Groups that come back have to be there before their cards; groups that go have to be there
    // until their cards have left.
    let (back, gone): (Vec<_>, Vec<_>) = groups
        .into_iter()
        .partition(|item| matches!(item, Before::Group(_, Some(_))));
    for item in back.into_iter().chain(cards).chain(gone) {
        match item {
            Before::Group(id, before) => {
                restore_group(writer, GroupId(id), before, step.stamp)?;
            }
            Before::Card(id, before) => {
                let id = CardId(id);
                if restore_card(writer, id, before.map(|before| *before), step.stamp)? {
                    undone.restored += 1;
                    undone.ids.push(id);
                } else {
                    undone.kept += 1;
                }
            }
        }
    }
    undone.ids.reverse();
    journal::forget(writer.connection(), step.num)?;
    writer.blobs_may_be_free();
    Ok(undone)
}

/// Puts a card back; `false` when it changed after the step.
fn restore_card(
    writer: &mut Writer<'_>,
    id: CardId,
    before: Option<CardRow>,
    step: Hlc,
) -> Result<bool> {
    let now = load::card(writer.connection(), id)?;
    if now.as_ref().is_some_and(|(_, now)| now.revision > step.0) {
        return Ok(false);
    }
    match (now, before) {
        (Some(_), None) => writer.remove(id)?,
        (Some((num, now)), Some(mut before)) => {
            // Uses are counted, not edited, and the size of the code is no step either.
            before.usage.clone_from(&now.usage);
            before.checkout_size = now.checkout_size;
            keep_reading(&mut before, &now);
            keep_known_groups(writer, &mut before)?;
            writer.put(id, num, &now, &before)?;
            if original(&before) != original(&now) {
                loyalty::read_again(writer, id)?;
            }
        }
        (None, Some(_)) if deleted_after(writer, "card", id.0, step)? => return Ok(false),
        (None, Some(mut before)) => {
            keep_known_groups(writer, &mut before)?;
            writer.insert_row(id, before)?;
            loyalty::read_again(writer, id)?;
        }
        (None, None) => return Ok(false),
    }
    Ok(true)
}

/// Whether a record that is not there was deleted by something later than the step.
fn deleted_after(writer: &Writer<'_>, kind: &str, id: Uuid, step: Hlc) -> Result<bool> {
    let sql = "SELECT 1 FROM tombstone WHERE kind = ?1 AND id = ?2 AND hlc > ?3";
    Ok(writer
        .connection()
        .prepare_cached(sql)?
        .exists(params![kind, id, step.0])?)
}

fn original(card: &CardRow) -> Option<BlobRef> {
    card.pass.as_ref().map(|pass| pass.original)
}

/// What is kept of a pass comes from its file. Of the same file it stays as it is now: the language,
/// or what the shopper says about fields, may have changed since the step. The set is not of the
/// file: it comes with an import, and goes with it.
fn keep_reading(before: &mut CardRow, now: &CardRow) {
    if let (Some(before), Some(now)) = (&mut before.pass, &now.pass)
        && before.original == now.original
    {
        let (set_id, set_position) = (before.set_id, before.set_position);
        before.clone_from(now);
        (before.set_id, before.set_position) = (set_id, set_position);
    }
}

/// A group may have been deleted in a step that is still done.
fn keep_known_groups(writer: &mut Writer<'_>, card: &mut CardRow) -> Result<()> {
    let known = writer.known_groups()?;
    card.groups.retain(|group| known.contains_key(group));
    Ok(())
}

fn restore_group(
    writer: &mut Writer<'_>,
    id: GroupId,
    before: Option<GroupRow>,
    step: Hlc,
) -> Result<()> {
    let now = group::load(writer.connection(), id)?;
    if now.as_ref().is_some_and(|now| now.revision > step.0) {
        return Ok(());
    }
    let taken = |name: &str, writer: &Writer<'_>| {
        let other = group::by_name(writer.connection(), name)?;
        Ok::<_, WalletError>(other.is_some_and(|other| other != id))
    };
    match (now, before) {
        // Cards that came into the group after the step keep it.
        (Some(_), None) if !group::members(writer.connection(), id)?.is_empty() => Ok(()),
        (Some(_), None) => writer.group_remove(id),
        // Another group has taken the name meanwhile.
        (_, Some(before)) if taken(&before.name, writer)? => Ok(()),
        (Some(now), Some(before)) => writer.group_put(id, &now, &before),
        (None, Some(_)) if deleted_after(writer, "group", id.0, step)? => Ok(()),
        (None, Some(before)) => writer.group_insert(id, &before),
        (None, None) => Ok(()),
    }
}
