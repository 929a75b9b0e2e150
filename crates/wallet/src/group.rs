//! Groups of cards.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::domain::{CardId, Group, GroupId, InvalidCard};
use crate::error::{Result, WalletError};
use crate::rank;
use crate::store::journal::{Before, GroupRow, StepKind};
use crate::store::write::{clear_tombstone, leave_tombstone, stamped};
use crate::store::writer::{Change, Writer};
use crate::store::{Wallet, text};

/// Characters of a name.
const MOST_CHARACTERS: usize = 60;
/// Groups of a wallet.
const MOST_GROUPS: usize = 500;

impl Wallet {
    /// All groups in order, with counts of unarchived cards.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn groups(&self) -> Result<Vec<Group>> {
        self.read(all)
    }

    /// Makes a group, last in order.
    ///
    /// # Errors
    /// [`WalletError::Invalid`] for field `group`: `empty`, `tooLong`, `exists`, `tooMany`.
    pub fn group_create(&self, name: &str) -> Result<Group> {
        let name = checked(name)?;
        let mut writer = self.writer(StepKind::Group)?;
        if by_name(writer.connection(), name)?.is_some() {
            return Err(exists());
        }
        let id = writer.group_make(name)?;
        writer.commit()?;
        Ok(Group {
            id,
            name: name.to_owned(),
            count: 0,
        })
    }

    /// Renames a group; its cards are found by the new name.
    ///
    /// # Errors
    /// As [`Wallet::group_create`], or [`WalletError::NotFound`].
    pub fn group_rename(&self, id: GroupId, name: &str) -> Result<Change> {
        let name = checked(name)?;
        self.write(StepKind::Group, |writer| {
            let group = load(writer.connection(), id)?.ok_or(WalletError::NotFound)?;
            if by_name(writer.connection(), name)?.is_some_and(|other| other != id) {
                return Err(exists());
            }
            writer.group_change(id, group, |group| name.clone_into(&mut group.name))
        })
    }

    /// Deletes a group; its cards stay.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn group_delete(&self, id: GroupId) -> Result<Change> {
        self.write(StepKind::Group, |writer| {
            let group = load(writer.connection(), id)?.ok_or(WalletError::NotFound)?;
            for card in members(writer.connection(), id)? {
                writer.change(card, |card| card.groups.retain(|group| *group != id.0))?;
            }
            writer.keep(Before::Group(id.0, Some(group)))?;
            writer.group_remove(id)
        })
    }

    /// Sets the order of groups. Groups that are not named keep their order behind the others.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when one of them is not there.
    pub fn group_order(&self, ids: &[GroupId]) -> Result<Change> {
        self.write(StepKind::Group, |writer| {
            let all = all(writer.connection())?;
            if ids
                .iter()
                .any(|id| !all.iter().any(|group| group.id == *id))
            {
                return Err(WalletError::NotFound);
            }
            let rest = all
                .iter()
                .map(|group| group.id)
                .filter(|id| !ids.contains(id));
            let wanted: Vec<GroupId> = ids.iter().copied().chain(rest).collect();
            if wanted.iter().eq(all.iter().map(|group| &group.id)) {
                return Ok(());
            }
            let mut low = String::new();
            for id in wanted {
                let group = load(writer.connection(), id)?.ok_or(WalletError::NotFound)?;
                low = rank::between(&low, None);
                let rank = low.clone();
                writer.group_change(id, group, |group| group.rank = rank)?;
            }
            Ok(())
        })
    }

    /// Puts cards into a group or takes them out.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when the group or one of the cards is not there.
    pub fn group_members(&self, id: GroupId, cards: &[CardId], on: bool) -> Result<Change> {
        self.write(StepKind::Group, |writer| {
            load(writer.connection(), id)?.ok_or(WalletError::NotFound)?;
            for card in cards {
                writer.change(*card, |card| {
                    card.groups.retain(|group| *group != id.0);
                    if on {
                        card.groups.push(id.0);
                        card.groups.sort_unstable();
                    }
                })?;
            }
            Ok(())
        })
    }
}

impl Writer<'_> {
    /// The group of this name, made when there is none.
    pub(crate) fn group_named(&mut self, name: &str) -> Result<GroupId> {
        let name = checked(name)?;
        match by_name(self.connection(), name)? {
            Some(id) => Ok(id),
            None => self.group_make(name),
        }
    }

    fn group_make(&mut self, name: &str) -> Result<GroupId> {
        if self.known_groups()?.len() >= MOST_GROUPS {
            return Err(InvalidCard {
                field: "group",
                why: "tooMany",
            }
            .into());
        }
        let id = GroupId(self.new_id());
        let last: Option<String> = self
            .connection()
            .prepare_cached("SELECT max(rank) FROM card_group")?
            .query_row([], |row| row.get(0))?;
        let rank = rank::between(last.as_deref().unwrap_or_default(), None);
        self.keep(Before::Group(id.0, None))?;
        let revision = self.pen().stamp.0;
        self.group_insert(
            id,
            &GroupRow {
                name: name.to_owned(),
                rank,
                revision,
            },
        )?;
        Ok(id)
    }

    fn group_change(
        &mut self,
        id: GroupId,
        now: GroupRow,
        work: impl FnOnce(&mut GroupRow),
    ) -> Result<()> {
        let mut then = now.clone();
        work(&mut then);
        if then == now {
            return Ok(());
        }
        self.keep(Before::Group(id.0, Some(now.clone())))?;
        then.revision = self.pen().stamp.0;
        self.group_put(id, &now, &then)
    }

    /// Writes a group that is not there.
    pub(crate) fn group_insert(&mut self, id: GroupId, group: &GroupRow) -> Result<()> {
        let pen = self.pen();
        clear_tombstone(pen, "group", id.0)?;
        pen.connection
            .prepare_cached(
                "INSERT INTO card_group (id, name, name_key, rank, revision, hlc, device)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id.0,
                group.name,
                name_key(&group.name),
                group.rank,
                group.revision,
                pen.stamp.0,
                pen.device.0,
            ])?;
        self.forget_group_names();
        Ok(())
    }

    /// Writes a group over what it is now.
    pub(crate) fn group_put(&mut self, id: GroupId, now: &GroupRow, then: &GroupRow) -> Result<()> {
        let renamed = now.name != then.name;
        let mut fields = Vec::new();
        if renamed {
            fields.push("name");
        }
        if now.rank != then.rank {
            fields.push("order");
        }
        let pen = self.pen();
        let stamps = stamped(pen, "card_group", "id", id.0, &fields)?;
        pen.connection
            .prepare_cached(
                "UPDATE card_group SET name = ?2, name_key = ?3, rank = ?4, revision = ?5,
                                       field_stamps = ?6
                 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                then.name,
                name_key(&then.name),
                then.rank,
                then.revision,
                stamps
            ])?;
        self.forget_group_names();
        if renamed {
            self.index_members(id)?;
        }
        Ok(())
    }

    /// Deletes a group that no card is in any more.
    pub(crate) fn group_remove(&mut self, id: GroupId) -> Result<()> {
        let pen = self.pen();
        pen.connection
            .prepare_cached("DELETE FROM card_group WHERE id = ?1")?
            .execute([id.0])?;
        leave_tombstone(pen, "group", id.0)?;
        self.forget_group_names();
        Ok(())
    }

    /// Cards are found by the names of their groups: writes those anew.
    fn index_members(&mut self, id: GroupId) -> Result<()> {
        for card in members(self.connection(), id)? {
            let (num, row) = self.load(card)?;
            let names = self.group_names(&row.groups)?;
            text::forget(self.connection(), num)?;
            text::index(self.connection(), num, &row, &names)?;
        }
        Ok(())
    }
}

/// All groups in order.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Group>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, (SELECT count(*) FROM membership JOIN card ON card.num = membership.card
                           WHERE group_id = card_group.id AND present = 1 AND archived = 0)
         FROM card_group ORDER BY rank, id",
    )?;
    let groups = statement.query_map([], |row| {
        Ok(Group {
            id: GroupId(row.get(0)?),
            name: row.get(1)?,
            count: row.get(2)?,
        })
    })?;
    Ok(groups.collect::<rusqlite::Result<_>>()?)
}

/// One group's row.
pub(crate) fn load(connection: &Connection, id: GroupId) -> Result<Option<GroupRow>> {
    let mut statement =
        connection.prepare_cached("SELECT name, rank, revision FROM card_group WHERE id = ?1")?;
    let group = statement.query_row([id.0], |row| {
        Ok(GroupRow {
            name: row.get(0)?,
            rank: row.get(1)?,
            revision: row.get(2)?,
        })
    });
    Ok(group.optional()?)
}

/// The group of this name, whatever its case.
pub(crate) fn by_name(connection: &Connection, name: &str) -> Result<Option<GroupId>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM card_group WHERE name_key = ?1")?;
    let id = statement.query_row([name_key(name)], |row| row.get(0));
    Ok(id.optional()?.map(GroupId))
}

/// Cards in a group.
pub(crate) fn members(connection: &Connection, id: GroupId) -> Result<Vec<CardId>> {
    let mut statement = connection.prepare_cached(
        "SELECT card.id FROM membership JOIN card ON card.num = membership.card
         WHERE group_id = ?1 AND present = 1 ORDER BY card.num",
    )?;
    let cards = statement.query_map([id.0], |row| row.get::<_, Uuid>(0).map(CardId))?;
    Ok(cards.collect::<rusqlite::Result<_>>()?)
}

fn checked(name: &str) -> Result<&str> {
    let name = name.trim();
    let invalid = |why| {
        Err(InvalidCard {
            field: "group",
            why,
        }
        .into())
    };
    if name.is_empty() {
        return invalid("empty");
    }
    if name.chars().count() > MOST_CHARACTERS {
        return invalid("tooLong");
    }
    Ok(name)
}

fn name_key(name: &str) -> String {
    name.to_lowercase()
}

fn exists() -> WalletError {
    InvalidCard {
        field: "group",
        why: "exists",
    }
    .into()
}
