//! What a search finds of shops' records: offers, receipts and rewards.

use chrono::NaiveDate;
use kantis_protocol::{Offer, Receipt, Reward};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::de::DeserializeOwned;

use super::records::records;
use super::rows;
use super::summary::is_open;
use crate::domain::{CardId, ConnectionId};
use crate::error::Result;
use crate::loyalty::{CardOffer, text};
use crate::store::Wallet;

/// Words of a search that count; nobody types more.
const MOST_WORDS: usize = 16;
/// Records of a kind that are looked at, and that are given.
const LOOKED_AT: i64 = 200;
const GIVEN: usize = 20;

/// What a search found, at most twenty of each.
#[derive(Debug, Clone, Default)]
pub struct Finds {
    /// Offers of connected shops that may still be used.
    pub offers: Vec<(CardId, Offer)>,
    /// Offers on passes.
    pub pass_offers: Vec<CardOffer>,
    /// Receipts, newest first.
    pub receipts: Vec<(CardId, Receipt)>,
    /// Rewards that are to be had now.
    pub rewards: Vec<(CardId, Reward)>,
    /// The words that were looked for, folded.
    pub words: Vec<String>,
}

impl Finds {
    /// Whether a text has a word that was looked for.
    #[must_use]
    pub fn names(&self, text: &str) -> bool {
        let found = text::words(text);
        let mut words = self.words.iter();
        words.any(|word| found.iter().any(|found| found.starts_with(word.as_str())))
    }
}

impl Wallet {
    /// Finds offers, receipts and rewards. Every word has to begin a word of the record.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn find(&self, search: &str) -> Result<Finds> {
        let words: Vec<String> = text::words(search).into_iter().take(MOST_WORDS).collect();
        if words.is_empty() {
            return Ok(Finds::default());
        }
        let zone = self.ports.clock.zone();
        let today = zone.day(self.ports.clock.now());
        let shops = self.read(rows::cards)?;
        let mut finds = self.read_cache(|cache| {
            let mut finds = Finds::default();
            for (connection, card) in &shops {
                let mut offers: Vec<Offer> = of_kind(cache, *connection, "offer", &words)?;
                offers.retain(|offer| is_open(offer) && is_in_time(offer.until, today));
                finds.offers.extend(with(*card, offers));
                let mut rewards: Vec<Reward> = of_kind(cache, *connection, "reward", &words)?;
                rewards.retain(|reward| reward.in_stock && is_in_time(reward.until, today));
                finds.rewards.extend(with(*card, rewards));
                let receipts: Vec<Receipt> = of_kind(cache, *connection, "receipt", &words)?;
                finds.receipts.extend(with(*card, receipts));
            }
            Ok(finds)
        })?;
        finds
            .receipts
            .sort_by_key(|(_, receipt)| std::cmp::Reverse(receipt.issued));
        finds
            .offers
            .sort_by_key(|(_, offer)| offer.until.unwrap_or(NaiveDate::MAX));
        finds.rewards.sort_by_key(|(_, reward)| reward.cost);
        finds.pass_offers = self.offers()?;
        finds.pass_offers.retain(|found| {
            let offer = &found.offer.value;
            let mut has = text::words(&offer.title);
            has.extend(offer.body.as_deref().map(text::words).unwrap_or_default());
            let mut words = words.iter();
            words.all(|word| has.iter().any(|has| has.starts_with(word.as_str())))
        });
        finds.offers.truncate(GIVEN);
        finds.pass_offers.truncate(GIVEN);
        finds.receipts.truncate(GIVEN);
        finds.rewards.truncate(GIVEN);
        finds.words = words;
        Ok(finds)
    }
}

fn with<T>(card: CardId, all: Vec<T>) -> impl Iterator<Item = (CardId, T)> {
    all.into_iter().map(move |one| (card, one))
}

fn is_in_time(until: Option<NaiveDate>, today: NaiveDate) -> bool {
    until.is_none_or(|until| until >= today)
}

fn of_kind<T: DeserializeOwned>(
    cache: &Connection,
    shop: ConnectionId,
    kind: &str,
    words: &[String],
) -> Result<Vec<T>> {
    let mut sql = "SELECT record FROM shop_record WHERE connection = ? AND kind = ?".to_owned();
    let mut arguments: Vec<Value> = vec![shop.0.as_bytes().to_vec().into(), kind.to_owned().into()];
    for word in words {
        sql.push_str(" AND instr(words, ?) > 0");
        arguments.push(format!(" {word}").into());
    }
    sql.push_str(" ORDER BY at DESC, id LIMIT ?");
    arguments.push(LOOKED_AT.into());
    let mut statement = cache.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(arguments), |row| row.get::<_, String>(0))?;
    records(rows)
}
