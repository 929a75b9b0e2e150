//! Registrations for pushes in `wallet.db`.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::domain::ConnectionId;
use crate::error::Result;
use crate::ports::Secret;
use crate::store::convert::instant;

/// A registration as it is kept. Prints nothing: whoever knows the endpoint can wake the wallet.
pub(crate) struct PushRow {
    pub(crate) token: Secret,
    /// `None`: nobody wants it any more.
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) vapid: Option<String>,
    pub(crate) endpoint: Option<String>,
    /// What the shop calls it.
    pub(crate) subscription: Option<Uuid>,
    /// One before it, which the shop has not ended yet.
    pub(crate) replaced: Option<Uuid>,
    /// When the shop is told of the endpoint (again).
    pub(crate) renew_at: DateTime<Utc>,
}

const COLUMNS: &str = "
    SELECT token, connection, vapid, endpoint, subscription, replaced, renew_at FROM push";

/// All of them.
pub(crate) fn all(connection: &Connection) -> Result<Vec<PushRow>> {
    let mut statement = connection.prepare_cached(COLUMNS)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The one of a connection.
pub(crate) fn of(connection: &Connection, id: ConnectionId) -> Result<Option<PushRow>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE connection = ?1"))?;
    let found = statement
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?;
    found.transpose()
}

fn read(row: &Row<'_>) -> Result<PushRow> {
    Ok(PushRow {
        token: Secret::new(row.get::<_, String>(0)?),
        connection: row.get::<_, Option<Uuid>>(1)?.map(ConnectionId),
        vapid: row.get(2)?,
        endpoint: row.get(3)?,
        subscription: row.get(4)?,
        replaced: row.get(5)?,
        renew_at: instant(row.get(6)?)?,
    })
}

/// Keeps a registration that is to be asked for.
pub(crate) fn insert(
    connection: &Connection,
    id: ConnectionId,
    token: &Secret,
    vapid: Option<&str>,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO push (token, connection, vapid) VALUES (?1, ?2, ?3)
             ON CONFLICT (connection) DO NOTHING",
        )?
        .execute(params![token.reveal(), id.0, vapid])?;
    Ok(())
}

/// Pushes come elsewhere from now on; the shop is to hear of it.
pub(crate) fn moved(connection: &Connection, token: &Secret, endpoint: &str) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE push SET endpoint = ?2, replaced = coalesce(subscription, replaced),
                 subscription = NULL, renew_at = 0
             WHERE token = ?1 AND connection IS NOT NULL AND endpoint IS NOT ?2",
        )?
        .execute(params![token.reveal(), endpoint])?;
    Ok(())
}

/// The receiver ended a registration; another one takes its place.
pub(crate) fn gone(connection: &Connection, token: &Secret, next: &Secret) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE push SET token = ?2, endpoint = NULL,
                 replaced = coalesce(subscription, replaced), subscription = NULL, renew_at = 0
             WHERE token = ?1 AND connection IS NOT NULL",
        )?
        .execute(params![token.reveal(), next.reveal()])?;
    connection
        .prepare_cached("DELETE FROM push WHERE token = ?1")?
        .execute([token.reveal()])?;
    Ok(())
}

/// The connection ended, or is another one by now: its registration is not wanted any more.
pub(crate) fn end(connection: &Connection, id: ConnectionId) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE push SET connection = NULL, endpoint = NULL, subscription = NULL,
                 replaced = NULL
             WHERE connection = ?1",
        )?
        .execute([id.0])?;
    Ok(())
}

/// Forgets a registration that the receiver has heard the end of.
pub(crate) fn forget(connection: &Connection, token: &Secret) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM push WHERE token = ?1 AND connection IS NULL")?
        .execute([token.reveal()])?;
    Ok(())
}

/// The shop knows the endpoint, if it is still this one.
pub(crate) fn subscribed(
    connection: &Connection,
    token: &Secret,
    endpoint: &str,
    subscription: Uuid,
    renew_at: DateTime<Utc>,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE push SET subscription = ?3, renew_at = ?4, replaced = nullif(replaced, ?3)
             WHERE token = ?1 AND endpoint = ?2",
        )?
        .execute(params![
            token.reveal(),
            endpoint,
            subscription,
            renew_at.timestamp_millis(),
        ])?;
    Ok(())
}

/// The shop does not take the endpoint; it is asked again then.
pub(crate) fn refused(
    connection: &Connection,
    token: &Secret,
    endpoint: &str,
    renew_at: DateTime<Utc>,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE push SET subscription = NULL, renew_at = ?3
             WHERE token = ?1 AND endpoint = ?2",
        )?
        .execute(params![
            token.reveal(),
            endpoint,
            renew_at.timestamp_millis()
        ])?;
    Ok(())
}

/// The shop has ended the subscription before.
pub(crate) fn ended(connection: &Connection, token: &Secret, subscription: Uuid) -> Result<()> {
    connection
        .prepare_cached("UPDATE push SET replaced = NULL WHERE token = ?1 AND replaced = ?2")?
        .execute(params![token.reveal(), subscription])?;
    Ok(())
}

/// The shop signs with another key than the registration was made with: it is made anew.
pub(crate) fn other_key(
    connection: &Connection,
    id: ConnectionId,
    subscription: Uuid,
    next: &Secret,
    vapid: &str,
) -> Result<()> {
    end(connection, id)?;
    connection
        .prepare_cached(
            "INSERT INTO push (token, connection, vapid, replaced) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![next.reveal(), id.0, vapid, subscription])?;
    Ok(())
}
