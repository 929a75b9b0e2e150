//! A purchase and the stamps that it gave are told once, on whichever pages of a reading they come.
//!
//! The stamp is what is told ("you have 9 of 10"); the receipt is what the timeline shows.

use chrono::{DateTime, Utc};
use kantis_protocol::{Receipt, StampCard};
use rusqlite::{Connection, params};

use crate::activity;
use crate::domain::{CardId, ConnectionId};
use crate::error::Result;
use crate::store::writer::Writer;

/// Other notices that tell of the same.
pub(super) enum Twin {
    /// There are none.
    None,
    /// This one says what these say, and more: those of them that were not told are not needed.
    Says(Vec<String>),
    /// It was said when one of these is there.
    Said(Vec<String>),
}

impl Twin {
    /// Whether there are any.
    pub(super) fn is_some(&self) -> bool {
        match self {
            Self::None => false,
            Self::Says(keys) | Self::Said(keys) => !keys.is_empty(),
        }
    }

    /// Whether it was said already. What was said is then no line of its own: the timeline has the
    /// receipt.
    pub(super) fn is_told(&self, writer: &Writer<'_>) -> Result<bool> {
        let Self::Said(keys) = self else {
            return Ok(false);
        };
        let mut told = false;
        for key in keys {
            told |= activity::is_noted(writer, key)?;
            activity::unsee_stamp(writer, key)?;
        }
        Ok(told)
    }

    /// Lets the others be, now that this one is noted.
    pub(super) fn hush(&self, writer: &Writer<'_>) -> Result<()> {
        if let Self::Says(keys) = self {
            for key in keys {
                activity::hush(writer, key)?;
            }
        }
        Ok(())
    }
}

/// What makes the notice of a receipt one of a kind.
pub(super) fn receipt_key(card: CardId, receipt: &Receipt) -> String {
    format!("receipt/{card}/{}", receipt.id)
}

/// What makes the notice of a full stamp card one of a kind.
pub(super) fn full_key(card: CardId, stamps: &StampCard) -> String {
    format!("stamps/{card}/{}/{}", stamps.id, stamps.completed)
}

/// What makes the notice of a stamp one of a kind.
pub(super) fn stamp_key(card: CardId, stamps: &StampCard) -> String {
    let last = stamps.last.map_or(0, |last| last.timestamp_millis());
    let StampCard {
        id,
        completed,
        collected,
        ..
    } = stamps;
    format!("stamp/{card}/{id}/{last}/{completed}/{collected}")
}

/// The receipts since then that gave stamps.
pub(super) fn stamping(
    cache: &Connection,
    connection: ConnectionId,
    since: DateTime<Utc>,
) -> Result<Vec<Receipt>> {
    let mut statement = cache.prepare_cached(
        "SELECT record FROM shop_record
         WHERE connection = ?1 AND kind = 'receipt' AND at > ?2
             AND json_array_length(record, '$.effects.stamps') > 0",
    )?;
    let rows = statement.query_map(params![connection.0, since.timestamp_millis()], |row| {
        row.get::<_, String>(0)
    })?;
    let mut receipts = Vec::new();
    for row in rows {
        receipts.extend(serde_json::from_str(&row?).ok());
    }
    Ok(receipts)
}

/// Those of the receipts whose stamps made a card from what it was what it is.
pub(super) fn gave<'r>(
    receipts: &'r [Receipt],
    before: Option<&StampCard>,
    after: &StampCard,
) -> impl Iterator<Item = &'r Receipt> {
    let (from, until) = (before.and_then(|card| card.last), after.last);
    let id = after.id.clone();
    receipts.iter().filter(move |receipt| {
        gives(receipt, &id)
            && from.is_none_or(|from| receipt.issued > from)
            && until.is_some_and(|until| receipt.issued <= until)
    })
}

/// The notices that said what this receipt gave, if they are there.
pub(super) fn said_by(stamps: &[StampCard], card: CardId, receipt: &Receipt) -> Vec<String> {
    let covers = |stamps: &&StampCard| {
        gives(receipt, &stamps.id) && stamps.last.is_some_and(|last| last >= receipt.issued)
    };
    let keys = |stamps| [stamp_key(card, stamps), full_key(card, stamps)];
    stamps.iter().filter(covers).flat_map(keys).collect()
}

fn gives(receipt: &Receipt, stamp_card: &str) -> bool {
    let mut effects = receipt.effects.stamps.iter();
    effects.any(|effect| effect.card == stamp_card && effect.stamps > 0)
}
