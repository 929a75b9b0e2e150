//! Clients.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::{bits, scopes};
use crate::records::ClientRecord;
use crate::store::StoreError;
use crate::store::sqlite::convert::{instant, millis};

const TABLE: &str = "client";

pub(super) fn client(
    connection: &Connection,
    id: &str,
) -> Result<Option<ClientRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM client WHERE id = ?1")?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

pub(super) fn add(connection: &Connection, client: &ClientRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO client (id, name, redirect_uris, grant_types, scopes, registered, used)
             VALUES (:id, :name, :redirect_uris, :grant_types, :scopes, :registered, :used)",
        )?
        .execute(named_params! {
            ":id": client.id,
            ":name": client.name,
            ":redirect_uris": list(&client.redirect_uris)?,
            ":grant_types": list(&client.grant_types)?,
            ":scopes": bits(client.scopes),
            ":registered": millis(client.registered),
            ":used": client.used.map(millis),
        })?;
    Ok(())
}

pub(super) fn used(connection: &Connection, id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE client SET used = ?2 WHERE id = ?1")?
        .execute((id, millis(at)))?;
    Ok(())
}

pub(super) fn keep_unused(connection: &Connection, most: u32) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM client WHERE id IN
               (SELECT id FROM client WHERE used IS NULL
                ORDER BY registered DESC, id LIMIT -1 OFFSET ?1)",
        )?
        .execute([most])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<ClientRecord, StoreError> {
    let unlist = |text: String| {
        serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { table: TABLE })
    };
    Ok(ClientRecord {
        id: row.get("id")?,
        name: row.get("name")?,
        redirect_uris: unlist(row.get("redirect_uris")?)?,
        grant_types: unlist(row.get("grant_types")?)?,
        scopes: scopes(row.get("scopes")?),
        registered: instant(row.get("registered")?, TABLE)?,
        used: row
            .get::<_, Option<i64>>("used")?
            .map(|at| instant(at, TABLE))
            .transpose()?,
    })
}

fn list(texts: &[String]) -> Result<String, StoreError> {
    serde_json::to_string(texts).map_err(|_| StoreError::Unreadable { table: TABLE })
}
