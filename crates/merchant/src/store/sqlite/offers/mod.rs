//! Offers that were made, and what they are made from.

mod history;
mod row;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Params, named_params};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{date, instant, millis};
use crate::records::{Bought, HadOffer, OfferRecord};
use crate::store::{Offers, StoreError};

const TABLE: &str = "offer";

impl SqliteTx<'_> {
    fn find_offers(&self, sql: &str, by: impl Params) -> Result<Vec<OfferRecord>, StoreError> {
        self.connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(row::read(row)))?
            .map(|row| row?)
            .collect()
    }

    fn change_offers(&self, sql: &str, by: impl Params) -> Result<(), StoreError> {
        self.connection()?.prepare_cached(sql)?.execute(by)?;
        Ok(())
    }
}

impl Offers for SqliteTx<'_> {
    fn add_offer(&mut self, offer: &OfferRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "INSERT INTO offer (id, member, rule, found, made, until, state, hidden, code, used,
                   receipt, ended)
                 VALUES (:id, :member, :rule, :found, :made, :until, :state, :hidden, :code, :used,
                   :receipt, :ended)",
            )?
            .execute(named_params! {
                ":id": offer.id,
                ":member": offer.member,
                ":rule": offer.rule,
                ":found": row::found(&offer.found)?,
                ":made": millis(offer.made),
                ":until": offer.until.map(|day| day.to_string()),
                ":state": row::word(offer.state),
                ":hidden": offer.hidden,
                ":code": offer.code,
                ":used": offer.used.map(millis),
                ":receipt": offer.receipt,
                ":ended": offer.ended.map(millis),
            })
            .map_err(row::taken)?;
        Ok(())
    }

    fn set_offer(&mut self, offer: &OfferRecord) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached(
                "UPDATE offer SET until = :until, state = :state, hidden = :hidden, used = :used,
                   receipt = :receipt, ended = :ended
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": offer.id,
                ":until": offer.until.map(|day| day.to_string()),
                ":state": row::word(offer.state),
                ":hidden": offer.hidden,
                ":used": offer.used.map(millis),
                ":receipt": offer.receipt,
                ":ended": offer.ended.map(millis),
            })?;
        Ok(())
    }

    fn offer(&self, id: Uuid) -> Result<Option<OfferRecord>, StoreError> {
        Ok(self
            .find_offers("SELECT * FROM offer WHERE id = ?1", [id])?
            .pop())
    }

    fn offer_by_code(&self, code: &str) -> Result<Option<OfferRecord>, StoreError> {
        Ok(self
            .find_offers("SELECT * FROM offer WHERE code = ?1", [code])?
            .pop())
    }

    fn open_offers(&self, member: Uuid) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE member = ?1 AND ended IS NULL ORDER BY made, id",
            [member],
        )
    }

    fn offers_of(
        &self,
        member: Uuid,
        ended_since: DateTime<Utc>,
    ) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE member = ?1 AND (ended IS NULL OR ended >= ?2)
             ORDER BY made DESC, id DESC",
            (member, millis(ended_since)),
        )
    }

    fn offers_on(&self, member: Uuid, receipt: Uuid) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE receipt = ?2 AND member = ?1 AND state = 'redeemed'
             ORDER BY made, id",
            (member, receipt),
        )
    }

    fn had_offers(&self, member: Uuid) -> Result<Vec<HadOffer>, StoreError> {
        // With max(), SQLite takes the other columns from the row that has it.
        let mut statement = self.connection()?.prepare_cached(
            "SELECT rule, max(made) AS made, until, ended IS NULL AS open FROM offer
             WHERE member = ?1 AND state <> 'withdrawn' GROUP BY rule",
        )?;
        let mut rows = statement.query([member])?;
        let mut had = Vec::new();
        while let Some(row) = rows.next()? {
            let until: Option<String> = row.get("until")?;
            had.push(HadOffer {
                rule: row.get("rule")?,
                made: instant(row.get("made")?, TABLE)?,
                until: until.map(|until| date(&until, TABLE)).transpose()?,
                open: row.get("open")?,
            });
        }
        Ok(had)
    }

    fn open_offers_of_rule(
        &self,
        rule: &str,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE rule = ?1 AND id > coalesce(?2, x'') AND ended IS NULL
             ORDER BY id LIMIT ?3",
            (rule, after, limit),
        )
    }

    fn offers_over(&self, today: NaiveDate, limit: u32) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE ended IS NULL AND until IS NOT NULL AND until < ?1
             ORDER BY until LIMIT ?2",
            (today.to_string(), limit),
        )
    }

    fn offers_shown_too_long(
        &self,
        ended_before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<OfferRecord>, StoreError> {
        self.find_offers(
            "SELECT * FROM offer WHERE ended IS NOT NULL AND shown AND ended < ?1
             ORDER BY ended LIMIT ?2",
            (millis(ended_before), limit),
        )
    }

    fn show_no_more(&mut self, offer: Uuid) -> Result<(), StoreError> {
        self.change_offers("UPDATE offer SET shown = 0 WHERE id = ?1", [offer])
    }

    fn forget_offer(&mut self, offer: Uuid) -> Result<(), StoreError> {
        self.change_offers("DELETE FROM offer WHERE id = ?1", [offer])
    }

    fn looks_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("SELECT member FROM offer_look WHERE at <= ?1 ORDER BY at LIMIT ?2")?
            .query_map((millis(now), limit), |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }

    fn look_at(&mut self, member: Uuid, at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        match at {
            Some(at) => self.change_offers(
                "INSERT INTO offer_look (member, at) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET at = ?2 WHERE at <> ?2",
                (member, millis(at)),
            ),
            None => self.change_offers("DELETE FROM offer_look WHERE member = ?1", [member]),
        }
    }

    fn look_by(&mut self, member: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.change_offers(
            "INSERT INTO offer_look (member, at) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET at = ?2 WHERE at > ?2",
            (member, millis(at)),
        )
    }

    fn look_at_all_by(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.change_offers(
            "INSERT INTO offer_look (member, at) SELECT id, ?1 FROM member WHERE true
             ON CONFLICT DO UPDATE SET at = ?1 WHERE at > ?1",
            [millis(at)],
        )
    }

    fn known_rules(&self) -> Result<Vec<(String, [u8; 32])>, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("SELECT rule, hash FROM offer_rule ORDER BY rule")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?)
    }

    fn know_rule(&mut self, rule: &str, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.change_offers(
            "INSERT INTO offer_rule (rule, hash) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET hash = ?2",
            (rule, hash),
        )
    }

    fn forget_rule(&mut self, rule: &str) -> Result<(), StoreError> {
        self.change_offers("DELETE FROM offer_rule WHERE rule = ?1", [rule])
    }

    fn bought_since(&self, member: Uuid, since: DateTime<Utc>) -> Result<Vec<Bought>, StoreError> {
        history::since(self, member, since)
    }

    fn ever_bought(&self, member: Uuid) -> Result<Vec<Bought>, StoreError> {
        history::ever(self, member)
    }

    fn kept_purchases(&self, member: Uuid) -> Result<(u32, Option<DateTime<Utc>>), StoreError> {
        history::count(self, member)
    }
}
