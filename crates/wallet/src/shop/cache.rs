//! Pages of records in `cache.db`.
//!
//! A page and the cursor behind it are kept in one transaction. While everything is read anew, what
//! was there stays to be seen; what the shop did not send again goes with the last page.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kantis_protocol::{Gone, Record};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, TransactionBehavior, params};

use super::page::{self, Page, RecordRow};
use super::summary;
use crate::domain::ConnectionId;
use crate::error::Result;
use crate::store::Wallet;

/// Where the records of a connection stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The state of the last page that was read to its end; `None` before everything was read once.
    pub(crate) state: Option<String>,
    /// What to ask with next; `None`: for everything.
    pub(crate) next: Option<String>,
    /// In which language words were asked for.
    pub(crate) language: Option<String>,
}

impl Cursor {
    /// The state that a glance asks with: where everything was read to its end, in the language in
    /// which it is wanted.
    pub(crate) fn settled(&self, language: Option<&str>) -> Option<&str> {
        let whole = self.next == self.state && self.language.as_deref() == language;
        self.state.as_deref().filter(|_| whole)
    }
}

/// What became of a page.
#[derive(Debug)]
pub(crate) enum Kept<'p> {
    /// It was kept.
    Page(KeptPage<'p>),
    /// Somebody else kept it, or another one, since it was asked for.
    Late,
}

/// A page that was kept.
#[derive(Debug, Default)]
pub(crate) struct KeptPage<'p> {
    /// What it changed, in the page's order; what is as it was is left out.
    pub(crate) touched: Vec<Touched<'p>>,
    /// Everything was read before this page: what it changed is news.
    pub(crate) is_news: bool,
    /// There is no more after it.
    pub(crate) complete: bool,
}

/// A record that a page changed.
#[derive(Debug)]
pub(crate) struct Touched<'p> {
    /// What it was; `None`: it was not there.
    pub(crate) before: Option<Record>,
    /// What it is; `None`: it is no more.
    pub(crate) after: Option<&'p Record>,
}

impl Wallet {
    /// Where a connection's records stand.
    pub(crate) fn shop_cursor(&self, connection: ConnectionId) -> Result<Cursor> {
        self.read_cache(|cache| Ok(cursor(cache, connection)?.0))
    }

    /// Where the records of all connections stand.
    pub(crate) fn shop_cursors(&self) -> Result<BTreeMap<ConnectionId, Cursor>> {
        self.read_cache(|cache| {
            let mut statement = cache
                .prepare_cached("SELECT connection, state, next, language FROM shop_cursor")?;
            let rows = statement.query_map([], |row| {
                let cursor = Cursor {
                    state: row.get(1)?,
                    next: row.get(2)?,
                    language: row.get(3)?,
                };
                Ok((ConnectionId(row.get(0)?), cursor))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps the page that was asked for with `since` and in that language, and when the shop gave
    /// it; and notes what it tells. The notes last first: who is killed, or finds the disk full, in
    /// between asks for the page again, and no note is made twice.
    pub(crate) fn keep_page<'p>(
        &self,
        connection: ConnectionId,
        since: Option<&str>,
        language: Option<&str>,
        page: &'p Page,
        at: DateTime<Utc>,
    ) -> Result<Kept<'p>> {
        let asked = Asked { since, language };
        self.write_cache(|cache| {
            let kept = keep(cache, connection, asked, page, at)?;
            if let Kept::Page(page) = &kept {
                self.note_news(cache, connection, page)?;
            }
            Ok(kept)
        })
    }

    /// The shop does not know the state: everything is asked for next. What is there stays to be
    /// seen until then.
    pub(crate) fn read_shop_anew(&self, connection: ConnectionId) -> Result<()> {
        self.write_cache(|cache| {
            cache
                .prepare_cached("UPDATE shop_cursor SET next = NULL WHERE connection = ?1")?
                .execute([connection.0])?;
            Ok(())
        })
    }

    /// Forgets what a shop sent.
    pub(crate) fn forget_shop(&self, connection: ConnectionId) -> Result<()> {
        self.write_cache(|cache| {
            for table in ["shop_record", "shop_cursor", "shop_picture"] {
                cache
                    .prepare_cached(&format!("DELETE FROM {table} WHERE connection = ?1"))?
                    .execute([connection.0])?;
            }
            Ok(())
        })
    }

    /// Reads `cache.db` in one snapshot.
    pub(crate) fn read_cache<T>(
        &self,
        mut work: impl FnMut(&Connection) -> Result<T>,
    ) -> Result<T> {
        self.on_cache(|cache| work(&*cache.unchecked_transaction()?))
    }

    /// One transaction on `cache.db`.
    pub(crate) fn write_cache<T>(
        &self,
        mut work: impl FnMut(&Connection) -> Result<T>,
    ) -> Result<T> {
        self.on_cache(|cache| {
            let transaction = cache.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            self.cache_changed();
            Ok(done)
        })
    }
}

/// The cursor, whether everything is being read, and the generation.
fn cursor(cache: &Connection, connection: ConnectionId) -> Result<(Cursor, bool, i64)> {
    let row = cache
        .prepare_cached(
            "SELECT state, next, language, reading, generation FROM shop_cursor
             WHERE connection = ?1",
        )?
        .query_row([connection.0], |row| {
            let cursor = Cursor {
                state: row.get(0)?,
                next: row.get(1)?,
                language: row.get(2)?,
            };
            Ok((cursor, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// What a page is the answer to.
#[derive(Clone, Copy)]
struct Asked<'a> {
    since: Option<&'a str>,
    language: Option<&'a str>,
}

fn keep<'p>(
    cache: &Connection,
    connection: ConnectionId,
    asked: Asked<'_>,
    ready: &'p Page,
    at: DateTime<Utc>,
) -> Result<Kept<'p>> {
    let page = &ready.changes;
    let (cursor, mut reading, mut generation) = cursor(cache, connection)?;
    match asked.since {
        None => {
            reading = true;
            generation += 1;
        }
        Some(since) if cursor.next.as_deref() == Some(since) => {}
        Some(_) => return Ok(Kept::Late),
    }
    let mut kept = KeptPage {
        is_news: cursor.state.is_some(),
        complete: !page.has_more,
        ..KeptPage::default()
    };
    // Nothing was there to compare with.
    let first = cursor.state.is_none() && generation == 1;
    let mut pen = Pen {
        cache,
        connection,
        generation,
        first,
        insert: cache.prepare_cached(INSERT)?,
    };
    for (record, row) in ready.changed() {
        kept.touched.extend(pen.put(record, row)?);
    }
    drop(pen);
    for gone in &page.removed {
        kept.touched.extend(remove(cache, connection, gone)?);
    }
    if kept.complete && reading {
        kept.touched.extend(sweep(cache, connection, generation)?);
        reading = false;
    }
    // What was read stays as it was until everything is asked for anew.
    let language = match asked.since {
        None => asked.language,
        Some(_) => cursor.language.as_deref(),
    };
    let state = if kept.complete {
        Some(&page.new_state)
    } else {
        cursor.state.as_ref()
    };
    cache
        .prepare_cached(
            "INSERT INTO shop_cursor (connection, state, next, reading, generation, language)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (connection) DO UPDATE SET state = ?2, next = ?3, reading = ?4,
                 generation = ?5, language = ?6",
        )?
        .execute(params![
            connection.0,
            state,
            page.new_state,
            reading,
            generation,
            language,
        ])?;
    if kept.complete {
        summary::keep(cache, connection, at)?;
    }
    Ok(Kept::Page(kept))
}

const INSERT: &str = "
    INSERT INTO shop_record (connection, kind, id, record, at, generation, words)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (connection, kind, id) DO UPDATE SET
        record = ?4, at = ?5, generation = ?6, words = ?7";

/// What the records of a page are written with.
struct Pen<'c> {
    cache: &'c Connection,
    connection: ConnectionId,
    generation: i64,
    /// Nothing was there before.
    first: bool,
    insert: CachedStatement<'c>,
}

impl Pen<'_> {
    /// Keeps a record; gives what it changed, if anything.
    fn put<'p>(&mut self, record: &'p Record, row: &RecordRow) -> Result<Option<Touched<'p>>> {
        let id = self.connection.0;
        let before: Option<String> = if self.first {
            None
        } else {
            self.cache
                .prepare_cached(
                    "SELECT record FROM shop_record
                     WHERE connection = ?1 AND kind = ?2 AND id = ?3",
                )?
                .query_row(params![id, row.kind, row.id], |row| row.get(0))
                .optional()?
        };
        self.insert.execute(params![
            id,
            row.kind,
            row.id,
            row.record,
            row.at,
            self.generation,
            row.words
        ])?;
        if before.as_deref() == Some(row.record.as_str()) {
            return Ok(None);
        }
        Ok(Some(Touched {
            before: before.and_then(|json| read(row.kind, &json)),
            after: Some(record),
        }))
    }
}

fn remove(
    cache: &Connection,
    connection: ConnectionId,
    gone: &Gone,
) -> Result<Option<Touched<'static>>> {
    let Some(kind) = page::kind_name(gone.kind) else {
        return Ok(None);
    };
    let before: Option<String> = cache
        .prepare_cached(
            "DELETE FROM shop_record WHERE connection = ?1 AND kind = ?2 AND id = ?3
             RETURNING record",
        )?
        .query_row(params![connection.0, kind, gone.id], |row| row.get(0))
        .optional()?;
    Ok(before.map(|json| Touched {
        before: read(kind, &json),
        after: None,
    }))
}

/// Takes away what the shop did not send while everything was read.
fn sweep(
    cache: &Connection,
    connection: ConnectionId,
    generation: i64,
) -> Result<Vec<Touched<'static>>> {
    let mut statement = cache.prepare_cached(
        "DELETE FROM shop_record WHERE connection = ?1 AND generation < ?2 RETURNING kind, record",
    )?;
    let rows = statement.query_map(params![connection.0, generation], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut gone = Vec::new();
    for row in rows {
        let (kind, json) = row?;
        gone.push(Touched {
            before: read(&kind, &json),
            after: None,
        });
    }
    Ok(gone)
}

/// A kept record of the kind with this word; `None` when a newer Kantis wrote it.
pub(super) fn read(kind: &str, json: &str) -> Option<Record> {
    fn boxed<T: serde::de::DeserializeOwned>(json: &str) -> Option<Box<T>> {
        serde_json::from_str(json).ok().map(Box::new)
    }
    fn plain<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
        serde_json::from_str(json).ok()
    }
    Some(match kind {
        "account" => Record::Account(boxed(json)?),
        "programme" => Record::Programme(boxed(json)?),
        "ledgerEntry" => Record::LedgerEntry(plain(json)?),
        "reward" => Record::Reward(plain(json)?),
        "claim" => Record::Claim(plain(json)?),
        "offer" => Record::Offer(boxed(json)?),
        "stampCard" => Record::StampCard(plain(json)?),
        "challenge" => Record::Challenge(plain(json)?),
        "receipt" => Record::Receipt(boxed(json)?),
        "consent" => Record::Consent(plain(json)?),
        _ => return None,
    })
}
