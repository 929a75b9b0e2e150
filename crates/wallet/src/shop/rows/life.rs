//! How a connection begins, begins anew, and ends.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::tokens::until;
use super::{COLUMNS, ConnectionRow, collect, said};
use crate::domain::{CardId, ConnectionId};
use crate::error::Result;
use crate::ports::{Client, Granted, Shop};
use crate::shop::push;

/// What a sign-in gave.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) client: &'a Client,
    pub(crate) granted: &'a Granted,
}

/// Makes a connection that is due at once.
pub(crate) fn insert(
    connection: &Connection,
    id: ConnectionId,
    card: CardId,
    signed_in: SignedIn<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let SignedIn {
        shop,
        client,
        granted,
    } = signed_in;
    connection
        .prepare_cached(
            "INSERT INTO connection (id, card, issuer, shop, client, refresh, access, access_until,
                                     may_write, made_at, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        )?
        .execute(params![
            id.0,
            card.0,
            shop.issuer(),
            said::keep(connection, shop)?,
            client.id,
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
            now.timestamp_millis(),
        ])?;
    Ok(())
}

/// Another sign-in at the same shop: new tokens, everything else stays. The shop is as it was found
/// this time, and it is due at once.
pub(crate) fn renew(
    connection: &Connection,
    id: ConnectionId,
    signed_in: SignedIn<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let SignedIn {
        shop,
        client,
        granted,
    } = signed_in;
    connection
        .prepare_cached(
            "UPDATE connection SET shop = ?2, client = ?3, refresh = ?4, access = ?5,
                 access_until = ?6, may_write = ?7, alias = NULL, code_secret = NULL,
                 state = 'new', due_at = ?8, not_before = NULL, failures = 0, offline = 0
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            said::keep(connection, shop)?,
            client.id,
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
            now.timestamp_millis(),
        ])?;
    said::forget_unused(connection)?;
    // What the shop pushes was for the sign-in before.
    push::end(connection, id)
}

/// The shopper ended it: only the refresh token is kept, until the shop has heard. From then on
/// `asked_at` says since when that is tried.
pub(crate) fn leave(connection: &Connection, id: ConnectionId, now: DateTime<Utc>) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE connection SET state = 'leaving', access = NULL, access_until = NULL,
                 alias = NULL, code_secret = NULL, due_at = ?2, asked_at = ?2, failures = 0
             WHERE id = ?1 AND state <> 'leaving'",
        )?
        .execute(params![id.0, now.timestamp_millis()])?;
    connection
        .prepare_cached(
            "DELETE FROM outbox WHERE connection = (SELECT num FROM connection WHERE id = ?1)",
        )?
        .execute([id.0])?;
    push::end(connection, id)
}

/// The shop could not be told that it was left; it is tried again then.
pub(crate) fn leave_later(
    connection: &Connection,
    num: i64,
    due: DateTime<Utc>,
    failures: u32,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE connection SET due_at = ?2, failures = ?3 WHERE num = ?1")?
        .execute(params![num, due.timestamp_millis(), failures])?;
    Ok(())
}

/// The ones that the shop has to hear of as ended.
pub(crate) fn leaving(connection: &Connection) -> Result<Vec<ConnectionRow>> {
    let sql = format!("{COLUMNS} WHERE state = 'leaving' ORDER BY num");
    collect(connection, &sql, [])
}

/// Forgets a connection with its tokens and wishes.
pub(crate) fn forget(connection: &Connection, num: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM connection WHERE num = ?1")?
        .execute([num])?;
    said::forget_unused(connection)
}

/// Connections whose card is gone for good: no step can bring it back.
pub(crate) fn orphans(connection: &Connection) -> Result<Vec<ConnectionId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM connection WHERE state <> 'leaving'
             AND NOT EXISTS (SELECT 1 FROM card WHERE card.id = connection.card)
             AND NOT EXISTS (SELECT 1 FROM step_item WHERE step_item.id = connection.card)",
    )?;
    let rows = statement.query_map([], |row| row.get(0).map(ConnectionId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
