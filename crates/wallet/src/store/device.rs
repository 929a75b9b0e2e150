//! Which device this is, and the latest stamp that was given.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::Ports;
use crate::domain::DeviceId;
use crate::error::Result;
use crate::hlc::Hlc;
use crate::id::new_uuid;

/// This device's id; made at the first opening.
pub(crate) fn of(connection: &Connection, ports: &Ports) -> Result<DeviceId> {
    if let Some(device) = stored(connection)? {
        return Ok(device);
    }
    let new = new_uuid(ports.clock.now(), ports.entropy.as_ref());
    // Another process may have been first; then its id is ours too.
    connection.execute(
        "INSERT INTO meta (name, value) VALUES ('device', ?1) ON CONFLICT DO NOTHING",
        [new],
    )?;
    Ok(stored(connection)?.unwrap_or(DeviceId(new)))
}

fn stored(connection: &Connection) -> Result<Option<DeviceId>> {
    let sql = "SELECT value FROM meta WHERE name = 'device'";
    Ok(connection
        .query_row(sql, [], |row| row.get::<_, Uuid>(0))
        .optional()?
        .map(DeviceId))
}

/// The latest stamp.
pub(crate) fn latest_stamp(connection: &Connection) -> Result<Hlc> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = 'hlc'")?;
    Ok(statement
        .query_row([], |row| row.get(0))
        .optional()?
        .map_or(Hlc::default(), Hlc))
}

/// Keeps the latest stamp.
pub(crate) fn keep_stamp(connection: &Connection, stamp: Hlc) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO meta (name, value) VALUES ('hlc', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![stamp.0])?;
    Ok(())
}
