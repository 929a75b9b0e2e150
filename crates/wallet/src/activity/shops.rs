//! Lines of the timeline that are shops' own records: receipts, and what moved without one.

use std::collections::BTreeMap;

use kantis_protocol::{EntryState, LedgerEntry, Receipt, Unit};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::list::{Asked, Place, TITLED, title};
use crate::domain::{ActivityEntry, ActivityKey, ActivitySource, CardId, ConnectionId, Topic};
use crate::error::Result;
use crate::shop::told::{self, Units};
use crate::store::convert::instant;

/// A connected shop that is asked for.
pub(super) struct Shop {
    connection: ConnectionId,
    card: CardId,
    /// For each word of the search, whether the card's title has it.
    titled: Vec<bool>,
}

/// The connected shops whose cards are there.
pub(super) fn find(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<Shop>> {
    if !asked.wants(Topic::Receipts) && !asked.wants(Topic::Balance) {
        return Ok(Vec::new());
    }
    let mut columns = String::new();
    let mut arguments: Vec<Value> = Vec::new();
    for word in &asked.words {
        columns.push_str(&format!(", card.num IN ({TITLED})"));
        arguments.push(title(word));
    }
    let mut sql = format!(
        "SELECT connection.id, connection.card{columns}
         FROM connection JOIN card ON card.id = connection.card WHERE state <> 'leaving'"
    );
    if let Some(card) = asked.query.card {
        sql.push_str(" AND connection.card = ?");
        arguments.push(card.0.as_bytes().to_vec().into());
    }
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut shops = Vec::new();
    while let Some(row) = rows.next()? {
        let titled = (2..2 + asked.words.len()).map(|column| row.get(column));
        shops.push(Shop {
            connection: ConnectionId(row.get(0)?),
            card: CardId(row.get(1)?),
            titled: titled.collect::<rusqlite::Result<_>>()?,
        });
    }
    Ok(shops)
}

/// Their receipts, and their ledgers' lines that belong to no receipt that is here.
pub(super) fn entries(
    cache: &Connection,
    shops: &[Shop],
    asked: &Asked<'_>,
) -> Result<Vec<ActivityEntry>> {
    let cards: BTreeMap<ConnectionId, CardId> = shops
        .iter()
        .map(|shop| (shop.connection, shop.card))
        .collect();
    let mut units = Units::default();
    let mut entries = Vec::new();
    if asked.wants(Topic::Receipts) {
        for row in rows(cache, shops, asked, RECEIPTS)? {
            let Ok(receipt) = serde_json::from_str::<Receipt>(&row.record) else {
                continue;
            };
            let unit = units.main(cache, row.connection)?;
            let source = ActivitySource::Receipt(row.connection.0, receipt.id);
            entries.extend(row.entry(&cards, source, told::receipt(&receipt, unit)));
        }
    }
    if asked.wants(Topic::Balance) {
        for row in rows(cache, shops, asked, LEDGER)? {
            let Ok(entry) = serde_json::from_str::<LedgerEntry>(&row.record) else {
                continue;
            };
            let unit = units.named(cache, row.connection, &entry.unit)?;
            let source = ActivitySource::Ledger(row.connection.0, entry.id);
            entries.extend(row.entry(&cards, source, moved(&entry, unit)));
        }
    }
    Ok(entries)
}

fn moved(entry: &LedgerEntry, unit: &Unit) -> crate::domain::Happening {
    let state = match entry.state {
        EntryState::Pending => "pending",
        EntryState::Cancelled => "cancelled",
        EntryState::Posted | EntryState::Unknown => "posted",
    };
    crate::domain::Happening::Moved {
        why: told::entry_kind(entry.kind).to_owned(),
        reason: entry.reason.clone(),
        amount: crate::shop::points(entry.amount, unit),
        state: state.to_owned(),
        expires: entry.expires,
    }
}

/// One of the two kinds of records.
#[derive(Clone, Copy)]
struct Records {
    kind: &'static str,
    source: fn(Uuid, Uuid) -> ActivitySource,
    condition: &'static str,
}

const RECEIPTS: Records = Records {
    kind: "receipt",
    source: ActivitySource::Receipt,
    condition: "",
};

/// A hold that became a purchase moved nothing then: it is the purchase that tells.
const LEDGER: Records = Records {
    kind: "ledgerEntry",
    source: ActivitySource::Ledger,
    condition: " AND json_extract(record, '$.amount') <> 0
         AND NOT EXISTS (SELECT 1 FROM shop_record AS bought
             WHERE bought.connection = shop_record.connection AND bought.kind = 'receipt'
                 AND bought.id = json_extract(shop_record.record, '$.receipt'))",
};

struct Row {
    connection: ConnectionId,
    at: i64,
    record: String,
}

impl Row {
    fn entry(
        &self,
        cards: &BTreeMap<ConnectionId, CardId>,
        from: ActivitySource,
        what: crate::domain::Happening,
    ) -> Option<ActivityEntry> {
        Some(ActivityEntry {
            key: ActivityKey { at: self.at, from },
            at: instant(self.at).ok()?,
            card: *cards.get(&self.connection)?,
            what,
        })
    }
}

fn rows(
    cache: &Connection,
    shops: &[Shop],
    asked: &Asked<'_>,
    records: Records,
) -> Result<Vec<Row>> {
    fn list<'s>(shops: impl Iterator<Item = &'s Shop>, arguments: &mut Vec<Value>) -> String {
        let ids: Vec<Value> = shops
            .map(|shop| shop.connection.0.as_bytes().to_vec().into())
            .collect();
        let marks = vec!["?"; ids.len()].join(", ");
        arguments.extend(ids);
        format!("connection IN ({marks})")
    }

    let mut arguments: Vec<Value> = Vec::new();
    let all = list(shops.iter(), &mut arguments);
    let mut sql = format!(
        "SELECT connection, at, record FROM shop_record WHERE kind = '{}' AND {all}{}",
        records.kind, records.condition
    );
    let names = ["at", "connection", "id"];
    let own = (records.source)(Uuid::nil(), Uuid::nil());
    asked.behind(&mut sql, &mut arguments, names, |named| {
        let among = |connection: Uuid, id: Uuid| {
            Place::Among(
                connection.as_bytes().to_vec().into(),
                Some(id.to_string().into()),
            )
        };
        match (own, named) {
            (ActivitySource::Receipt(..), ActivitySource::Receipt(connection, id))
            | (ActivitySource::Ledger(..), ActivitySource::Ledger(connection, id)) => {
                among(connection, id)
            }
            _ => Place::of(own, named),
        }
    });
    for (place, word) in asked.words.iter().enumerate() {
        arguments.push(format!(" {word}").into());
        let titled = shops
            .iter()
            .filter(|shop| shop.titled.get(place).copied().unwrap_or_default());
        let titled = list(titled, &mut arguments);
        sql.push_str(&format!(" AND (instr(words, ?) > 0 OR {titled})"));
    }
    sql.push_str(" ORDER BY at DESC, connection DESC, id DESC LIMIT ?");
    arguments.push(i64::from(asked.limit).into());
    let mut statement = cache.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Row {
            connection: ConnectionId(row.get(0)?),
            at: row.get(1)?,
            record: row.get(2)?,
        });
    }
    Ok(found)
}
