//! Linked devices, their secrets, which steps were taken, and wrong tries.

use chrono::{DateTime, Utc};
use kantis_protocol::CodeSecret;
use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{EndedDevice, LinkedDevice, Tries};
use crate::store::{Codes, StoreError};

const DEVICE: &str = "linked_device";
const ENDED: &str = "ended_device";
const TRIES: &str = "code_try";

impl Codes for SqliteTx<'_> {
    fn linked_device(&self, alias: &str) -> Result<Option<LinkedDevice>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM linked_device WHERE alias = ?1")?
            .query_row([alias], |row| Ok(read_device(row)))
            .optional()?
            .transpose()
    }

    fn devices_of(&self, member: Uuid) -> Result<Vec<LinkedDevice>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM linked_device WHERE member = ?1 ORDER BY linked, alias")?
            .query_map([member], |row| Ok(read_device(row)))?
            .map(|row| row?)
            .collect()
    }

    fn ended_device(&self, alias: &str) -> Result<Option<EndedDevice>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM ended_device WHERE alias = ?1")?
            .query_row([alias], |row| Ok(read_ended(row)))
            .optional()?
            .transpose()
    }

    fn link_device(&mut self, device: &LinkedDevice) -> Result<(), StoreError> {
        self.unlink_device(device.grant, device.linked)?;
        self.connection()?
            .prepare_cached(
                "INSERT INTO linked_device (alias, member, grant_id, secret, label, linked, last_step)
                 VALUES (:alias, :member, :grant_id, :secret, :label, :linked, :last_step)",
            )?
            .execute(named_params! {
                ":alias": device.alias,
                ":member": device.member,
                ":grant_id": device.grant,
                ":secret": device.secret.bytes(),
                ":label": device.label,
                ":linked": millis(device.linked),
                ":last_step": whole(device.last_step),
            })
            .map_err(taken)?;
        Ok(())
    }

    fn unlink_device(&mut self, grant: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
        let connection = self.connection()?;
        connection
            .prepare_cached(
                "INSERT INTO ended_device (alias, member, secret, ended)
                 SELECT alias, member, secret, ?2 FROM linked_device WHERE grant_id = ?1",
            )?
            .execute((grant, millis(now)))?;
        connection
            .prepare_cached("DELETE FROM linked_device WHERE grant_id = ?1")?
            .execute([grant])?;
        Ok(())
    }

    fn take_step(&mut self, alias: &str, step: u64) -> Result<bool, StoreError> {
        let new = self
            .connection()?
            .prepare_cached("INSERT OR IGNORE INTO code_step (step, alias) VALUES (?1, ?2)")?
            .execute((whole(step), alias))?;
        Ok(new == 1)
    }

    fn set_last_step(&mut self, alias: &str, step: u64) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "UPDATE linked_device SET last_step = max(last_step, ?2) WHERE alias = ?1",
            )?
            .execute((alias, whole(step)))?;
        Ok(())
    }

    fn tries(&self, who: &str) -> Result<Option<Tries>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM code_try WHERE who = ?1")?
            .query_row([who], |row| Ok(read_tries(row)))
            .optional()?
            .transpose()
    }

    fn set_tries(&mut self, who: &str, tries: Option<Tries>) -> Result<(), StoreError> {
        let connection = self.connection()?;
        match tries {
            None => connection
                .prepare_cached("DELETE FROM code_try WHERE who = ?1")?
                .execute([who])?,
            Some(tries) => connection
                .prepare_cached(
                    "INSERT INTO code_try (who, wrong, since, locked_until)
                     VALUES (:who, :wrong, :since, :locked_until)
                     ON CONFLICT (who) DO UPDATE SET wrong = excluded.wrong,
                       since = excluded.since, locked_until = excluded.locked_until",
                )?
                .execute(named_params! {
                    ":who": who,
                    ":wrong": tries.wrong,
                    ":since": millis(tries.since),
                    ":locked_until": tries.locked_until.map(millis),
                })?,
        };
        Ok(())
    }

    fn trim_codes(&mut self, step: u64, before: DateTime<Utc>) -> Result<(), StoreError> {
        let connection = self.connection()?;
        connection
            .prepare_cached("DELETE FROM code_step WHERE step < ?1")?
            .execute([whole(step)])?;
        connection
            .prepare_cached("DELETE FROM ended_device WHERE ended < ?1")?
            .execute([millis(before)])?;
        connection
            .prepare_cached(
                "DELETE FROM code_try WHERE since < ?1 AND coalesce(locked_until, 0) < ?1",
            )?
            .execute([millis(before)])?;
        Ok(())
    }
}

/// A step has eight digits.
fn whole(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

fn read_device(row: &Row<'_>) -> Result<LinkedDevice, StoreError> {
    let unreadable = || StoreError::Unreadable { table: DEVICE };
    let secret: Vec<u8> = row.get("secret")?;
    let last_step: i64 = row.get("last_step")?;
    Ok(LinkedDevice {
        alias: row.get("alias")?,
        member: row.get("member")?,
        grant: row.get("grant_id")?,
        secret: CodeSecret::new(secret.try_into().map_err(|_| unreadable())?),
        label: row.get("label")?,
        linked: instant(row.get("linked")?, DEVICE)?,
        last_step: u64::try_from(last_step).map_err(|_| unreadable())?,
    })
}

fn read_ended(row: &Row<'_>) -> Result<EndedDevice, StoreError> {
    let secret: Vec<u8> = row.get("secret")?;
    let secret = secret
        .try_into()
        .map_err(|_| StoreError::Unreadable { table: ENDED })?;
    Ok(EndedDevice {
        member: row.get("member")?,
        secret: CodeSecret::new(secret),
        ended: instant(row.get("ended")?, ENDED)?,
    })
}

fn read_tries(row: &Row<'_>) -> Result<Tries, StoreError> {
    let locked_until: Option<i64> = row.get("locked_until")?;
    Ok(Tries {
        wrong: row.get("wrong")?,
        since: instant(row.get("since")?, TRIES)?,
        locked_until: locked_until.map(|at| instant(at, TRIES)).transpose()?,
    })
}

fn taken(error: rusqlite::Error) -> StoreError {
    match &error {
        rusqlite::Error::SqliteFailure(failure, Some(said))
            if failure.code == rusqlite::ErrorCode::ConstraintViolation
                && said.ends_with("linked_device.alias") =>
        {
            StoreError::Taken { what: "alias" }
        }
        _ => error.into(),
    }
}
