//! Blobs: pictures and original pass files, named by the SHA-256 of their bytes.

use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::Wallet;
use crate::domain::{BlobId, CardId};
use crate::error::{Result, WalletError};

/// Bytes with their media type.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// IANA media type.
    pub mime: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blob")
            .field("mime", &self.mime)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Wallet {
    /// A picture or original file.
    ///
    /// # Errors
    /// [`WalletError::NotFound`], or that the store cannot be read.
    pub fn blob(&self, id: BlobId) -> Result<Blob> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT mime, bytes FROM blob WHERE id = ?1")?
                .query_row([id.0], |row| {
                    Ok(Blob {
                        mime: row.get(0)?,
                        bytes: row.get(1)?,
                    })
                })
                .optional()?
                .ok_or(WalletError::NotFound)
        })
    }

    /// The pass file behind a card, byte for byte.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] when there is no such card or it has none.
    pub fn original(&self, card: CardId) -> Result<Vec<u8>> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT blob.bytes FROM card
                     JOIN pass ON pass.card = card.num
                     JOIN blob ON blob.id = pass.original
                     WHERE card.id = ?1",
                )?
                .query_row([card.0], |row| row.get(0))
                .optional()?
                .ok_or(WalletError::NotFound)
        })
    }
}

/// Keeps bytes, once.
pub(crate) fn put(connection: &Connection, mime: &str, bytes: &[u8]) -> Result<BlobId> {
    let id = BlobId(Sha256::digest(bytes).into());
    connection
        .prepare_cached(
            "INSERT INTO blob (id, mime, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![id.0, mime, bytes])?;
    Ok(id)
}

/// The bytes of a blob, when they are kept.
pub(crate) fn bytes(connection: &Connection, id: BlobId) -> Result<Option<Vec<u8>>> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM blob WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?)
}

/// Whether these bytes are kept.
pub(crate) fn is_kept(connection: &Connection, id: BlobId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM blob WHERE id = ?1")?
        .exists([id.0])?)
}

/// Deletes blobs that neither a card nor a step that can be undone needs.
pub(crate) fn collect_garbage(connection: &Connection) -> Result<()> {
    connection.execute(
        "DELETE FROM blob WHERE id NOT IN (
             SELECT front FROM card WHERE front IS NOT NULL
             UNION SELECT back FROM card WHERE back IS NOT NULL
             UNION SELECT icon FROM card WHERE icon IS NOT NULL
             UNION SELECT original FROM pass
             UNION SELECT blob FROM step_blob)",
        [],
    )?;
    Ok(())
}
