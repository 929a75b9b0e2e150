//! Sources in the store.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, params};

use super::schedule::{self, Plan};
use crate::domain::{BlobId, CardId, SourceState};
use crate::error::Result;
use crate::ports::Cursor;
use crate::store::convert::{instant, provenance};
use kantis_pass::Provenance;

/// A card's pass with the web service behind it.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) num: i64,
    pub(super) card: CardId,
    /// The card's title.
    pub(super) title: String,
    /// The shopper lets it be asked.
    pub(super) on: bool,
    /// The file that the cursor belongs to; the card's own.
    pub(super) original: BlobId,
    pub(super) origin: String,
    pub(super) cursor: Cursor,
    pub(super) plan: Plan,
    pub(super) registered: bool,
    /// Of the file, when it came.
    pub(super) provenance: Provenance,
}

/// A pass file that nobody has looked at for its service.
pub(super) struct Unknown {
    pub(super) num: i64,
    pub(super) original: BlobId,
    pub(super) file: Vec<u8>,
}

const COLUMNS: &str = "
    SELECT card.num, card.id, card.title, card.updates_off, pass.original, pass_source.origin,
           last_modified, etag, state, may_register, asked_at, fetched_at, checked_at, changed_at,
           due_at, not_before, forced_at, failures, offline, gone, gone_since, refused,
           EXISTS (SELECT 1 FROM pass_registration AS one
                   WHERE one.type = pass.type AND one.serial = pass.serial
                         AND one.state = 'registered'),
           provenance
    FROM pass_source
    JOIN pass ON pass.card = pass_source.card AND pass.original = pass_source.original
    JOIN card ON card.num = pass_source.card
    WHERE pass_source.origin <> ''";

/// All sources, in the order of their cards.
pub(super) fn all(connection: &Connection) -> Result<Vec<Arc<Source>>> {
    let sql = format!("{COLUMNS} ORDER BY card.num");
    collect(connection, &sql, [])
}

/// Sources that were asked in the future, because the clock was set back since.
pub(super) fn asked_after(connection: &Connection, now: DateTime<Utc>) -> Result<Vec<Arc<Source>>> {
    let sql = format!("{COLUMNS} AND asked_at > ?1");
    let future = (now + schedule::SLACK).timestamp_millis();
    collect(connection, &sql, [future])
}

/// A card's source.
pub(super) fn of_card(connection: &Connection, card: CardId) -> Result<Option<Arc<Source>>> {
    let sql = format!("{COLUMNS} AND card.id = ?1");
    Ok(collect(connection, &sql, [card.0])?.pop())
}

fn collect(
    connection: &Connection,
    sql: &str,
    arguments: impl rusqlite::Params,
) -> Result<Vec<Arc<Source>>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(arguments)?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(Arc::new(read(row)?));
    }
    Ok(sources)
}

fn read(row: &Row<'_>) -> Result<Source> {
    let time = |column| -> Result<Option<DateTime<Utc>>> {
        row.get::<_, Option<i64>>(column)?.map(instant).transpose()
    };
    Ok(Source {
        num: row.get(0)?,
        card: CardId(row.get(1)?),
        title: row.get(2)?,
        on: !row.get::<_, bool>(3)?,
        original: BlobId(row.get(4)?),
        origin: row.get(5)?,
        cursor: Cursor {
            last_modified: row.get(6)?,
            etag: row.get(7)?,
        },
        plan: Plan {
            state: SourceState::from_name(text(row, 8)?),
            may_register: row.get(9)?,
            asked_at: time(10)?,
            fetched_at: time(11)?,
            checked_at: time(12)?,
            changed_at: time(13)?,
            due_at: time(14)?,
            not_before: time(15)?,
            forced_at: time(16)?,
            failures: row.get(17)?,
            offline: row.get(18)?,
            gone: row.get(19)?,
            gone_since: time(20)?,
            refused: row.get(21)?,
        },
        registered: row.get(22)?,
        provenance: provenance(text(row, 23)?)?,
    })
}

/// A text that is only looked at.
fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str> {
    let value = row.get_ref(column)?.as_str();
    Ok(value.map_err(rusqlite::Error::from)?)
}

/// A source's file; empty when it is lost.
pub(super) fn file(connection: &Connection, source: &Source) -> Result<Vec<u8>> {
    let file = connection
        .prepare_cached("SELECT bytes FROM blob WHERE id = ?1")?
        .query_row([source.original.0], |row| row.get(0))
        .optional()?;
    Ok(file.unwrap_or_default())
}

/// Pass files whose service is not known, at most `most` of them.
pub(super) fn unknown(connection: &Connection, most: u32) -> Result<Vec<Unknown>> {
    // CROSS: files are looked up last, as hardly any is needed. The number stands in the text, as
    // SQLite compiles a statement anew for each other number that it is given as a limit.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT pass.card, pass.original, blob.bytes
         FROM pass LEFT JOIN pass_source ON pass_source.card = pass.card
         CROSS JOIN blob ON blob.id = pass.original
         WHERE pass_source.card IS NULL OR pass_source.original <> pass.original
         LIMIT {most}"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Unknown {
            num: row.get(0)?,
            original: BlobId(row.get(1)?),
            file: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The file behind a card when its service is not known yet.
pub(super) fn unknown_of(connection: &Connection, card: CardId) -> Result<Option<Unknown>> {
    let mut statement = connection.prepare_cached(
        "SELECT pass.card, pass.original, blob.bytes
         FROM pass JOIN blob ON blob.id = pass.original
         JOIN card ON card.num = pass.card
         LEFT JOIN pass_source ON pass_source.card = pass.card
         WHERE card.id = ?1
               AND (pass_source.card IS NULL OR pass_source.original <> pass.original)",
    )?;
    let mut rows = statement.query([card.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Unknown {
        num: row.get(0)?,
        original: BlobId(row.get(1)?),
        file: row.get(2)?,
    }))
}

/// Begins a source anew for the file that the card has now; nothing when it has another one by
/// now. An empty origin stands for a file that names no service.
pub(super) fn begin(
    connection: &Connection,
    num: i64,
    original: BlobId,
    origin: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM pass_source WHERE card = ?1 AND original <> ?2")?
        .execute(params![num, original.0])?;
    connection
        .prepare_cached(
            "INSERT INTO pass_source (card, origin, original, due_at)
             SELECT card, ?3, original, ?4 FROM pass WHERE card = ?1 AND original = ?2
             ON CONFLICT (card) DO NOTHING",
        )?
        .execute(params![num, original.0, origin, now.timestamp_millis()])?;
    Ok(())
}

/// Keeps a plan, the cursor where there is a new one, and when a person overrode the schedule, if
/// one did; nothing when the source belongs to another file by now.
pub(super) fn keep(
    connection: &Connection,
    source: &Source,
    plan: &Plan,
    cursor: Option<&Cursor>,
    forced_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    Keeping::new(connection)?.keep(source, plan, cursor, forced_at)
}

/// Keeps many plans: what is the same for all is prepared once.
pub(super) struct Keeping<'c> {
    connection: &'c Connection,
    /// Keeps the times that change with every good answer.
    times: CachedStatement<'c>,
}

impl<'c> Keeping<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        let times = connection.prepare_cached(
            "UPDATE pass_source SET asked_at = ?3, fetched_at = ?4, checked_at = ?5, due_at = ?6,
                 forced_at = coalesce(?7, forced_at)
             WHERE card = ?1 AND original = ?2",
        )?;
        Ok(Self { connection, times })
    }

    /// As [`keep`] does.
    pub(super) fn keep(
        &mut self,
        source: &Source,
        plan: &Plan,
        cursor: Option<&Cursor>,
        forced_at: Option<DateTime<Utc>>,
    ) -> Result<bool> {
        let kept = if cursor.is_none() && *plan == source.plan.at_times_of(plan) {
            self.times.execute(params![
                source.num,
                source.original.0,
                time(plan.asked_at),
                time(plan.fetched_at),
                time(plan.checked_at),
                time(plan.due_at),
                time(forced_at),
            ])?
        } else {
            let cursor = cursor.unwrap_or(&source.cursor);
            keep_all(self.connection, source, plan, cursor, forced_at)?
        };
        Ok(kept > 0)
    }
}

fn keep_all(
    connection: &Connection,
    source: &Source,
    plan: &Plan,
    cursor: &Cursor,
    forced_at: Option<DateTime<Utc>>,
) -> Result<usize> {
    let mut statement = connection.prepare_cached(
        "UPDATE pass_source SET
             last_modified = ?3, etag = ?4, state = ?5, may_register = ?6, asked_at = ?7,
             fetched_at = ?8, checked_at = ?9, changed_at = ?10, due_at = ?11,
             not_before = ?12, failures = ?13, offline = ?14, gone = ?15, gone_since = ?16,
             refused = ?17, forced_at = coalesce(?18, forced_at)
         WHERE card = ?1 AND original = ?2",
    )?;
    Ok(statement.execute(params![
        source.num,
        source.original.0,
        cursor.last_modified,
        cursor.etag,
        plan.state.name(),
        plan.may_register,
        time(plan.asked_at),
        time(plan.fetched_at),
        time(plan.checked_at),
        time(plan.changed_at),
        time(plan.due_at),
        time(plan.not_before),
        plan.failures,
        plan.offline,
        plan.gone,
        time(plan.gone_since),
        plan.refused,
        time(forced_at),
    ])?)
}

fn time(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

/// A source's file is now another one.
pub(super) fn move_to(
    connection: &Connection,
    num: i64,
    original: BlobId,
    origin: &str,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE pass_source SET original = ?2, origin = ?3 WHERE card = ?1")?
        .execute(params![num, original.0, origin])?;
    Ok(())
}

/// The issuer takes registered wallets only, or no longer seems to.
pub(super) fn set_may_register(connection: &Connection, num: i64, on: bool) -> Result<()> {
    connection
        .prepare_cached("UPDATE pass_source SET may_register = ?2 WHERE card = ?1")?
        .execute(params![num, on])?;
    Ok(())
}
