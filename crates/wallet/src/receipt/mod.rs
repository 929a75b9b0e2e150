//! Receipts as the shopper has them: as the shop sent them, with warranties noted on them, and kept
//! where the shopper wants that.

mod file;
mod kept;

use chrono::NaiveDate;
use kantis_protocol::{LedgerEntry, Receipt, Unit};
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use crate::domain::{CardId, ConnectionId};
use crate::error::{Result, WalletError};
use crate::shop::{self, rows, told::Units};
use crate::store::Wallet;

pub use file::ReceiptFormat;
pub(crate) use kept::{kept_entries, kept_of_left, reminders};

/// Characters of a note that are kept.
const LONGEST_NOTE: usize = 2_000;
/// Characters of a title that are kept.
const LONGEST_TITLE: usize = 200;

/// A receipt with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeReceipt {
    /// Whose.
    pub card: CardId,
    /// As the shop sent it.
    pub receipt: Receipt,
    /// What its points are called.
    pub unit: Option<Unit>,
    /// The ledger's lines that belong to it, oldest first.
    pub entries: Vec<LedgerEntry>,
    /// What the shopper noted on it, by line.
    pub warranties: Vec<Warranty>,
    /// The shopper keeps it: it stays when its shop goes.
    pub kept: bool,
}

/// What the shopper notes on a receipt or one of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Warranty {
    /// The line's number; 0 is the receipt as a whole.
    pub line: u32,
    /// Of what.
    pub title: String,
    /// In the shopper's words.
    pub note: String,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// The day on which to remind of it.
    pub remind: Option<NaiveDate>,
}

/// A receipt as the shop sent it, what its points are called, and what it moved.
type Sent = (Receipt, Option<Unit>, Vec<LedgerEntry>);

impl Warranty {
    /// Nothing is noted.
    fn is_empty(&self) -> bool {
        self.note.is_empty() && self.until.is_none() && self.remind.is_none()
    }
}

impl Wallet {
    /// A receipt with everything that belongs to it; `None` when the card has no such receipt.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn whole_receipt(&self, card: CardId, id: Uuid) -> Result<Option<WholeReceipt>> {
        let (connection, warranties, kept) = self.read(|wallet| {
            Ok((
                rows::id_of_card(wallet, card)?,
                kept::warranties(wallet, card, id)?,
                kept::kept(wallet, card, id)?,
            ))
        })?;
        let sent = connection.map(|connection| self.sent_receipt(connection, id));
        let is_kept = kept.is_some();
        let (receipt, unit, entries) = match (sent.transpose()?.flatten(), kept) {
            (Some(sent), _) => sent,
            (None, Some((receipt, unit))) => (receipt, unit, Vec::new()),
            (None, None) => return Ok(None),
        };
        Ok(Some(WholeReceipt {
            card,
            receipt,
            unit,
            entries,
            warranties,
            kept: is_kept,
        }))
    }

    /// Keeps a receipt, or no longer. One with warranties on it is kept as long as they are.
    ///
    /// # Errors
    /// When the card has no such receipt, or the store cannot be written.
    pub fn keep_receipt(&self, card: CardId, id: Uuid, on: bool) -> Result<()> {
        let whole = self.whole_receipt(card, id)?.ok_or(WalletError::NotFound)?;
        let on = on || !whole.warranties.is_empty();
        if on == whole.kept {
            return Ok(());
        }
        let mut writer = self.unrecorded_writer()?;
        kept::keep(writer.pen(), &whole, on)?;
        writer.commit()?;
        Ok(())
    }

    /// Notes a warranty on a receipt or one of its lines, and keeps the receipt. One with nothing in
    /// it is taken back.
    ///
    /// # Errors
    /// When the card has no such receipt or line, or the store cannot be written.
    pub fn set_warranty(&self, card: CardId, id: Uuid, warranty: &Warranty) -> Result<()> {
        let whole = self.whole_receipt(card, id)?.ok_or(WalletError::NotFound)?;
        let title = match warranty.line {
            0 => whole.receipt.seller.name.clone(),
            number => {
                let mut lines = whole.receipt.lines.iter();
                let line = lines.find(|line| line.line == number);
                line.ok_or(WalletError::NotFound)?.name.clone()
            }
        };
        let title = match warranty.title.trim() {
            "" => title,
            own => own.to_owned(),
        };
        let cut = |text: &str, most| text.trim().chars().take(most).collect();
        let warranty = Warranty {
            title: cut(&title, LONGEST_TITLE),
            note: cut(&warranty.note, LONGEST_NOTE),
            ..warranty.clone()
        };
        let mut writer = self.unrecorded_writer()?;
        if !warranty.is_empty() && !whole.kept {
            kept::keep(writer.pen(), &whole, true)?;
        }
        kept::note(writer.pen(), card, id, &warranty)?;
        writer.commit()?;
        Ok(())
    }

    /// What a card's shop counts in; `None` where no shop is connected, or it counts nothing.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn shop_unit(&self, card: CardId) -> Result<Option<Unit>> {
        let Some(connection) = self.read(|wallet| rows::id_of_card(wallet, card))? else {
            return Ok(None);
        };
        self.read_cache(|cache| Ok(Units::default().main(cache, connection)?.cloned()))
    }

    /// A receipt as the shop sent it, what its points are called, and what it moved.
    fn sent_receipt(&self, connection: ConnectionId, id: Uuid) -> Result<Option<Sent>> {
        self.read_cache(|cache| {
            let json: Option<String> = cache
                .prepare_cached(
                    "SELECT record FROM shop_record
                     WHERE connection = ?1 AND kind = 'receipt' AND id = ?2",
                )?
                .query_row(params![connection.0, id.to_string()], |row| row.get(0))
                .optional()?;
            let Some(receipt) = json.and_then(|json| serde_json::from_str(&json).ok()) else {
                return Ok(None);
            };
            let mut statement = cache.prepare_cached(
                "SELECT record FROM shop_record WHERE connection = ?1 AND kind = 'ledgerEntry'
                     AND json_extract(record, '$.receipt') = ?2 ORDER BY at, id",
            )?;
            let rows = statement.query_map(params![connection.0, id.to_string()], |row| {
                row.get::<_, String>(0)
            })?;
            let entries = shop::records(rows)?;
            let unit = Units::default().main(cache, connection)?.cloned();
            Ok(Some((receipt, unit, entries)))
        })
    }
}
