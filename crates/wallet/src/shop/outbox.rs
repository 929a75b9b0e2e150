//! Wishes that wait to be sent, in order.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::domain::{ConnectionId, OutboxEntry, OutboxState};
use crate::error::{Result, WalletError};
use crate::ports::Wish;
use crate::store::Wallet;
use crate::store::convert::instant;

/// A wish that has to be sent, or whose answer is not known.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) entry: OutboxEntry,
    /// The same for each attempt.
    pub(crate) key: String,
    /// When its first byte left; `None`: it was not sent.
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "
    SELECT outbox.id, connection.id, wish, outbox.at, outbox.state, why, key, sent_at
    FROM outbox JOIN connection ON connection.num = outbox.connection";

impl Wallet {
    /// Keeps a wish with a key of its own, to be sent after the ones before it. Gives its id.
    ///
    /// # Errors
    /// When there is no such connection or the store cannot be written.
    pub fn wish(&self, connection: ConnectionId, wish: &Wish) -> Result<Uuid> {
        let writer = self.unrecorded_writer()?;
        let (id, key) = (writer.new_id(), writer.new_id());
        let json = serde_json::to_string(wish)?;
        // Whoever wishes for the same once more has read that it was refused. What somebody says
        // about themselves is the same wish whatever they say, so that the last word alone counts.
        let profile = matches!(wish, Wish::Profile(_));
        writer
            .connection()
            .prepare_cached(
                "DELETE FROM outbox
                 WHERE connection = (SELECT num FROM connection WHERE id = ?1)
                     AND (state = 'refused' AND wish = ?2
                         OR ?3 AND state IN ('refused', 'waiting')
                             AND json_extract(wish, '$.do') = 'profile')",
            )?
            .execute(params![connection.0, json, profile])?;
        let kept = writer
            .connection()
            .prepare_cached(
                "INSERT INTO outbox (id, connection, key, wish, at)
                 SELECT ?1, num, ?3, ?4, ?5 FROM connection WHERE id = ?2 AND state <> 'leaving'",
            )?
            .execute(params![
                id,
                connection.0,
                key.to_string(),
                json,
                writer.now().timestamp_millis(),
            ])?;
        if kept == 0 {
            return Err(WalletError::NotFound);
        }
        writer.commit()?;
        Ok(id)
    }

    /// What became of a wish; `None` once it is forgotten.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn wished(&self, id: Uuid) -> Result<Option<OutboxEntry>> {
        self.read(|connection| {
            let sql = format!("{COLUMNS} WHERE outbox.id = ?1");
            let found = collect(connection, &sql, [id])?.pop();
            Ok(found.map(|open| open.entry))
        })
    }

    /// Takes back a wish that was not sent. `false`: it was, or is not there.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn unwish(&self, id: Uuid) -> Result<bool> {
        let writer = self.unrecorded_writer()?;
        let gone = writer
            .connection()
            .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND state = 'waiting'")?
            .execute([id])?;
        writer.commit()?;
        Ok(gone > 0)
    }

    /// Everything in the outbox that is not done, oldest first: what waits, what may have been
    /// done, and what was refused lately.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        self.read(|connection| {
            let sql = format!(
                "{COLUMNS} WHERE outbox.state <> 'done' AND connection.state <> 'leaving'
                 ORDER BY outbox.num"
            );
            let all = collect(connection, &sql, [])?;
            Ok(all.into_iter().map(|open| open.entry).collect())
        })
    }
}

/// What a connection has to send, in order.
pub(crate) fn open(connection: &Connection, num: i64) -> Result<Vec<Open>> {
    let sql = format!(
        "{COLUMNS} WHERE outbox.connection = ?1 AND outbox.state IN ('waiting', 'sent')
         ORDER BY outbox.num"
    );
    collect(connection, &sql, [num])
}

/// How many wishes are open, by connection.
pub(crate) fn open_counts(connection: &Connection) -> Result<Vec<(i64, u32)>> {
    let mut statement = connection.prepare_cached(
        "SELECT connection, count(*) FROM outbox WHERE state IN ('waiting', 'sent')
         GROUP BY connection",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that a wish is about to leave; before its first byte does. `false`: it was taken back or
/// has ended.
pub(crate) fn leaves(connection: &Connection, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let left = connection
        .prepare_cached(
            "UPDATE outbox SET state = 'sent', sent_at = coalesce(sent_at, ?2)
             WHERE id = ?1 AND state IN ('waiting', 'sent')",
        )?
        .execute(params![id, now.timestamp_millis()])?;
    Ok(left > 0)
}

/// Notes that a wish certainly did not reach the shop: it waits as if it had not been sent.
pub(crate) fn came_back(connection: &Connection, id: Uuid) -> Result<()> {
    connection
        .prepare_cached("UPDATE outbox SET state = 'waiting', sent_at = NULL WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Notes how a wish ended. Wishes that ended more than a day ago are forgotten.
pub(crate) fn ended(
    connection: &Connection,
    id: Uuid,
    state: OutboxState,
    why: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    const KEPT: i64 = 86_400_000;
    let now = now.timestamp_millis();
    connection
        .prepare_cached("UPDATE outbox SET state = ?2, why = ?3, ended_at = ?4 WHERE id = ?1")?
        .execute(params![id, state.name(), why, now])?;
    connection
        .prepare_cached("DELETE FROM outbox WHERE ended_at < ?1")?
        .execute([now - KEPT])?;
    Ok(())
}

fn collect(
    connection: &Connection,
    sql: &str,
    arguments: impl rusqlite::Params,
) -> Result<Vec<Open>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(arguments)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Open> {
    let (wish, state): (String, String) = (row.get(2)?, row.get(4)?);
    Ok(Open {
        entry: OutboxEntry {
            id: row.get(0)?,
            connection: ConnectionId(row.get(1)?),
            wish: serde_json::from_str(&wish)?,
            at: instant(row.get(3)?)?,
            state: OutboxState::from_name(&state),
            why: row.get(5)?,
        },
        key: row.get(6)?,
        sent_at: row.get::<_, Option<i64>>(7)?.map(instant).transpose()?,
    })
}
