//! What is traded for tokens: authorization codes, and devices that wait.

use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params};

use super::{bits, hash, scopes};
use crate::records::{CodeRecord, DeviceAnswer, DeviceRecord, Hash};
use crate::store::StoreError;
use crate::store::sqlite::convert::{instant, millis};

const CODE: &str = "authorization_code";
const DEVICE: &str = "device_authorization";

pub(super) fn code(connection: &Connection, code: &Hash) -> Result<Option<CodeRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM authorization_code WHERE hash = ?1")?
        .query_row([code.as_slice()], |row| Ok(read_code(row)))
        .optional()?
        .transpose()
}

pub(super) fn set_code(connection: &Connection, code: &CodeRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO authorization_code
               (hash, client, redirect_uri, challenge, member, scopes, expires, granted)
             VALUES (:hash, :client, :redirect_uri, :challenge, :member, :scopes, :expires, :granted)",
        )?
        .execute(named_params! {
            ":hash": code.hash.as_slice(),
            ":client": code.client,
            ":redirect_uri": code.redirect_uri,
            ":challenge": code.challenge,
            ":member": code.member,
            ":scopes": bits(code.scopes),
            ":expires": millis(code.expires),
            ":granted": code.grant,
        })?;
    Ok(())
}

pub(super) fn device(
    connection: &Connection,
    code: &Hash,
) -> Result<Option<DeviceRecord>, StoreError> {
    find_device(
        connection,
        "SELECT * FROM device_authorization WHERE hash = ?1",
        &code.as_slice(),
    )
}

pub(super) fn device_by_user_code(
    connection: &Connection,
    user_code: &str,
) -> Result<Option<DeviceRecord>, StoreError> {
    find_device(
        connection,
        "SELECT * FROM device_authorization WHERE user_code = ?1",
        &user_code,
    )
}

fn find_device(
    connection: &Connection,
    sql: &str,
    by: &dyn ToSql,
) -> Result<Option<DeviceRecord>, StoreError> {
    connection
        .prepare_cached(sql)?
        .query_row([by], |row| Ok(read_device(row)))
        .optional()?
        .transpose()
}

pub(super) fn set_device(connection: &Connection, device: &DeviceRecord) -> Result<(), StoreError> {
    let member = match device.answer {
        DeviceAnswer::Granted(member) => Some(member),
        DeviceAnswer::Pending | DeviceAnswer::Denied => None,
    };
    connection
        .prepare_cached(
            "INSERT INTO device_authorization
               (hash, user_code, client, scopes, expires, interval, asked, denied, member)
             VALUES (:hash, :user_code, :client, :scopes, :expires, :interval, :asked, :denied,
               :member)
             ON CONFLICT (hash) DO UPDATE SET interval = :interval, asked = :asked,
               denied = :denied, member = :member",
        )?
        .execute(named_params! {
            ":hash": device.hash.as_slice(),
            ":user_code": device.user_code,
            ":client": device.client,
            ":scopes": bits(device.scopes),
            ":expires": millis(device.expires),
            ":interval": device.interval,
            ":asked": device.asked.map(millis),
            ":denied": device.answer == DeviceAnswer::Denied,
            ":member": member,
        })?;
    Ok(())
}

pub(super) fn end_device(connection: &Connection, code: &Hash) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM device_authorization WHERE hash = ?1")?
        .execute([code.as_slice()])?;
    Ok(())
}

fn read_code(row: &Row<'_>) -> Result<CodeRecord, StoreError> {
    Ok(CodeRecord {
        hash: hash(row.get("hash")?, CODE)?,
        client: row.get("client")?,
        redirect_uri: row.get("redirect_uri")?,
        challenge: row.get("challenge")?,
        member: row.get("member")?,
        scopes: scopes(row.get("scopes")?),
        expires: instant(row.get("expires")?, CODE)?,
        grant: row.get("granted")?,
    })
}

fn read_device(row: &Row<'_>) -> Result<DeviceRecord, StoreError> {
    let answer = if row.get("denied")? {
        DeviceAnswer::Denied
    } else {
        row.get::<_, Option<_>>("member")?
            .map_or(DeviceAnswer::Pending, DeviceAnswer::Granted)
    };
    Ok(DeviceRecord {
        hash: hash(row.get("hash")?, DEVICE)?,
        user_code: row.get("user_code")?,
        client: row.get("client")?,
        scopes: scopes(row.get("scopes")?),
        expires: instant(row.get("expires")?, DEVICE)?,
        interval: row.get("interval")?,
        asked: row
            .get::<_, Option<i64>>("asked")?
            .map(|at| instant(at, DEVICE))
            .transpose()?,
        answer,
    })
}
