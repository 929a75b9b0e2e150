//! Who this device is to each service, and how far it has read that service's list of changes.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::Result;
use crate::hex;
use crate::ports::{Entropy, PassAccess, ServiceDevice};

/// Who this device is to a service and pass type; made by chance when it is nobody yet, so that
/// services cannot compare.
pub(super) fn known_or_new(
    connection: &Connection,
    entropy: &dyn Entropy,
    service: &str,
    pass_type: &str,
) -> Result<ServiceDevice> {
    let (mut id, mut push_token) = ([0; 16], [0; 32]);
    entropy.fill(&mut id);
    entropy.fill(&mut push_token);
    connection
        .prepare_cached(
            "INSERT INTO pass_device (service, type, device_id, push_token)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            service,
            pass_type,
            hex::encode(&id),
            hex::encode(&push_token)
        ])?;
    let device = known(connection, service, pass_type)?;
    Ok(device.map_or_else(
        || ServiceDevice {
            id: hex::encode(&id),
            push_token: hex::encode(&push_token),
        },
        |(device, _)| device,
    ))
}

/// Who this device is to a service and pass type, and the tag of the last list.
pub(super) fn known(
    connection: &Connection,
    service: &str,
    pass_type: &str,
) -> Result<Option<(ServiceDevice, Option<String>)>> {
    Ok(connection
        .prepare_cached(
            "SELECT device_id, push_token, tag FROM pass_device WHERE service = ?1 AND type = ?2",
        )?
        .query_row([service, pass_type], |row| {
            let device = ServiceDevice {
                id: row.get(0)?,
                push_token: row.get(1)?,
            };
            Ok((device, row.get(2)?))
        })
        .optional()?)
}

/// Keeps the tag of the last list.
pub(super) fn keep_tag(
    connection: &Connection,
    service: &str,
    pass_type: &str,
    tag: &str,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE pass_device SET tag = ?3 WHERE service = ?1 AND type = ?2")?
        .execute([service, pass_type, tag])?;
    Ok(())
}

/// Forgets who this device is to a service where it is registered for nothing any more.
pub(super) fn forget_unused(connection: &Connection, access: &PassAccess) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM pass_device WHERE service = ?1 AND type = ?2 AND NOT EXISTS (
                 SELECT 1 FROM pass_registration
                 WHERE service = ?1 AND type = ?2 AND state <> 'left')",
        )?
        .execute([&access.service, &access.pass_type])?;
    Ok(())
}
