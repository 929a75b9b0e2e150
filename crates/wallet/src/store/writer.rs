//! The one way to change a wallet: a transaction that gives stamps, keeps the search in step and
//! remembers what it changed, so that it can be taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use kantis_pass::Zone;
use rusqlite::Connection;
use uuid::Uuid;

use super::journal::{self, Before, StepKind};
use super::row::{CardRow, PassRow, UsageRow};
use super::write::{self, Pen};
use super::{Wallet, blob, device, load};
use crate::domain::{BlobId, CardContent, CardId, InvalidCard, Origin, PassLink, StepId};
use crate::error::{Result, WalletError};
use crate::hlc::Hlc;
use crate::id::new_uuid;
use crate::rank;

/// What a change did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Cards that were made, changed or deleted.
    pub ids: Vec<CardId>,
    /// For undo; `None` when nothing changed.
    pub step: Option<StepId>,
}

/// A card to be made.
pub(crate) struct NewCard {
    /// What the shopper owns of it; its symbols are judged already.
    pub(crate) content: CardContent,
    /// How it came.
    pub(crate) origin: Origin,
    /// The pass behind it; its original is put by [`Writer::put_blob`] before.
    pub(crate) pass: Option<PassLink>,
    /// When it came; now when absent.
    pub(crate) added_at: Option<DateTime<Utc>>,
    /// When it was last used elsewhere.
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

/// One transaction. Dropped without [`Writer::commit`], it never happened.
pub(crate) struct Writer<'w> {
    wallet: &'w Wallet,
    connection: MutexGuard<'w, Connection>,
    now: DateTime<Utc>,
    latest: Hlc,
    /// The latest stamp as it is kept.
    kept_stamp: Hlc,
    /// What to record; `None` while a step is being taken back.
    kind: Option<StepKind>,
    step: Option<(i64, StepId)>,
    kept: BTreeSet<Uuid>,
    changed: Vec<CardId>,
    noted: BTreeSet<CardId>,
    groups: Option<BTreeMap<Uuid, String>>,
    blobs_moved: bool,
    care: Care,
    open: bool,
}

/// What a transaction's end needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// It waits for the disk.
    Durable,
    /// It does not.
    Light,
    /// Nor is what memory holds out of date by it.
    Followed,
}

impl Wallet {
    /// Begins a step. Waits for writers of other processes, at most five seconds.
    pub(crate) fn writer(&self, kind: StepKind) -> Result<Writer<'_>> {
        self.begin(Some(kind), Care::Durable)
    }

    /// Begins a transaction that is not recorded as a step.
    pub(crate) fn unrecorded_writer(&self) -> Result<Writer<'_>> {
        self.begin(None, Care::Durable)
    }

    /// Begins a transaction whose loss in a power cut does no harm, so that it need not wait for
    /// the disk. Never half of it is lost, and never what was committed before or after it alone.
    pub(crate) fn light_writer(&self) -> Result<Writer<'_>> {
        self.begin(None, Care::Light)
    }

    /// The same for changes that memory follows: whoever holds what they touch in memory, as
    /// [`Wallet::generation`] allows, changes it there too.
    pub(crate) fn followed_writer(&self) -> Result<Writer<'_>> {
        self.begin(None, Care::Followed)
    }

    fn begin(&self, kind: Option<StepKind>, care: Care) -> Result<Writer<'_>> {
        let connection = self.lock_writer();
        let durable = care == Care::Durable;
        // Looked at and changed under the lock. It is a setting in memory, of this connection alone.
        if self.waits_for_disk.load(Ordering::Relaxed) != durable {
            let level = if durable { "FULL" } else { "NORMAL" };
            connection.execute_batch(&format!("PRAGMA synchronous = {level}"))?;
            self.waits_for_disk.store(durable, Ordering::Relaxed);
        }
        let mut writer = Writer {
            wallet: self,
            connection,
            now: self.ports.clock.now(),
            latest: Hlc::default(),
            kept_stamp: Hlc::default(),
            kind,
            step: None,
            kept: BTreeSet::new(),
            changed: Vec::new(),
            noted: BTreeSet::new(),
            groups: None,
            blobs_moved: false,
            care,
            open: false,
        };
        let begun = writer.connection.execute_batch("BEGIN IMMEDIATE");
        self.watched(begun.map_err(Into::into))?;
        writer.open = true;
        writer.kept_stamp = self.watched(device::latest_stamp(&writer.connection))?;
        writer.latest = writer.kept_stamp;
        Ok(writer)
    }

    /// One step of work: committed when it succeeds.
    pub(crate) fn write(
        &self,
        kind: StepKind,
        work: impl FnOnce(&mut Writer<'_>) -> Result<()>,
    ) -> Result<Change> {
        let mut writer = self.writer(kind)?;
        self.watched(work(&mut writer))?;
        writer.commit()
    }
}

impl Writer<'_> {
    /// The transaction's connection.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// When this transaction began.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The reader's time zone.
    pub(crate) fn zone(&self) -> Zone {
        self.wallet.ports.clock.zone()
    }

    /// A new id.
    pub(crate) fn new_id(&self) -> Uuid {
        new_uuid(self.now, self.wallet.ports.entropy.as_ref())
    }

    /// The next stamp, to write with.
    pub(crate) fn pen(&mut self) -> Pen<'_> {
        self.latest = self.latest.after(self.now);
        Pen {
            connection: &self.connection,
            stamp: self.latest,
            device: self.wallet.device,
        }
    }

    /// A card's rows.
    pub(crate) fn load(&self, id: CardId) -> Result<(i64, CardRow)> {
        load::card(&self.connection, id)?.ok_or(WalletError::NotFound)
    }

    /// Makes a card, after all others in the manual order.
    pub(crate) fn insert(&mut self, new: NewCard) -> Result<CardId> {
        new.content.check()?;
        self.check_links(&new.content)?;
        let id = CardId(self.new_id());
        let device = self.wallet.device.0;
        let now = self.now.timestamp_millis();
        let last_used_at = new.last_used_at.map(|at| at.timestamp_millis());
        let mut card = CardRow {
            origin: new.origin.name().to_owned(),
            added_at: new.added_at.map_or(now, |at| at.timestamp_millis()),
            edited_at: now,
            pass: new.pass.map(PassRow::from_domain),
            usage: last_used_at
                .map(|last_at| UsageRow {
                    device,
                    count: 0,
                    last_at,
                })
                .into_iter()
                .collect(),
            ..CardRow::empty()
        };
        card.set_content(new.content, || self.new_id());
        self.insert_row(id, card)?;
        Ok(id)
    }

    /// Gives a card other content and, where told, another pass. `false` when nothing differs.
    pub(crate) fn replace(
        &mut self,
        id: CardId,
        content: CardContent,
        pass: Option<PassLink>,
    ) -> Result<bool> {
        content.check()?;
        self.check_links(&content)?;
        let mut ids = (0..content.symbols.len() + content.fields.len())
            .map(|_| self.new_id())
            .collect::<Vec<_>>();
        self.edit(id, |card| {
            card.set_content(content, || ids.pop().unwrap_or_default());
            if let Some(pass) = pass {
                card.pass = Some(PassRow::from_domain(pass));
            }
        })
    }

    /// Changes a card as [`Writer::change`] does, and notes that the shopper edited it.
    pub(crate) fn edit(&mut self, id: CardId, work: impl FnOnce(&mut CardRow)) -> Result<bool> {
        let now = self.now.timestamp_millis();
        self.change(id, |card| {
            let before = card.clone();
            work(card);
            if *card != before {
                card.edited_at = now;
            }
        })
    }

    /// Changes a card. `false` when nothing differs.
    pub(crate) fn change(&mut self, id: CardId, work: impl FnOnce(&mut CardRow)) -> Result<bool> {
        let (num, before) = self.load(id)?;
        let mut card = before.clone();
        work(&mut card);
        if card == before {
            return Ok(false);
        }
        self.keep(Before::Card(id.0, Some(Box::new(before.clone()))))?;
        card.revision = self.latest.after(self.now).0;
        self.put(id, num, &before, &card)?;
        Ok(true)
    }

    /// Changes a card as an issuer's update does: no step, no edit and no new revision, so that
    /// older steps of the shopper's can still be taken back.
    pub(crate) fn renew(&mut self, id: CardId, then: &CardRow) -> Result<()> {
        let (num, now) = self.load(id)?;
        let then = CardRow {
            revision: now.revision,
            edited_at: now.edited_at,
            ..then.clone()
        };
        if then == now {
            return Ok(());
        }
        self.put(id, num, &now, &then)
    }

    /// Deletes a card.
    pub(crate) fn remove(&mut self, id: CardId) -> Result<()> {
        let (num, before) = self.load(id)?;
        self.blobs_moved |= self.kind.is_none() && before.blobs().next().is_some();
        self.keep(Before::Card(id.0, Some(Box::new(before))))?;
        write::delete(self.pen(), num, id)?;
        self.note(id);
        Ok(())
    }

    /// Keeps bytes and gives their name.
    pub(crate) fn put_blob(&mut self, mime: &str, bytes: &[u8]) -> Result<BlobId> {
        self.blobs_moved = true;
        blob::put(&self.connection, mime, bytes)
    }

    /// Ends the transaction.
    pub(crate) fn commit(mut self) -> Result<Change> {
        let result = self.finish();
        self.wallet.watched(result)?;
        let step = self.step.map(|(_, id)| id);
        Ok(Change {
            ids: std::mem::take(&mut self.changed),
            step,
        })
    }

    fn finish(&mut self) -> Result<()> {
        let mut garbage = self.blobs_moved;
        if let Some((step, _)) = self.step {
            let now = self.now.timestamp_millis();
            garbage |= journal::end(&self.connection, step, self.latest, now)?;
        }
        if garbage {
            blob::collect_garbage(&self.connection)?;
        }
        if self.latest != self.kept_stamp {
            device::keep_stamp(&self.connection, self.latest)?;
        }
        self.connection.execute_batch("COMMIT")?;
        self.open = false;
        if self.care != Care::Followed {
            self.wallet.changes.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }

    /// Writes a card that is not there; an empty rank becomes the last one.
    pub(crate) fn insert_row(&mut self, id: CardId, mut card: CardRow) -> Result<()> {
        self.keep(Before::Card(id.0, None))?;
        let groups = self.group_names(&card.groups)?;
        let fresh = card.rank.is_empty();
        let pen = self.pen();
        if fresh {
            card.rank = rank::newest(pen.stamp);
            card.revision = pen.stamp.0;
        }
        write::insert(pen, id, &card, &groups)?;
        self.note(id);
        Ok(())
    }

    /// Writes a card over what it is now.
    pub(crate) fn put(
        &mut self,
        id: CardId,
        num: i64,
        now: &CardRow,
        then: &CardRow,
    ) -> Result<()> {
        let groups = self.group_names(&then.groups)?;
        write::update(self.pen(), num, now, then, &groups)?;
        self.note(id);
        Ok(())
    }

    /// Keeps what a record was, the first time this step touches it.
    pub(crate) fn keep(&mut self, before: Before) -> Result<()> {
        let Some(kind) = self.kind else { return Ok(()) };
        let (Before::Card(id, _) | Before::Group(id, _)) = &before;
        if !self.kept.insert(*id) {
            return Ok(());
        }
        let step = match self.step {
            Some((step, _)) => step,
            None => {
                let id = StepId(self.new_id());
                let at = self.now.timestamp_millis();
                let step = journal::begin(&self.connection, id, kind, at)?;
                self.step = Some((step, id));
                step
            }
        };
        journal::keep(&self.connection, step, &before)
    }

    /// Group names changed: read them again.
    pub(crate) fn forget_group_names(&mut self) {
        self.groups = None;
    }

    /// Names of groups in one text, for the search. Groups that are gone are left out.
    pub(crate) fn group_names(&mut self, ids: &[Uuid]) -> Result<String> {
        if ids.is_empty() {
            return Ok(String::new());
        }
        let known = self.known_groups()?;
        let names: Vec<&str> = ids
            .iter()
            .filter_map(|id| known.get(id))
            .map(String::as_str)
            .collect();
        Ok(names.join(" "))
    }

    /// All groups by id.
    pub(crate) fn known_groups(&mut self) -> Result<&BTreeMap<Uuid, String>> {
        if self.groups.is_none() {
            let mut statement = self
                .connection
                .prepare_cached("SELECT id, name FROM card_group")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.groups = Some(rows.collect::<rusqlite::Result<_>>()?);
        }
        Ok(self.groups.get_or_insert_default())
    }

    /// Marks blobs as worth a look at the end.
    pub(crate) fn blobs_may_be_free(&mut self) {
        self.blobs_moved = true;
    }

    fn note(&mut self, id: CardId) {
        if self.noted.insert(id) {
            self.changed.push(id);
        }
    }

    /// Groups and pictures that the content names have to be there.
    fn check_links(&mut self, content: &CardContent) -> Result<()> {
        let known = self.known_groups()?;
        if content
            .groups
            .iter()
            .any(|group| !known.contains_key(&group.0))
        {
            return Err(InvalidCard {
                field: "groups",
                why: "unknown",
            }
            .into());
        }
        let pictures = [
            ("front", content.front),
            ("back", content.back),
            ("icon", content.icon),
        ];
        for (field, picture) in pictures {
            if let Some(picture) = picture
                && !blob::is_kept(&self.connection, picture)?
            {
                return Err(InvalidCard {
                    field,
                    why: "unknown",
                }
                .into());
            }
        }
        Ok(())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if self.open {
            // SQLite may have rolled back on its own; then this fails and nothing is lost.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}
