//! What members said, to which words.

use kantis_protocol::Purpose;
use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::ConsentAnswer;
use crate::store::{Consents, StoreError};

const TABLE: &str = "consent_answer";

impl Consents for SqliteTx<'_> {
    fn add_answer(&mut self, answer: &ConsentAnswer) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO consent_answer (member, purpose, granted, version, words, language, at)
                 VALUES (:member, :purpose, :granted, :version, :words, :language, :at)",
            )?
            .execute(named_params! {
                ":member": answer.member,
                ":purpose": answer.purpose.name(),
                ":granted": answer.granted,
                ":version": answer.version,
                ":words": answer.words,
                ":language": answer.language,
                ":at": millis(answer.at),
            })?;
        Ok(())
    }

    fn agreed(&self, member: Uuid, purpose: Purpose) -> Result<bool, StoreError> {
        let granted = self
            .connection()?
            .prepare_cached(
                "SELECT granted FROM consent_answer WHERE member = ?1 AND purpose = ?2
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row((member, purpose.name()), |row| row.get(0))
            .optional()?;
        Ok(granted.unwrap_or(false))
    }

    fn newest_answer(
        &self,
        member: Uuid,
        purpose: Purpose,
    ) -> Result<Option<ConsentAnswer>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT * FROM consent_answer WHERE member = ?1 AND purpose = ?2
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row((member, purpose.name()), |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    fn answers_of(&self, member: Uuid) -> Result<Vec<ConsentAnswer>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM consent_answer WHERE member = ?1 ORDER BY id")?
            .query_map([member], |row| Ok(read(row)))?
            .map(|row| row?)
            .collect()
    }
}

fn read(row: &Row<'_>) -> Result<ConsentAnswer, StoreError> {
    let purpose: String = row.get("purpose")?;
    Ok(ConsentAnswer {
        member: row.get("member")?,
        purpose: Purpose::named(&purpose).ok_or(StoreError::Unreadable { table: TABLE })?,
        granted: row.get("granted")?,
        version: row.get("version")?,
        words: row.get("words")?,
        language: row.get("language")?,
        at: instant(row.get("at")?, TABLE)?,
    })
}
