//! Pictures of offers and rewards, in `cache.db`: they show without a network, and a shop can send
//! them again.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use rusqlite::{OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use crate::card::photo::{self, PhotoSide};
use crate::domain::{BlobId, ConnectionId};
use crate::error::{Result, WalletError};
use crate::store::{Blob, Wallet};

/// A picture that could not be had is asked for again after so long.
const AGAIN: TimeDelta = TimeDelta::days(1);
/// Pictures of one shop that are kept; a made-up shop may name thousands.
const MOST: u32 = 100;
/// Characters of an address.
const LONGEST: usize = 2_000;

/// The addresses that a connection's records name.
const NAMED: &str = "
    SELECT DISTINCT json_extract(record, '$.image') AS image FROM shop_record
    WHERE connection = ?1 AND kind IN ('offer', 'reward') AND image IS NOT NULL";

impl Wallet {
    /// Addresses of pictures that are named and not there yet. Forgets those that are not named any
    /// more.
    pub(crate) fn pictures_due(&self, connection: ConnectionId) -> Result<Vec<String>> {
        let since = (self.ports.clock.now() - AGAIN).timestamp_millis();
        let (due, over) = self.read_cache(|cache| {
            let sql = format!(
                "SELECT image FROM ({NAMED}) AS named WHERE NOT EXISTS
                     (SELECT 1 FROM shop_picture AS kept
                      WHERE kept.connection = ?1 AND kept.address = named.image
                          AND (kept.bytes IS NOT NULL OR kept.asked_at > ?2))
                 LIMIT {MOST}"
            );
            let mut statement = cache.prepare_cached(&sql)?;
            let rows = statement.query_map(params![connection.0, since], |row| row.get(0))?;
            let mut due = rows.collect::<rusqlite::Result<Vec<String>>>()?;
            due.retain(|address| address.len() <= LONGEST);
            let sql = format!(
                "SELECT EXISTS (SELECT 1 FROM shop_picture
                     WHERE connection = ?1 AND address NOT IN ({NAMED}))"
            );
            let over = cache
                .prepare_cached(&sql)?
                .query_row([connection.0], |row| row.get::<_, bool>(0))?;
            Ok((due, over))
        })?;
        if over {
            self.write_cache(|cache| {
                let sql = format!(
                    "DELETE FROM shop_picture WHERE connection = ?1 AND address NOT IN ({NAMED})"
                );
                cache.prepare_cached(&sql)?.execute([connection.0])?;
                Ok(())
            })?;
        }
        Ok(due)
    }

    /// Connections with pictures that are named and not there, and since when, in milliseconds since
    /// 1970, the next of them may be asked for.
    pub(crate) fn missing_pictures(&self) -> Result<BTreeMap<ConnectionId, i64>> {
        let again = AGAIN.num_milliseconds();
        self.read_cache(|cache| {
            let mut statement = cache.prepare_cached(&format!(
                "SELECT one.connection, min(coalesce(kept.asked_at + ?1, 0)) FROM shop_record AS one
                 LEFT JOIN shop_picture AS kept ON kept.connection = one.connection
                     AND kept.address = json_extract(one.record, '$.image')
                 WHERE kind IN ('offer', 'reward')
                     AND length(json_extract(one.record, '$.image')) <= {LONGEST}
                     AND kept.bytes IS NULL
                 GROUP BY one.connection"
            ))?;
            let rows =
                statement.query_map([again], |row| Ok((ConnectionId(row.get(0)?), row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps a picture as it came from this address, painted anew and no larger than it is shown; or
    /// that there is none. `true`: there is one.
    pub(crate) fn keep_picture(
        &self,
        connection: ConnectionId,
        address: &str,
        file: Option<&[u8]>,
    ) -> Result<bool> {
        let now = self.ports.clock.now().timestamp_millis();
        let prepared = file.map(|file| photo::prepare(PhotoSide::Icon, file));
        let picture = match prepared {
            None | Some(Err(WalletError::BadPicture { .. })) => None,
            Some(Err(error)) => return Err(error),
            Some(Ok(picture)) => Some(picture),
        };
        let hash = picture.as_ref().map(|picture| {
            let hash: [u8; 32] = Sha256::digest(&picture.bytes).into();
            hash
        });
        self.write_cache(|cache| {
            cache
                .prepare_cached(
                    "INSERT INTO shop_picture (connection, address, hash, mime, bytes, asked_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (connection, address) DO UPDATE SET
                         hash = ?3, mime = ?4, bytes = ?5, asked_at = ?6",
                )?
                .execute(params![
                    connection.0,
                    address,
                    hash,
                    picture.as_ref().map(|picture| &picture.mime),
                    picture.as_ref().map(|picture| &picture.bytes),
                    now,
                ])?;
            Ok(())
        })?;
        Ok(picture.is_some())
    }

    /// Pictures of a connection's offers and rewards that are there, by the address that a record
    /// names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn shop_pictures(&self, connection: ConnectionId) -> Result<BTreeMap<String, BlobId>> {
        self.read_cache(|cache| {
            let mut statement = cache.prepare_cached(
                "SELECT address, hash FROM shop_picture WHERE connection = ?1 AND hash IS NOT NULL",
            )?;
            let rows = statement
                .query_map([connection.0], |row| Ok((row.get(0)?, BlobId(row.get(1)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// A picture of an offer or a reward.
    ///
    /// # Errors
    /// When it is not there, or the store cannot be read.
    pub fn shop_picture(&self, id: BlobId) -> Result<Blob> {
        self.read_cache(|cache| {
            let found = cache
                .prepare_cached("SELECT mime, bytes FROM shop_picture WHERE hash = ?1")?
                .query_row([id.0], |row| {
                    let (mime, bytes) = (row.get(0)?, row.get(1)?);
                    Ok(Blob { mime, bytes })
                })
                .optional()?;
            found.ok_or(WalletError::NotFound)
        })
    }
}
