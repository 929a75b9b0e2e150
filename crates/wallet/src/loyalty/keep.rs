//! The shopper's word about fields, remembered for their issuer, and the Offers place.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::refresh::Derivation;
use super::{CardOffer, Meanings};
use crate::domain::{BlobId, CardId, FieldMeaning};
use crate::error::{Result, WalletError};
use crate::store::Wallet;
use crate::store::convert::{instant, loyalty};

/// The longest name of a field that is remembered.
const LONGEST_FIELD: usize = 200;

impl Wallet {
    /// Offers of all cards that are not archived, those that end first, first. Those that have
    /// ended are left out, and those of passes that are void or have ended.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn offers(&self) -> Result<Vec<CardOffer>> {
        let now = self.ports.clock.now();
        let today = self.ports.clock.zone().day(now);
        let mut offers = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT card.id, pass.loyalty, pass.as_of
                 FROM card JOIN pass ON pass.card = card.num
                 WHERE archived = 0 AND voided = 0
                     AND (expires_at IS NULL OR expires_at > ?1)
                     AND (valid_until IS NULL OR valid_until >= ?2)
                     AND pass.loyalty LIKE '%\"offers\":[{%'
                 ORDER BY favourite DESC, rank, card.id",
            )?;
            let mut rows = statement.query(params![now.timestamp_millis(), today])?;
            let mut offers = Vec::new();
            while let Some(row) = rows.next()? {
                let card = CardId(row.get::<_, Uuid>(0)?);
                let as_of = instant(row.get(2)?)?;
                let json: String = row.get(1)?;
                offers.extend(loyalty(&json).offers.into_iter().map(|offer| CardOffer {
                    card,
                    offer,
                    as_of,
                }));
            }
            Ok(offers)
        })?;
        offers.retain(|offer| offer.offer.value.until.is_none_or(|until| until >= today));
        offers.sort_by_key(|offer| offer.offer.value.until.unwrap_or(NaiveDate::MAX));
        Ok(offers)
    }

    /// Says what a field of a card's issuer means, on all its passes, now and later; `None` takes
    /// that back. Gives the cards whose records changed.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such card with a pass.
    pub fn set_field_meaning(
        &self,
        card: CardId,
        field: &str,
        meaning: Option<FieldMeaning>,
    ) -> Result<Vec<CardId>> {
        let mut writer = self.unrecorded_writer()?;
        let (pass_type, issuer) = issuer_of(writer.connection(), card)?;
        if field.is_empty() || field.chars().count() > LONGEST_FIELD {
            return Err(WalletError::NotFound);
        }
        let word = meaning.map_or("", FieldMeaning::name);
        let known = meanings(writer.connection(), &issuer)?;
        if known.get(field).copied() == meaning {
            return Ok(Vec::new());
        }
        let pen = writer.pen();
        pen.connection
            .prepare_cached(
                "INSERT INTO field_meaning (issuer, field, meaning, hlc, device)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (issuer, field) DO UPDATE SET
                     meaning = excluded.meaning, hlc = excluded.hlc, device = excluded.device",
            )?
            .execute(params![issuer, field, word, pen.stamp.0, pen.device.0])?;
        let derivation = Derivation::of(self, writer.connection())?;
        let mut changed = Vec::new();
        for (num, id, original) in passes(writer.connection(), &pass_type, card)? {
            let derived = derivation.derive(writer.connection(), &pass_type, id, original)?;
            if let Some(derived) = derived {
                derived.observe(&writer, id)?;
                if derived.keep(writer.connection(), num)? {
                    changed.push(id);
                }
            }
        }
        writer.commit()?;
        Ok(changed)
    }

    /// What the shopper said about fields of a card's issuer.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no such card with a pass.
    pub fn field_meanings(&self, card: CardId) -> Result<BTreeMap<String, FieldMeaning>> {
        self.read(|connection| {
            let (_, issuer) = issuer_of(connection, card)?;
            meanings(connection, &issuer)
        })
    }
}

/// Whose fields they are: the pass type's; those of a home-made pass without one are its own.
pub(crate) fn issuer(pass_type: &str, card: CardId) -> String {
    if pass_type.is_empty() {
        format!("card:{card}")
    } else {
        pass_type.to_owned()
    }
}

/// What the shopper said about an issuer's fields.
pub(crate) fn meanings(connection: &Connection, issuer: &str) -> Result<Meanings> {
    let mut statement =
        connection.prepare_cached("SELECT field, meaning FROM field_meaning WHERE issuer = ?1")?;
    let rows = statement.query_map([issuer], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut meanings = Meanings::new();
    for row in rows {
        let (field, word) = row?;
        if let Some(meaning) = FieldMeaning::from_name(&word) {
            meanings.insert(field, meaning);
        }
    }
    Ok(meanings)
}

/// A card's pass type and issuer.
fn issuer_of(connection: &Connection, card: CardId) -> Result<(String, String)> {
    let pass_type: Option<String> = connection
        .prepare_cached(
            "SELECT type FROM pass JOIN card ON card.num = pass.card WHERE card.id = ?1",
        )?
        .query_row([card.0], |row| row.get(0))
        .optional()?;
    let pass_type = pass_type.ok_or(WalletError::NotFound)?;
    let issuer = issuer(&pass_type, card);
    Ok((pass_type, issuer))
}

/// The passes that a word about one card's fields is for.
fn passes(
    connection: &Connection,
    pass_type: &str,
    card: CardId,
) -> Result<Vec<(i64, CardId, BlobId)>> {
    let mut statement = connection.prepare_cached(
        "SELECT card.num, card.id, pass.original FROM pass JOIN card ON card.num = pass.card
         WHERE type = ?1 AND (type <> '' OR card.id = ?2)",
    )?;
    let rows = statement.query_map(params![pass_type, card.0], |row| {
        Ok((row.get(0)?, CardId(row.get(1)?), BlobId(row.get(2)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
