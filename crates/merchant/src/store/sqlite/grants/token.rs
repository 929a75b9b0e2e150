//! Linked wallets and their tokens.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::{bits, hash, scopes};
use crate::records::{AccessRecord, GrantRecord, Hash, RefreshRecord, Scopes};
use crate::store::StoreError;
use crate::store::sqlite::convert::{instant, millis};

const GRANT: &str = "oauth_grant";
const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";

pub(super) fn grant(connection: &Connection, id: Uuid) -> Result<Option<GrantRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM oauth_grant WHERE id = ?1")?
        .query_row([id], |row| Ok(read_grant(row)))
        .optional()?
        .transpose()
}

pub(super) fn grants_of(
    connection: &Connection,
    member: Uuid,
) -> Result<Vec<GrantRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM oauth_grant WHERE member = ?1 ORDER BY id")?
        .query_map([member], |row| Ok(read_grant(row)))?
        .map(|row| row?)
        .collect()
}

pub(super) fn set_grant(connection: &Connection, grant: &GrantRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO oauth_grant (id, member, client, scopes, created, used)
             VALUES (:id, :member, :client, :scopes, :created, :used)
             ON CONFLICT (id) DO UPDATE SET scopes = :scopes, used = :used",
        )?
        .execute(named_params! {
            ":id": grant.id,
            ":member": grant.member,
            ":client": grant.client,
            ":scopes": bits(grant.scopes),
            ":created": millis(grant.created),
            ":used": millis(grant.used),
        })?;
    Ok(())
}

/// What was made for it refers to it and goes with it.
pub(super) fn end_grant(connection: &Connection, id: Uuid) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM oauth_grant WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

pub(super) fn access(
    connection: &Connection,
    token: &Hash,
) -> Result<Option<AccessRecord>, StoreError> {
    connection
        .prepare_cached(
            "SELECT g.id, g.member, g.scopes & t.scopes, t.expires
             FROM access_token t JOIN oauth_grant g ON g.id = t.grant_id WHERE t.hash = ?1",
        )?
        .query_row([token.as_slice()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?
        .map(|(grant, member, bits, expires)| {
            Ok(AccessRecord {
                grant,
                member,
                scopes: scopes(bits),
                expires: instant(expires, ACCESS)?,
            })
        })
        .transpose()
}

pub(super) fn add_access(
    connection: &Connection,
    token: &Hash,
    grant: Uuid,
    may: Scopes,
    expires: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO access_token (hash, grant_id, scopes, expires) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((token.as_slice(), grant, bits(may), millis(expires)))?;
    Ok(())
}

pub(super) fn refresh(
    connection: &Connection,
    token: &Hash,
) -> Result<Option<RefreshRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM refresh_token WHERE hash = ?1")?
        .query_row([token.as_slice()], |row| Ok(read_refresh(row)))
        .optional()?
        .transpose()
}

pub(super) fn set_refresh(
    connection: &Connection,
    token: &RefreshRecord,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO refresh_token (hash, grant_id, follows, created, used, seed)
             VALUES (:hash, :grant, :follows, :created, :used, :seed)
             ON CONFLICT (hash) DO UPDATE SET used = :used, seed = :seed",
        )?
        .execute(named_params! {
            ":hash": token.hash.as_slice(),
            ":grant": token.grant,
            ":follows": token.follows.as_ref().map(|hash| hash.as_slice()),
            ":created": millis(token.created),
            ":used": token.used.map(millis),
            ":seed": token.seed.as_ref().map(|seed| seed.as_slice()),
        })?;
    Ok(())
}

fn read_grant(row: &Row<'_>) -> Result<GrantRecord, StoreError> {
    Ok(GrantRecord {
        id: row.get("id")?,
        member: row.get("member")?,
        client: row.get("client")?,
        scopes: scopes(row.get("scopes")?),
        created: instant(row.get("created")?, GRANT)?,
        used: instant(row.get("used")?, GRANT)?,
    })
}

fn read_refresh(row: &Row<'_>) -> Result<RefreshRecord, StoreError> {
    let maybe = |bytes: Option<Vec<u8>>| bytes.map(|bytes| hash(bytes, REFRESH)).transpose();
    Ok(RefreshRecord {
        hash: hash(row.get("hash")?, REFRESH)?,
        grant: row.get("grant_id")?,
        follows: maybe(row.get("follows")?)?,
        created: instant(row.get("created")?, REFRESH)?,
        used: row
            .get::<_, Option<i64>>("used")?
            .map(|at| instant(at, REFRESH))
            .transpose()?,
        seed: maybe(row.get("seed")?)?,
    })
}
