//! The tile of a connected card: what is kept of it beside the cursor, and reading it. It is made in
//! `summary`.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::rows;
use crate::domain::{CardId, CardSummary, ConnectionId, Loyalty, StoredCard};
use crate::error::{Result, WalletError};
use crate::store::Wallet;
use crate::store::convert::instant;

/// The tile of a connected card, kept beside the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Summary {
    /// Balances, stamps, tier, offers.
    pub(crate) loyalty: Loyalty,
    /// The member's static number.
    pub(crate) number: Option<String>,
    /// The programme's name.
    pub(crate) name: Option<String>,
    /// When the shop last spoke, in milliseconds.
    pub(crate) as_of: Option<i64>,
    /// What ends, beside the balances.
    pub(crate) ends: Vec<Ending>,
}

/// Something that ends, and that its owner wants to hear of before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Ending {
    /// An offer that is activated, or made for this member.
    Offer {
        id: String,
        title: String,
        until: chrono::NaiveDate,
    },
    /// The hold of a reserved reward, in milliseconds.
    Claim {
        id: String,
        title: String,
        from: i64,
        until: i64,
    },
    /// The tier, unless more is done.
    Tier {
        id: String,
        name: String,
        missing: Option<crate::domain::Balance>,
        by: chrono::NaiveDate,
    },
}

impl Summary {
    /// Puts what the shop says onto a tile. The shopper's own number stays.
    pub(crate) fn fill(self, card: &mut CardSummary) -> Result<()> {
        card.loyalty = self.loyalty;
        card.number = card.number.take().or(self.number);
        card.as_of = self.as_of.map(instant).transpose()?;
        Ok(())
    }
}

impl Wallet {
    /// What the home list shows of a card, with what its shop says.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn summary(&self, card: &StoredCard) -> Result<CardSummary> {
        let mut summary = card.summary();
        let connection = self.read(|wallet| rows::id_of_card(wallet, card.id))?;
        if let Some(connection) = connection
            && let Some(said) = self.read_cache(|cache| summary_of(cache, connection))?
        {
            said.fill(&mut summary)?;
        }
        Ok(summary)
    }

    /// The tiles of all connected cards.
    pub(crate) fn shop_summaries(&self) -> Result<BTreeMap<CardId, Summary>> {
        let cards: BTreeMap<ConnectionId, CardId> = self.read(rows::cards)?.into_iter().collect();
        if cards.is_empty() {
            return Ok(BTreeMap::new());
        }
        let summaries = self.read_cache(summaries)?.into_iter();
        Ok(summaries
            .filter_map(|(id, summary)| Some((*cards.get(&id)?, summary)))
            .collect())
    }
}

/// The tile of a connection that sent anything.
fn summary_of(cache: &Connection, connection: ConnectionId) -> Result<Option<Summary>> {
    let json: Option<String> = cache
        .prepare_cached("SELECT summary FROM shop_cursor WHERE connection = ?1")?
        .query_row([connection.0], |row| row.get(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json).unwrap_or_default()))
}

/// The tiles of all connections that sent anything.
fn summaries(cache: &Connection) -> Result<Vec<(ConnectionId, Summary)>> {
    let mut statement = cache.prepare_cached("SELECT connection, summary FROM shop_cursor")?;
    let rows = statement.query_map([], |row| {
        Ok((ConnectionId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (id, json) = row?;
        // One that a newer Kantis wrote is made anew with the next page.
        Ok((id, serde_json::from_str(&json).unwrap_or_default()))
    })
    .collect::<Result<_, WalletError>>()
}
