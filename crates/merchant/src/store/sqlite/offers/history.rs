//! What a member bought and kept, as rules look at it: found by the member's sales alone, each line
//! read once. What came back whole does not count as bought.

use chrono::{DateTime, Utc};
use rusqlite::{Params, Row};
use uuid::Uuid;

use super::super::SqliteTx;
use super::super::convert::{instant, millis};
use crate::records::Bought;
use crate::store::StoreError;

const TABLE: &str = "sale_line";

pub(super) fn since(
    tx: &SqliteTx<'_>,
    member: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Bought>, StoreError> {
    find(
        tx,
        "SELECT sale.id AS sale, sale.at AS at, sku, category, name
         FROM sale JOIN sale_line ON sale_line.sale = sale.id
         WHERE sale.member = ?1 AND sale.at >= ?2 AND sale.returns IS NULL AND quantity > returned
         ORDER BY sale.at, sale.id, line",
        (member, millis(since)),
    )
}

pub(super) fn ever(tx: &SqliteTx<'_>, member: Uuid) -> Result<Vec<Bought>, StoreError> {
    // With max(), SQLite takes the other columns from the row that has it.
    find(
        tx,
        "SELECT sale.id AS sale, max(sale.at) AS at, sku, category, name
         FROM sale JOIN sale_line ON sale_line.sale = sale.id
         WHERE sale.member = ?1 AND sale.returns IS NULL AND quantity > returned
         GROUP BY sku, category ORDER BY at",
        [member],
    )
}

pub(super) fn count(
    tx: &SqliteTx<'_>,
    member: Uuid,
) -> Result<(u32, Option<DateTime<Utc>>), StoreError> {
    let (count, last): (u32, Option<i64>) = tx
        .connection()?
        .prepare_cached(
            "SELECT count(*), max(at) FROM sale
             WHERE member = ?1 AND returns IS NULL AND EXISTS
               (SELECT 1 FROM sale_line WHERE sale_line.sale = sale.id AND quantity > returned)",
        )?
        .query_row([member], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count, last.map(|at| instant(at, TABLE)).transpose()?))
}

fn find(tx: &SqliteTx<'_>, sql: &str, by: impl Params) -> Result<Vec<Bought>, StoreError> {
    tx.connection()?
        .prepare_cached(sql)?
        .query_map(by, |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

fn read(row: &Row<'_>) -> Result<Bought, StoreError> {
    Ok(Bought {
        sale: row.get("sale")?,
        at: instant(row.get("at")?, TABLE)?,
        sku: row.get("sku")?,
        category: row.get("category")?,
        name: row.get("name")?,
    })
}
