//! Answers to requests with a key.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::millis;
use crate::store::{Idempotency, KeptAnswer, StoreError};

impl Idempotency for SqliteTx<'_> {
    fn answer(
        &self,
        asker: Uuid,
        route: &str,
        key: &str,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT request, status, body FROM answer
                 WHERE asker = ?1 AND route = ?2 AND key = ?3",
            )?
            .query_row((asker, route, key), |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    fn keep_answer(
        &mut self,
        asker: Uuid,
        route: &str,
        key: &str,
        answer: &KeptAnswer,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO answer (asker, route, key, request, status, body, at)
                 VALUES (:asker, :route, :key, :request, :status, :body, :at)",
            )?
            .execute(named_params! {
                ":asker": asker,
                ":route": route,
                ":key": key,
                ":request": answer.request,
                ":status": answer.status,
                ":body": answer.body,
                ":at": millis(at),
            })?;
        Ok(())
    }

    fn forget_answers(&mut self, asker: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM answer WHERE asker = ?1")?
            .execute([asker])?;
        Ok(())
    }

    fn trim_answers(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM answer WHERE at < ?1")?
            .execute([millis(before)])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<KeptAnswer, StoreError> {
    let request: Vec<u8> = row.get("request")?;
    Ok(KeptAnswer {
        request: request
            .try_into()
            .map_err(|_| StoreError::Unreadable { table: "answer" })?,
        status: row.get("status")?,
        body: row.get("body")?,
    })
}
