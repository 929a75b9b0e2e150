//! Writing one card: the difference between what it is and what it shall be, with stamps on
//! exactly the fields that differ.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, params, params_from_iter};
use uuid::Uuid;

use super::row::{BlobRef, CardRow};
use super::{text, write_children};
use crate::domain::{CardId, DeviceId};
use crate::error::Result;
use crate::hlc::Hlc;

/// What writes: a transaction's connection and the stamp of this write.
#[derive(Clone, Copy)]
pub(crate) struct Pen<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) stamp: Hlc,
    pub(crate) device: DeviceId,
}

/// Later writes of single fields: field to stamp and device.
pub(crate) type FieldStamps = BTreeMap<String, (i64, Uuid)>;

/// A column of `card` that the shopper owns, and the field whose stamp it shares.
struct Column {
    field: &'static str,
    name: &'static str,
    value: for<'a> fn(&'a CardRow) -> ToSqlOutput<'a>,
}

const COLUMNS: &[Column] = &[
    Column {
        field: "title",
        name: "title",
        value: |card| string(&card.title),
    },
    Column {
        field: "issuer",
        name: "issuer",
        value: |card| string(&card.issuer),
    },
    Column {
        field: "holder",
        name: "holder",
        value: |card| string(&card.holder),
    },
    Column {
        field: "number",
        name: "number",
        value: |card| string(&card.number),
    },
    Column {
        field: "note",
        name: "note",
        value: |card| string(&card.note),
    },
    Column {
        field: "colour",
        name: "colour",
        value: |card| integer(card.colour),
    },
    Column {
        field: "validFrom",
        name: "valid_from",
        value: |card| owned(card.valid_from.map(|date| date.to_string())),
    },
    Column {
        field: "validUntil",
        name: "valid_until",
        value: |card| owned(card.valid_until.map(|date| date.to_string())),
    },
    Column {
        field: "balance",
        name: "balance_amount",
        value: |card| integer(card.balance.as_ref().map(|balance| balance.amount)),
    },
    Column {
        field: "balance",
        name: "balance_scale",
        value: |card| integer(card.balance.as_ref().map(|balance| balance.scale)),
    },
    Column {
        field: "balance",
        name: "balance_unit",
        value: |card| {
            card.balance
                .as_ref()
                .map_or(NULL, |balance| string(&balance.unit))
        },
    },
    Column {
        field: "favourite",
        name: "favourite",
        value: |card| integer(Some(card.favourite)),
    },
    Column {
        field: "archived",
        name: "archived",
        value: |card| integer(Some(card.archived)),
    },
    Column {
        field: "front",
        name: "front",
        value: |card| blob(&card.front),
    },
    Column {
        field: "back",
        name: "back",
        value: |card| blob(&card.back),
    },
    Column {
        field: "icon",
        name: "icon",
        value: |card| blob(&card.icon),
    },
    Column {
        field: "checkoutSize",
        name: "checkout_size",
        value: |card| integer(Some(card.checkout_size)),
    },
    Column {
        field: "muted",
        name: "muted",
        value: |card| integer(Some(card.muted)),
    },
    Column {
        field: "updatesOff",
        name: "updates_off",
        value: |card| integer(Some(card.updates_off)),
    },
    Column {
        field: "order",
        name: "rank",
        value: |card| string(&card.rank),
    },
];

const NULL: ToSqlOutput<'static> = ToSqlOutput::Owned(Value::Null);

fn string(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn owned(text: Option<String>) -> ToSqlOutput<'static> {
    text.map_or(NULL, |text| ToSqlOutput::Owned(Value::Text(text)))
}

fn integer(number: Option<impl Into<i64>>) -> ToSqlOutput<'static> {
    number.map_or(NULL, |number| {
        ToSqlOutput::Owned(Value::Integer(number.into()))
    })
}

fn blob(blob: &Option<BlobRef>) -> ToSqlOutput<'_> {
    blob.as_ref()
        .map_or(NULL, |blob| ToSqlOutput::Borrowed(ValueRef::Blob(&blob.0)))
}

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    format!(
        "INSERT INTO card (id, origin, added_at, edited_at, last_used_at, use_count, number_key,
                           revision, hlc, device, {}) VALUES (?{})",
        names.join(", "),
        ", ?".repeat(9 + names.len()),
    )
});

/// Writes a card that is not there. `groups` are the names of its groups, for the search.
pub(crate) fn insert(pen: Pen<'_>, id: CardId, card: &CardRow, groups: &str) -> Result<()> {
    let key = text::number_key(&card.number);
    let head = [
        Value::Blob(id.0.as_bytes().to_vec()),
        Value::Text(card.origin.clone()),
        Value::Integer(card.added_at),
        Value::Integer(card.edited_at),
        card.last_used_at().map_or(Value::Null, Value::Integer),
        Value::Integer(card.use_count().into()),
        Value::Text(key),
        Value::Integer(card.revision),
        Value::Integer(pen.stamp.0),
        Value::Blob(pen.device.0.as_bytes().to_vec()),
    ];
    let values = head.into_iter().map(ToSqlOutput::Owned);
    let values = values.chain(COLUMNS.iter().map(|column| (column.value)(card)));
    pen.connection
        .prepare_cached(&INSERT)?
        .execute(params_from_iter(values))?;
    let num = pen.connection.last_insert_rowid();
    clear_tombstone(pen, "card", id.0)?;
    write_children::insert(pen, num, card)?;
    text::index(pen.connection, num, card, groups)
}

/// Brings a card from `now` to `then`. Usage is left alone: it is counted, not edited.
pub(crate) fn update(
    pen: Pen<'_>,
    num: i64,
    now: &CardRow,
    then: &CardRow,
    groups: &str,
) -> Result<()> {
    let mut fields = write_children::update(pen, num, now, then)?;
    let mut assignments = vec!["edited_at = ?", "revision = ?", "number_key = ?"]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let key = text::number_key(&then.number);
    let mut values = vec![
        integer(Some(then.edited_at)),
        integer(Some(then.revision)),
        string(&key),
    ];
    for column in COLUMNS {
        let value = (column.value)(then);
        if (column.value)(now) != value {
            assignments.push(format!("{} = ?", column.name));
            values.push(value);
            fields.push(column.field);
        }
    }
    if !fields.is_empty() {
        let stamps = stamped(pen, "card", "num", num, &fields)?;
        assignments.push("field_stamps = ?".to_owned());
        values.push(owned(Some(stamps)));
    }
    values.push(integer(Some(num)));
    let sql = format!("UPDATE card SET {} WHERE num = ?", assignments.join(", "));
    pen.connection
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    text::forget(pen.connection, num)?;
    text::index(pen.connection, num, then, groups)
}

/// Deletes a card and leaves its tombstone, which stands for all that belonged to it.
pub(crate) fn delete(pen: Pen<'_>, num: i64, id: CardId) -> Result<()> {
    text::forget(pen.connection, num)?;
    pen.connection
        .prepare_cached("DELETE FROM card WHERE num = ?1")?
        .execute([num])?;
    leave_tombstone(pen, "card", id.0)
}

/// The row's field stamps with new ones for `fields`, as JSON.
pub(crate) fn stamped(
    pen: Pen<'_>,
    table: &str,
    key: &str,
    value: impl rusqlite::ToSql,
    fields: &[&str],
) -> Result<String> {
    let sql = format!("SELECT field_stamps FROM {table} WHERE {key} = ?1");
    let json: String = pen
        .connection
        .prepare_cached(&sql)?
        .query_row([value], |row| row.get(0))?;
    let mut stamps: FieldStamps = serde_json::from_str(&json)?;
    for field in fields {
        stamps.insert((*field).to_owned(), (pen.stamp.0, pen.device.0));
    }
    Ok(serde_json::to_string(&stamps)?)
}

/// Notes that a record was deleted.
pub(crate) fn leave_tombstone(pen: Pen<'_>, kind: &str, id: Uuid) -> Result<()> {
    pen.connection
        .prepare_cached(
            "INSERT INTO tombstone (kind, id, hlc, device) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET hlc = excluded.hlc, device = excluded.device",
        )?
        .execute(params![kind, id, pen.stamp.0, pen.device.0])?;
    Ok(())
}

/// Takes a tombstone away: the record is back, with newer stamps.
pub(crate) fn clear_tombstone(pen: Pen<'_>, kind: &str, id: Uuid) -> Result<()> {
    pen.connection
        .prepare_cached("DELETE FROM tombstone WHERE kind = ?1 AND id = ?2")?
        .execute(params![kind, id])?;
    Ok(())
}
