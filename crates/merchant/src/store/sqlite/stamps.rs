//! Stamps on cards.

use chrono::{DateTime, Utc};
use rusqlite::{Params, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{FillRecord, StampRecord};
use crate::store::{Stamps, StoreError};

impl SqliteTx<'_> {
    fn find_stamps(&self, sql: &str, by: impl Params) -> Result<Vec<StampRecord>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read(row)))?
            .map(|row| row?)
            .collect()
    }
}

impl Stamps for SqliteTx<'_> {
    fn add_stamps(&mut self, stamps: &StampRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO stamp (sale, card, member, at, given, on_top, head_start, left, used,
                   worn, taken)
                 VALUES (:sale, :card, :member, :at, :given, :on_top, :head_start, :left, :used,
                   :worn, :taken)",
            )?
            .execute(named_params! {
                ":sale": stamps.sale,
                ":card": stamps.card,
                ":member": stamps.member,
                ":at": millis(stamps.at),
                ":given": stamps.given,
                ":on_top": stamps.on_top,
                ":head_start": stamps.head_start,
                ":left": stamps.left,
                ":used": stamps.used,
                ":worn": stamps.worn,
                ":taken": stamps.taken,
            })?;
        Ok(())
    }

    fn set_stamps(&mut self, stamps: &StampRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "UPDATE stamp SET left = :left, used = :used, worn = :worn, taken = :taken
                 WHERE sale = :sale AND card = :card",
            )?
            .execute(named_params! {
                ":sale": stamps.sale,
                ":card": stamps.card,
                ":left": stamps.left,
                ":used": stamps.used,
                ":worn": stamps.worn,
                ":taken": stamps.taken,
            })?;
        Ok(())
    }

    fn stamps_of(&self, sale: Uuid, card: &str) -> Result<Option<StampRecord>, StoreError> {
        let found = self.find_stamps(
            "SELECT * FROM stamp WHERE sale = ?1 AND card = ?2",
            (sale, card),
        )?;
        Ok(found.into_iter().next())
    }

    fn stamps_left(&self, member: Uuid, card: &str) -> Result<Vec<StampRecord>, StoreError> {
        self.find_stamps(
            "SELECT * FROM stamp WHERE member = ?1 AND card = ?2 AND left > 0 ORDER BY at, sale",
            (member, card),
        )
    }

    fn stamps_used(
        &self,
        member: Uuid,
        card: &str,
        limit: u32,
    ) -> Result<Vec<StampRecord>, StoreError> {
        self.find_stamps(
            "SELECT * FROM stamp WHERE member = ?1 AND card = ?2 AND used > 0
             ORDER BY at DESC, sale DESC LIMIT ?3",
            (member, card, limit),
        )
    }

    fn stamps_before(
        &self,
        card: &str,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<StampRecord>, StoreError> {
        self.find_stamps(
            "SELECT * FROM stamp WHERE card = ?1 AND at < ?2 AND left > 0 ORDER BY at LIMIT ?3",
            (card, millis(before), limit),
        )
    }

    fn last_stamp(&self, member: Uuid, card: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let last: Option<i64> = self
            .connection()?
            .prepare_cached(
                "SELECT max(at) FROM stamp WHERE member = ?1 AND card = ?2 AND given > taken",
            )?
            .query_row((member, card), |row| row.get(0))?;
        last.map(|last| instant(last, "stamp")).transpose()
    }

    fn add_fill(&mut self, fill: &FillRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO stamp_fill (claim, card, member, at, size)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                fill.claim,
                &fill.card,
                fill.member,
                millis(fill.at),
                fill.size,
            ))?;
        Ok(())
    }

    fn remove_fill(&mut self, claim: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM stamp_fill WHERE claim = ?1")?
            .execute([claim])?;
        Ok(())
    }

    fn fills(&self, member: Uuid, card: &str, limit: u32) -> Result<Vec<FillRecord>, StoreError> {
        self.connection()?
            .prepare_cached(
                "SELECT * FROM stamp_fill WHERE member = ?1 AND card = ?2
                 ORDER BY at DESC, claim DESC LIMIT ?3",
            )?
            .query_map((member, card, limit), |row| Ok(read_fill(row)))?
            .map(|row| row?)
            .collect()
    }

    fn fill_count(&self, member: Uuid, card: &str) -> Result<u32, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("SELECT count(*) FROM stamp_fill WHERE member = ?1 AND card = ?2")?
            .query_row((member, card), |row| row.get(0))?)
    }
}

fn read(row: &Row<'_>) -> Result<StampRecord, StoreError> {
    Ok(StampRecord {
        sale: row.get("sale")?,
        card: row.get("card")?,
        member: row.get("member")?,
        at: instant(row.get("at")?, "stamp")?,
        given: row.get("given")?,
        on_top: row.get("on_top")?,
        head_start: row.get("head_start")?,
        left: row.get("left")?,
        used: row.get("used")?,
        worn: row.get("worn")?,
        taken: row.get("taken")?,
    })
}

fn read_fill(row: &Row<'_>) -> Result<FillRecord, StoreError> {
    Ok(FillRecord {
        claim: row.get("claim")?,
        card: row.get("card")?,
        member: row.get("member")?,
        at: instant(row.get("at")?, "stamp_fill")?,
        size: row.get("size")?,
    })
}
