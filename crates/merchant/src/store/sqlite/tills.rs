//! Tills, web shops and visits.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{TillKind, TillRecord, VisitRecord, VisitStrength};
use crate::store::{StoreError, Tills};

impl Tills for SqliteTx<'_> {
    fn till_by_key(&self, key_hash: &[u8; 32]) -> Result<Option<TillRecord>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM till WHERE key_hash = ?1")?
            .query_row([key_hash.as_slice()], |row| Ok(read_till(row)))
            .optional()?
            .transpose()
    }

    fn tills(&self) -> Result<Vec<TillRecord>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM till ORDER BY name")?
            .query_map([], |row| Ok(read_till(row)))?
            .map(|row| row?)
            .collect()
    }

    fn add_till(&mut self, till: &TillRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO till (id, name, kind, key_hash, created)
                 VALUES (:id, :name, :kind, :key_hash, :created)",
            )?
            .execute(named_params! {
                ":id": till.id,
                ":name": till.name,
                ":kind": kind_word(till.kind),
                ":key_hash": till.key_hash.as_slice(),
                ":created": millis(till.created),
            })?;
        Ok(())
    }

    fn remove_till(&mut self, id: Uuid) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM till WHERE id = ?1")?
            .execute([id])?;
        self.touched.ended.insert(id);
        Ok(())
    }

    fn add_visit(&mut self, visit: &VisitRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO visit (id, till, member, strength, until)
                 VALUES (:id, :till, :member, :strength, :until)",
            )?
            .execute(named_params! {
                ":id": visit.id,
                ":till": visit.till,
                ":member": visit.member,
                ":strength": strength_word(visit.strength),
                ":until": millis(visit.until),
            })?;
        Ok(())
    }

    fn visit(&self, id: Uuid) -> Result<Option<VisitRecord>, StoreError> {
        self.connection()?
            .prepare_cached("SELECT * FROM visit WHERE id = ?1")?
            .query_row([id], |row| Ok(read_visit(row)))
            .optional()?
            .transpose()
    }

    fn trim_visits(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("DELETE FROM visit WHERE until < ?1")?
            .execute([millis(before)])?;
        Ok(())
    }
}

const fn kind_word(kind: TillKind) -> &'static str {
    match kind {
        TillKind::Till => "till",
        TillKind::WebShop => "web_shop",
    }
}

const fn strength_word(strength: VisitStrength) -> &'static str {
    match strength {
        VisitStrength::Rotating => "rotating",
        VisitStrength::Static => "static",
        VisitStrength::Told => "told",
    }
}

fn read_till(row: &Row<'_>) -> Result<TillRecord, StoreError> {
    let unreadable = || StoreError::Unreadable { table: "till" };
    let kind: String = row.get("kind")?;
    let key_hash: Vec<u8> = row.get("key_hash")?;
    Ok(TillRecord {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: [TillKind::Till, TillKind::WebShop]
            .into_iter()
            .find(|known| kind_word(*known) == kind)
            .ok_or_else(unreadable)?,
        key_hash: key_hash.try_into().map_err(|_| unreadable())?,
        created: instant(row.get("created")?, "till")?,
    })
}

fn read_visit(row: &Row<'_>) -> Result<VisitRecord, StoreError> {
    let strength: String = row.get("strength")?;
    Ok(VisitRecord {
        id: row.get("id")?,
        till: row.get("till")?,
        member: row.get("member")?,
        strength: [
            VisitStrength::Rotating,
            VisitStrength::Static,
            VisitStrength::Told,
        ]
        .into_iter()
        .find(|known| strength_word(*known) == strength)
        .ok_or(StoreError::Unreadable { table: "visit" })?,
        until: instant(row.get("until")?, "visit")?,
    })
}
