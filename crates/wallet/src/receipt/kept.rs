//! Receipts and warranties in `wallet.db`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kantis_protocol::{Receipt, Record, Unit};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};
use uuid::Uuid;

use super::{Warranty, WholeReceipt};
use crate::activity::{Asked, Place, TITLED, title};
use crate::domain::{ActivityEntry, ActivityKey, ActivitySource, CardId};
use crate::error::Result;
use crate::shop::{page, told};
use crate::store::convert::instant;
use crate::store::write::Pen;

/// A warranty that the shopper wants to be reminded of.
pub(crate) struct Due {
    pub(crate) receipt: Uuid,
    pub(crate) line: u32,
    pub(crate) title: String,
    pub(crate) until: NaiveDate,
    pub(crate) remind: NaiveDate,
}

/// All warranties with a day to remind on, by card.
pub(crate) fn reminders(connection: &Connection) -> Result<BTreeMap<CardId, Vec<Due>>> {
    let mut statement = connection.prepare_cached(
        "SELECT card, receipt, line, title, ifnull(until, remind), remind FROM warranty
         WHERE remind IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::<CardId, Vec<Due>>::new();
    while let Some(row) = rows.next()? {
        all.entry(CardId(row.get(0)?)).or_default().push(Due {
            receipt: row.get(1)?,
            line: row.get(2)?,
            title: row.get(3)?,
            until: row.get(4)?,
            remind: row.get(5)?,
        });
    }
    Ok(all)
}

/// What is noted on a receipt, by line.
pub(super) fn warranties(
    connection: &Connection,
    card: CardId,
    receipt: Uuid,
) -> Result<Vec<Warranty>> {
    let mut statement = connection.prepare_cached(
        "SELECT line, title, note, until, remind FROM warranty
         WHERE card = ?1 AND receipt = ?2
             AND (note <> '' OR until IS NOT NULL OR remind IS NOT NULL)
         ORDER BY line",
    )?;
    let rows = statement.query_map(params![card.0, receipt], |row| {
        Ok(Warranty {
            line: row.get(0)?,
            title: row.get(1)?,
            note: row.get(2)?,
            until: row.get(3)?,
            remind: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A receipt that is kept, and what its points are called.
pub(super) fn kept(
    connection: &Connection,
    card: CardId,
    receipt: Uuid,
) -> Result<Option<(Receipt, Option<Unit>)>> {
    let row = connection
        .prepare_cached(
            "SELECT record, unit FROM kept_receipt
             WHERE card = ?1 AND receipt = ?2 AND kept = 1",
        )?
        .query_row(params![card.0, receipt], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?;
    Ok(row.and_then(|(record, unit)| read(&record, unit.as_deref())))
}

fn read(record: &str, unit: Option<&str>) -> Option<(Receipt, Option<Unit>)> {
    let unit = unit.and_then(|unit| serde_json::from_str(unit).ok());
    Some((serde_json::from_str(record).ok()?, unit))
}

/// Keeps a receipt, or no longer.
pub(super) fn keep(pen: Pen<'_>, whole: &WholeReceipt, on: bool) -> Result<()> {
    let receipt = &whole.receipt;
    let Some(row) = page::row(&Record::Receipt(Box::new(receipt.clone())))? else {
        return Ok(());
    };
    let unit = whole.unit.as_ref().map(serde_json::to_string).transpose()?;
    pen.connection
        .prepare_cached(
            "INSERT INTO kept_receipt (card, receipt, record, unit, at, words, kept, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (card, receipt) DO UPDATE SET
                 record = ?3, unit = ?4, at = ?5, words = ?6, kept = ?7, hlc = ?8, device = ?9",
        )?
        .execute(params![
            whole.card.0,
            receipt.id,
            row.record,
            unit,
            row.at,
            row.words,
            on,
            pen.stamp.0,
            pen.device.0
        ])?;
    Ok(())
}

/// Writes what the shopper noted.
pub(super) fn note(pen: Pen<'_>, card: CardId, receipt: Uuid, warranty: &Warranty) -> Result<()> {
    pen.connection
        .prepare_cached(
            "INSERT INTO warranty (card, receipt, line, title, note, until, remind, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (card, receipt, line) DO UPDATE SET
                 title = ?4, note = ?5, until = ?6, remind = ?7, hlc = ?8, device = ?9",
        )?
        .execute(params![
            card.0,
            receipt,
            warranty.line,
            warranty.title,
            warranty.note,
            warranty.until,
            warranty.remind,
            pen.stamp.0,
            pen.device.0
        ])?;
    Ok(())
}

/// Kept receipts of a card, or of all cards, whose shop is not connected any more; with what their
/// points are called.
pub(crate) fn kept_of_left(
    connection: &Connection,
    card: Option<CardId>,
) -> Result<Vec<(CardId, Receipt, Option<Unit>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT kept_receipt.card, record, unit
         FROM kept_receipt JOIN card ON card.id = kept_receipt.card
         WHERE kept = 1 AND (?1 IS NULL OR kept_receipt.card = ?1) AND kept_receipt.card NOT IN
             (SELECT card FROM connection WHERE state <> 'leaving')
         ORDER BY kept_receipt.card, kept_receipt.at",
    )?;
    let mut rows = statement.query([card.map(|card| card.0)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (record, unit): (String, Option<String>) = (row.get(1)?, row.get(2)?);
        if let Some((receipt, unit)) = read(&record, unit.as_deref()) {
            all.push((CardId(row.get(0)?), receipt, unit));
        }
    }
    Ok(all)
}

/// Kept receipts of cards whose shop is not connected: nothing else shows them.
pub(crate) fn kept_entries(
    connection: &Connection,
    asked: &Asked<'_>,
) -> Result<Vec<ActivityEntry>> {
    let mut sql = "SELECT kept_receipt.card, receipt, record, unit, kept_receipt.at
                   FROM kept_receipt JOIN card ON card.id = kept_receipt.card
                   WHERE kept = 1 AND kept_receipt.card NOT IN
                       (SELECT card FROM connection WHERE state <> 'leaving')"
        .to_owned();
    let mut arguments: Vec<Value> = Vec::new();
    if let Some(card) = asked.query.card {
        sql.push_str(" AND kept_receipt.card = ?");
        arguments.push(card.0.as_bytes().to_vec().into());
    }
    let names = ["kept_receipt.at", "kept_receipt.card", "receipt"];
    asked.behind(&mut sql, &mut arguments, names, |named| match named {
        ActivitySource::Kept(card, receipt) => Place::Among(
            card.as_bytes().to_vec().into(),
            Some(receipt.as_bytes().to_vec().into()),
        ),
        other => Place::of(ActivitySource::Kept(Uuid::nil(), Uuid::nil()), other),
    });
    for word in &asked.words {
        sql.push_str(&format!(
            " AND (instr(words, ?) > 0 OR card.num IN ({TITLED}))"
        ));
        arguments.extend([format!(" {word}").into(), title(word)]);
    }
    sql.push_str(" ORDER BY kept_receipt.at DESC, kept_receipt.card DESC, receipt DESC LIMIT ?");
    arguments.push(i64::from(asked.limit).into());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (card, receipt): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
        let (record, unit): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        let Some((sent, unit)) = read(&record, unit.as_deref()) else {
            continue;
        };
        let at: i64 = row.get(4)?;
        entries.push(ActivityEntry {
            key: ActivityKey {
                at,
                from: ActivitySource::Kept(card, receipt),
            },
            at: instant(at)?,
            card: CardId(card),
            what: told::receipt(&sent, unit.as_ref()),
        });
    }
    Ok(entries)
}
