//! Reading one card.

use rusqlite::{Connection, OptionalExtension as _, Row};
use uuid::Uuid;

use super::row::{BalanceRow, BlobRef, CardRow, FieldRow, PassRow, SymbolRow, UsageRow};
use crate::domain::CardId;
use crate::error::Result;

/// A card's row number and rows; `None` when there is no such card.
pub(crate) fn card(connection: &Connection, id: CardId) -> Result<Option<(i64, CardRow)>> {
    let mut statement = connection.prepare_cached(
        "SELECT num, title, issuer, holder, number, note, colour, valid_from, valid_until,
                balance_amount, balance_scale, balance_unit, favourite, archived,
                front, back, icon, checkout_size, rank, origin, added_at, edited_at, revision,
                muted, updates_off
         FROM card WHERE id = ?1",
    )?;
    let Some((num, mut card)) = statement.query_row([id.0], own_columns).optional()? else {
        return Ok(None);
    };
    card.symbols = symbols(connection, num)?;
    card.fields = all(
        connection,
        "SELECT id, label, value FROM custom_field WHERE card = ?1 ORDER BY position",
        num,
        |row| {
            Ok(FieldRow {
                id: row.get(0)?,
                label: row.get(1)?,
                value: row.get(2)?,
            })
        },
    )?;
    card.groups = all(
        connection,
        "SELECT group_id FROM membership WHERE card = ?1 AND present = 1 ORDER BY group_id",
        num,
        |row| row.get(0),
    )?;
    card.pass = all(
        connection,
        "SELECT type, serial, original, provenance, expires_at, voided, headline_label, headline,
                logo, loyalty, as_of, set_id, set_position
         FROM pass WHERE card = ?1",
        num,
        pass,
    )?
    .pop();
    card.usage = all(
        connection,
        "SELECT device, count, last_at FROM card_usage WHERE card = ?1 ORDER BY device",
        num,
        |row| {
            Ok(UsageRow {
                device: row.get(0)?,
                count: row.get(1)?,
                last_at: row.get(2)?,
            })
        },
    )?;
    card.uses = all(
        connection,
        "SELECT at FROM card_use WHERE card = ?1 ORDER BY at DESC, num DESC",
        num,
        |row| row.get(0),
    )?;
    Ok(Some((num, card)))
}

/// All ids, in manual order.
pub(crate) fn ids(connection: &Connection) -> Result<Vec<CardId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM card ORDER BY rank, id")?;
    let ids = statement.query_map([], |row| row.get::<_, Uuid>(0).map(CardId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// A blob's name in a column.
pub(crate) fn blob_ref(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<BlobRef>> {
    Ok(row.get::<_, Option<[u8; 32]>>(column)?.map(BlobRef))
}

/// A balance in three columns.
pub(crate) fn balance(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<BalanceRow>> {
    let Some(amount) = row.get(first)? else {
        return Ok(None);
    };
    Ok(Some(BalanceRow {
        amount,
        scale: row.get(first + 1)?,
        unit: row.get(first + 2)?,
    }))
}

fn own_columns(row: &Row<'_>) -> rusqlite::Result<(i64, CardRow)> {
    let card = CardRow {
        title: row.get(1)?,
        issuer: row.get(2)?,
        holder: row.get(3)?,
        number: row.get(4)?,
        note: row.get(5)?,
        colour: row.get(6)?,
        valid_from: row.get(7)?,
        valid_until: row.get(8)?,
        balance: balance(row, 9)?,
        favourite: row.get(12)?,
        archived: row.get(13)?,
        front: blob_ref(row, 14)?,
        back: blob_ref(row, 15)?,
        icon: blob_ref(row, 16)?,
        muted: row.get(23)?,
        updates_off: row.get(24)?,
        checkout_size: row.get(17)?,
        rank: row.get(18)?,
        origin: row.get(19)?,
        added_at: row.get(20)?,
        edited_at: row.get(21)?,
        revision: row.get(22)?,
        symbols: Vec::new(),
        fields: Vec::new(),
        groups: Vec::new(),
        pass: None,
        usage: Vec::new(),
        uses: Vec::new(),
    };
    Ok((row.get(0)?, card))
}

fn symbols(connection: &Connection, num: i64) -> Result<Vec<SymbolRow>> {
    all(
        connection,
        "SELECT id, payload, symbology, charset, eci, gs1, text, as_printed, verdict
         FROM symbol WHERE card = ?1 ORDER BY position",
        num,
        |row| {
            Ok(SymbolRow {
                id: row.get(0)?,
                payload: row.get(1)?,
                symbology: row.get(2)?,
                charset: row.get(3)?,
                eci: row.get(4)?,
                gs1: row.get(5)?,
                text: row.get(6)?,
                as_printed: row.get(7)?,
                verdict: row.get(8)?,
            })
        },
    )
}

fn pass(row: &Row<'_>) -> rusqlite::Result<PassRow> {
    Ok(PassRow {
        kind: row.get(0)?,
        serial: row.get(1)?,
        original: BlobRef(row.get(2)?),
        provenance: row.get(3)?,
        expires_at: row.get(4)?,
        voided: row.get(5)?,
        headline_label: row.get(6)?,
        headline: row.get(7)?,
        logo: row.get(8)?,
        loyalty: row.get(9)?,
        as_of: row.get(10)?,
        set_id: row.get(11)?,
        set_position: row.get(12)?,
    })
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    num: i64,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_map([num], read)?
        .collect::<rusqlite::Result<_>>()?)
}
