//! What connected shops say, as records.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::{
    Account, Challenge, Claim, Consent, Currency, LedgerEntry, Money, Offer, Programme, Receipt,
    Reward, StampCard, Unit,
};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::rows;
use crate::domain::{CardId, ConnectionId, OutboxEntry, ShopConnection};
use crate::error::Result;
use crate::store::Wallet;
use crate::store::convert::instant;

/// Everything that a card's shop says, save what is long: its ledger and receipts.
#[derive(Debug, Clone)]
pub struct ShopRecords {
    /// The connection.
    pub connection: ShopConnection,
    /// The shop's clock less ours in milliseconds, as last heard.
    pub clock_offset: Option<i64>,
    /// Balances and tier; `None` before the first read.
    pub account: Option<Account>,
    /// The programme.
    pub programme: Option<Programme>,
    /// The catalogue.
    pub rewards: Vec<Reward>,
    /// What was taken of it, newest first.
    pub claims: Vec<Claim>,
    /// Offers, hidden and used ones too.
    pub offers: Vec<Offer>,
    /// Stamp cards.
    pub stamp_cards: Vec<StampCard>,
    /// Challenges.
    pub challenges: Vec<Challenge>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Wishes that are not done.
    pub outbox: Vec<OutboxEntry>,
    /// When the shop last spoke.
    pub as_of: Option<DateTime<Utc>>,
}

/// An offer of a connected shop, with the card that it belongs to.
#[derive(Debug, Clone)]
pub struct ShopOffer {
    /// Whose.
    pub card: CardId,
    /// Which connection.
    pub connection: ConnectionId,
    /// The offer.
    pub offer: Offer,
    /// What the programme counts.
    pub unit: Option<Unit>,
    /// When the shop last spoke.
    pub as_of: Option<DateTime<Utc>>,
}

impl ShopRecords {
    /// The shop's time at an instant of ours.
    #[must_use]
    pub fn there(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let offset = self.clock_offset.map(TimeDelta::milliseconds);
        offset.map_or(now, |offset| now + offset)
    }
}

impl Wallet {
    /// All connections that are not being ended, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn connections(&self) -> Result<Vec<ShopConnection>> {
        self.read(|connection| {
            let open = super::outbox::open_counts(connection)?;
            let waiting = |num| {
                open.iter()
                    .find(|(one, _)| *one == num)
                    .map_or(0, |(_, n)| *n)
            };
            let rows = rows::all(connection)?;
            Ok(rows.iter().map(|row| row.shown(waiting(row.num))).collect())
        })
    }

    /// Everything that a card's shop says; `None` when no shop is connected to it.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn shop_records(&self, card: CardId) -> Result<Option<ShopRecords>> {
        let Some((row, waiting)) = self.read(|connection| {
            let row = rows::of_card(connection, card)?;
            row.map(|row| {
                let open = super::outbox::open(connection, row.num)?;
                Ok((row, u32::try_from(open.len()).unwrap_or(u32::MAX)))
            })
            .transpose()
        })?
        else {
            return Ok(None);
        };
        let id = row.id;
        let mut outbox = self.outbox()?;
        outbox.retain(|entry| entry.connection == id);
        self.read_cache(|cache| {
            Ok(Some(ShopRecords {
                connection: row.shown(waiting),
                clock_offset: row.clock_offset.map(|offset| offset.num_milliseconds()),
                account: one(cache, id, "account")?,
                programme: one(cache, id, "programme")?,
                rewards: of_kind(cache, id, "reward")?,
                claims: of_kind(cache, id, "claim")?,
                offers: of_kind(cache, id, "offer")?,
                stamp_cards: of_kind(cache, id, "stampCard")?,
                challenges: of_kind(cache, id, "challenge")?,
                consents: of_kind(cache, id, "consent")?,
                outbox: outbox.clone(),
                as_of: as_of(cache, id)?,
            }))
        })
    }

    /// Offers of all connected shops, hidden and used ones too.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn shop_offers(&self) -> Result<Vec<ShopOffer>> {
        let cards = self.read(rows::cards)?;
        self.read_cache(|cache| {
            let mut all = Vec::new();
            for &(connection, card) in &cards {
                let as_of = as_of(cache, connection)?;
                let programme: Option<Programme> = one(cache, connection, "programme")?;
                let unit = programme.and_then(|programme| programme.unit);
                let offers = of_kind(cache, connection, "offer")?.into_iter();
                all.extend(offers.map(|offer| ShopOffer {
                    card,
                    connection,
                    offer,
                    unit: unit.clone(),
                    as_of,
                }));
            }
            Ok(all)
        })
    }

    /// One receipt of a card's shop.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn receipt(&self, card: CardId, id: Uuid) -> Result<Option<Receipt>> {
        let Some(connection) = self.read(|wallet| rows::id_of_card(wallet, card))? else {
            return Ok(None);
        };
        self.read_cache(|cache| by_id(cache, connection, "receipt", &id.to_string()))
    }

    /// A card's receipts, newest first, at most `most`.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn receipts(&self, card: CardId, most: u32) -> Result<Vec<Receipt>> {
        self.latest(card, "receipt", most)
    }

    /// A card's ledger, newest first, at most `most`.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn ledger(&self, card: CardId, most: u32) -> Result<Vec<LedgerEntry>> {
        self.latest(card, "ledgerEntry", most)
    }

    /// What the shopper saved at each connected shop by all receipts that are known, by currency.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn saved(&self) -> Result<Vec<(CardId, Money)>> {
        let cards = self.read(rows::cards)?;
        self.read_cache(|cache| {
            let mut statement = cache.prepare_cached(
                "SELECT json_extract(record, '$.total.currency') AS currency,
                     sum(json_extract(record, '$.effects.saved')) AS saved
                 FROM shop_record WHERE connection = ?1 AND kind = 'receipt'
                 GROUP BY currency HAVING saved <> 0 AND currency IS NOT NULL ORDER BY saved DESC",
            )?;
            let mut all = Vec::new();
            for &(connection, card) in &cards {
                let rows = statement.query_map([connection.0], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
                })?;
                for row in rows {
                    let (currency, minor) = row?;
                    let currency = Currency::try_from(currency).ok();
                    all.extend(currency.map(|currency| (card, Money { minor, currency })));
                }
            }
            Ok(all)
        })
    }

    fn latest<T: DeserializeOwned>(&self, card: CardId, kind: &str, most: u32) -> Result<Vec<T>> {
        let Some(connection) = self.read(|wallet| rows::id_of_card(wallet, card))? else {
            return Ok(Vec::new());
        };
        self.read_cache(|cache| {
            let mut statement = cache.prepare_cached(
                "SELECT record FROM shop_record WHERE connection = ?1 AND kind = ?2
                 ORDER BY at DESC, id DESC LIMIT ?3",
            )?;
            let rows = statement.query_map(params![connection.0, kind, most], |row| {
                row.get::<_, String>(0)
            })?;
            records(rows)
        })
    }
}

/// The record that is there once.
pub(super) fn one<T: DeserializeOwned>(
    cache: &Connection,
    connection: ConnectionId,
    kind: &str,
) -> Result<Option<T>> {
    by_id(cache, connection, kind, kind)
}

fn by_id<T: DeserializeOwned>(
    cache: &Connection,
    connection: ConnectionId,
    kind: &str,
    id: &str,
) -> Result<Option<T>> {
    let json: Option<String> = cache
        .prepare_cached(
            "SELECT record FROM shop_record WHERE connection = ?1 AND kind = ?2 AND id = ?3",
        )?
        .query_row(params![connection.0, kind, id], |row| row.get(0))
        .optional()?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// All records of a kind, the newest first; those without a time by id.
pub(super) fn of_kind<T: DeserializeOwned>(
    cache: &Connection,
    connection: ConnectionId,
    kind: &str,
) -> Result<Vec<T>> {
    let mut statement = cache.prepare_cached(
        "SELECT record FROM shop_record WHERE connection = ?1 AND kind = ?2 ORDER BY at DESC, id",
    )?;
    let rows = statement.query_map(params![connection.0, kind], |row| row.get::<_, String>(0))?;
    records(rows)
}

/// What a newer Kantis wrote differently is left out until the shop sends it again.
pub(crate) fn records<T: DeserializeOwned>(
    rows: impl Iterator<Item = rusqlite::Result<String>>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    for json in rows {
        found.extend(serde_json::from_str(&json?).ok());
    }
    Ok(found)
}

fn as_of(cache: &Connection, connection: ConnectionId) -> Result<Option<DateTime<Utc>>> {
    let json: Option<String> = cache
        .prepare_cached("SELECT summary FROM shop_cursor WHERE connection = ?1")?
        .query_row([connection.0], |row| row.get(0))
        .optional()?;
    let summary: super::tile::Summary = json
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    summary.as_of.map(instant).transpose()
}
