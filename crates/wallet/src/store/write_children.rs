//! Rows that belong to a card: codes, custom fields, memberships, the pass, its uses.

use rusqlite::params;
use uuid::Uuid;

use super::row::{CardRow, FieldRow, PassRow, SymbolRow};
use super::write::{Pen, clear_tombstone, leave_tombstone};
use crate::error::Result;

/// Writes all rows of a new card.
pub(super) fn insert(pen: Pen<'_>, num: i64, card: &CardRow) -> Result<()> {
    for (position, symbol) in card.symbols.iter().enumerate() {
        put_symbol(pen, num, position, symbol)?;
    }
    for (position, field) in card.fields.iter().enumerate() {
        put_field(pen, num, position, field)?;
    }
    for group in &card.groups {
        put_membership(pen, num, *group, true)?;
    }
    if let Some(pass) = &card.pass {
        put_pass(pen, num, pass)?;
    }
    for usage in &card.usage {
        pen.connection
            .prepare_cached(
                "INSERT INTO card_usage (card, device, count, last_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![num, usage.device, usage.count, usage.last_at])?;
    }
    for at in card.uses.iter().rev() {
        put_use(pen, num, *at)?;
    }
    Ok(())
}

/// Brings the rows from `now` to `then`; tells which of the card's own fields that touches.
pub(super) fn update(
    pen: Pen<'_>,
    num: i64,
    now: &CardRow,
    then: &CardRow,
) -> Result<Vec<&'static str>> {
    let mut fields = Vec::new();
    let now_ids: Vec<Uuid> = now.symbols.iter().map(|symbol| symbol.id).collect();
    let then_ids: Vec<Uuid> = then.symbols.iter().map(|symbol| symbol.id).collect();
    for gone in now_ids.iter().filter(|id| !then_ids.contains(id)) {
        delete(pen, "symbol", *gone)?;
    }
    for (position, symbol) in then.symbols.iter().enumerate() {
        let old = now.symbols.iter().find(|old| old.id == symbol.id);
        if old != Some(symbol) {
            put_symbol(pen, num, position, symbol)?;
        } else if now_ids.get(position) != Some(&symbol.id) {
            place(pen, "symbol", symbol.id, position)?;
        }
    }
    if now_ids != then_ids {
        fields.push("symbols");
    }

    let now_ids: Vec<Uuid> = now.fields.iter().map(|field| field.id).collect();
    let then_ids: Vec<Uuid> = then.fields.iter().map(|field| field.id).collect();
    for gone in now_ids.iter().filter(|id| !then_ids.contains(id)) {
        delete(pen, "custom_field", *gone)?;
    }
    for (position, field) in then.fields.iter().enumerate() {
        let old = now.fields.iter().find(|old| old.id == field.id);
        if old != Some(field) {
            put_field(pen, num, position, field)?;
        } else if now_ids.get(position) != Some(&field.id) {
            place(pen, "custom_field", field.id, position)?;
        }
    }
    if now_ids != then_ids {
        fields.push("fields");
    }

    for group in now
        .groups
        .iter()
        .filter(|group| !then.groups.contains(group))
    {
        put_membership(pen, num, *group, false)?;
    }
    for group in then
        .groups
        .iter()
        .filter(|group| !now.groups.contains(group))
    {
        put_membership(pen, num, *group, true)?;
    }

    if now.pass != then.pass {
        match &then.pass {
            Some(pass) => put_pass(pen, num, pass)?,
            None => {
                let sql = "DELETE FROM pass WHERE card = ?1";
                pen.connection.prepare_cached(sql)?.execute([num])?;
                fields.push("pass");
            }
        }
    }
    Ok(fields)
}

fn put_symbol(pen: Pen<'_>, num: i64, position: usize, symbol: &SymbolRow) -> Result<()> {
    clear_tombstone(pen, "symbol", symbol.id)?;
    pen.connection
        .prepare_cached(
            "INSERT INTO symbol (id, card, position, payload, symbology, charset, eci, gs1, text,
                                 as_printed, verdict, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (id) DO UPDATE SET
                 position = excluded.position, payload = excluded.payload,
                 symbology = excluded.symbology, charset = excluded.charset, eci = excluded.eci,
                 gs1 = excluded.gs1, text = excluded.text, as_printed = excluded.as_printed,
                 verdict = excluded.verdict, hlc = excluded.hlc, device = excluded.device",
        )?
        .execute(params![
            symbol.id,
            num,
            place_number(position),
            symbol.payload,
            symbol.symbology,
            symbol.charset,
            symbol.eci,
            symbol.gs1,
            symbol.text,
            symbol.as_printed,
            symbol.verdict,
            pen.stamp.0,
            pen.device.0,
        ])?;
    Ok(())
}

fn put_field(pen: Pen<'_>, num: i64, position: usize, field: &FieldRow) -> Result<()> {
    clear_tombstone(pen, "custom_field", field.id)?;
    pen.connection
        .prepare_cached(
            "INSERT INTO custom_field (id, card, position, label, value, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET
                 position = excluded.position, label = excluded.label, value = excluded.value,
                 hlc = excluded.hlc, device = excluded.device",
        )?
        .execute(params![
            field.id,
            num,
            place_number(position),
            field.label,
            field.value,
            pen.stamp.0,
            pen.device.0,
        ])?;
    Ok(())
}

fn put_membership(pen: Pen<'_>, num: i64, group: Uuid, present: bool) -> Result<()> {
    pen.connection
        .prepare_cached(
            "INSERT INTO membership (card, group_id, present, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (card, group_id) DO UPDATE SET
                 present = excluded.present, hlc = excluded.hlc, device = excluded.device",
        )?
        .execute(params![num, group, present, pen.stamp.0, pen.device.0])?;
    Ok(())
}

fn put_pass(pen: Pen<'_>, num: i64, pass: &PassRow) -> Result<()> {
    pen.connection
        .prepare_cached(
            "INSERT INTO pass (card, type, serial, original, provenance, expires_at, voided,
                               headline_label, headline, logo, loyalty, as_of, set_id,
                               set_position, hlc, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (card) DO UPDATE SET
                 type = excluded.type, serial = excluded.serial, original = excluded.original,
                 provenance = excluded.provenance, expires_at = excluded.expires_at,
                 voided = excluded.voided, headline_label = excluded.headline_label,
                 headline = excluded.headline, logo = excluded.logo,
                 loyalty = excluded.loyalty, as_of = excluded.as_of, set_id = excluded.set_id,
                 set_position = excluded.set_position, hlc = excluded.hlc,
                 device = excluded.device",
        )?
        .execute(params![
            num,
            pass.kind,
            pass.serial,
            pass.original.0,
            pass.provenance,
            pass.expires_at,
            pass.voided,
            pass.headline_label,
            pass.headline,
            pass.logo,
            pass.loyalty,
            pass.as_of,
            pass.set_id,
            pass.set_position,
            pen.stamp.0,
            pen.device.0,
        ])?;
    Ok(())
}

/// Notes that the card was shown.
pub(crate) fn put_use(pen: Pen<'_>, num: i64, at: i64) -> Result<()> {
    pen.connection
        .prepare_cached("INSERT INTO card_use (card, at, device) VALUES (?1, ?2, ?3)")?
        .execute(params![num, at, pen.device.0])?;
    Ok(())
}

/// A place as SQLite counts.
fn place_number(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn place(pen: Pen<'_>, table: &str, id: Uuid, position: usize) -> Result<()> {
    let sql = format!("UPDATE {table} SET position = ?1 WHERE id = ?2");
    pen.connection
        .prepare_cached(&sql)?
        .execute(params![place_number(position), id])?;
    Ok(())
}

fn delete(pen: Pen<'_>, table: &str, id: Uuid) -> Result<()> {
    let sql = format!("DELETE FROM {table} WHERE id = ?1");
    pen.connection.prepare_cached(&sql)?.execute([id])?;
    leave_tombstone(pen, table, id)
}
