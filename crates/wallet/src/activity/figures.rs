//! What was earned, spent, paid and saved at shops, by month: sums of integers.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use kantis_pass::Zone;
use kantis_protocol::{Receipt, Unit};
use rusqlite::{Connection, params};

use crate::domain::{CardId, ConnectionId, currency};
use crate::error::Result;
use crate::receipt;
use crate::shop::rows;
use crate::shop::told::Units;
use crate::store::Wallet;
use crate::store::convert::instant;

/// Sums of shops. Points of two shops are never added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// What points did, by shop and unit.
    pub points: Vec<PointFigures>,
    /// What was paid and saved, by shop and currency.
    pub money: Vec<MoneyFigures>,
}

/// What points did at one shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointFigures {
    /// Whose.
    pub card: CardId,
    /// What they are called.
    pub unit: Unit,
    /// By month, oldest first; months in which nothing moved are left out.
    pub months: Vec<PointMonth>,
}

/// What points did in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// Given, less what was taken back with returns; those that still wait count too.
    pub earned: i64,
    /// Spent or held, less what came back.
    pub spent: i64,
    /// Ran out.
    pub expired: i64,
}

/// What was paid and saved at one shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyFigures {
    /// Whose.
    pub card: CardId,
    /// ISO 4217.
    pub currency: String,
    /// Decimal places of the amounts.
    pub scale: u8,
    /// By month, oldest first; months without a receipt are left out.
    pub months: Vec<MoneyMonth>,
}

/// What was paid and saved in a month, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// Paid, less what came back with returns.
    pub paid: i64,
    /// Saved.
    pub saved: i64,
    /// Receipts that are no returns.
    pub purchases: u32,
}

impl Wallet {
    /// Sums of a card's shop, or of all shops. Of a shop that was left, the receipts that were kept
    /// are all that counts. Months are those of the reader's zone.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn figures(&self, card: Option<CardId>) -> Result<Figures> {
        let zone = self.ports.clock.zone();
        let (mut shops, kept) = self.read(|connection| {
            Ok((
                rows::cards(connection)?,
                receipt::kept_of_left(connection, card)?,
            ))
        })?;
        shops.retain(|(_, of)| card.is_none_or(|card| card == *of));
        self.read_cache(|cache| {
            let mut figures = of_kept(&kept, zone);
            let mut units = Units::default();
            for &(connection, card) in &shops {
                let moved = points(cache, connection, zone)?;
                for (code, months) in moved {
                    figures.points.push(PointFigures {
                        card,
                        unit: units.named(cache, connection, &code)?.clone(),
                        months: months.into_values().collect(),
                    });
                }
                for (currency, months) in money(cache, connection, zone)? {
                    figures.money.push(MoneyFigures {
                        card,
                        scale: currency::decimals(&currency).unwrap_or(2),
                        currency,
                        months: months.into_values().collect(),
                    });
                }
            }
            Ok(figures)
        })
    }
}

/// Sums of the receipts that were kept of shops that were left.
fn of_kept(kept: &[(CardId, Receipt, Option<Unit>)], zone: Zone) -> Figures {
    let mut points: BTreeMap<(CardId, String), (Unit, BTreeMap<NaiveDate, PointMonth>)> =
        BTreeMap::new();
    let mut paid: BTreeMap<(CardId, String), BTreeMap<NaiveDate, MoneyMonth>> = BTreeMap::new();
    for (card, receipt, unit) in kept {
        let month = first_day(receipt.issued, zone);
        let effects = &receipt.effects;
        let currency = receipt.total.currency.as_str().to_owned();
        let months = paid.entry((*card, currency)).or_default();
        let sums = months.entry(month).or_insert(MoneyMonth::of(month));
        sums.paid = sums.paid.saturating_add(receipt.total.minor);
        sums.saved = sums.saved.saturating_add(effects.saved);
        let purchases = u32::from(receipt.returns.is_none());
        sums.purchases = sums.purchases.saturating_add(purchases);
        let moved = effects.points != 0 || effects.points_spent != 0;
        if let Some(unit) = unit.as_ref().filter(|_| moved) {
            let (_, months) = points
                .entry((*card, unit.code.clone()))
                .or_insert_with(|| (unit.clone(), BTreeMap::new()));
            let sums = months.entry(month).or_insert(PointMonth::of(month));
            sums.earned = sums.earned.saturating_add(effects.points);
            sums.spent = sums.spent.saturating_add(effects.points_spent);
        }
    }
    let points = points.into_iter().map(|((card, _), (unit, months))| {
        let months = months.into_values().collect();
        PointFigures { card, unit, months }
    });
    let money = paid
        .into_iter()
        .map(|((card, currency), months)| MoneyFigures {
            card,
            scale: currency::decimals(&currency).unwrap_or(2),
            currency,
            months: months.into_values().collect(),
        });
    Figures {
        points: points.collect(),
        money: money.collect(),
    }
}

impl PointMonth {
    /// One in which nothing moved yet.
    const fn of(month: NaiveDate) -> Self {
        Self {
            month,
            earned: 0,
            spent: 0,
            expired: 0,
        }
    }
}

impl MoneyMonth {
    /// One without a receipt yet.
    const fn of(month: NaiveDate) -> Self {
        Self {
            month,
            paid: 0,
            saved: 0,
            purchases: 0,
        }
    }
}

type Months<T> = BTreeMap<String, BTreeMap<NaiveDate, T>>;

fn points(cache: &Connection, shop: ConnectionId, zone: Zone) -> Result<Months<PointMonth>> {
    let mut statement = cache.prepare_cached(
        "SELECT at, json_extract(record, '$.unit'), json_extract(record, '$.kind'),
                json_extract(record, '$.amount')
         FROM shop_record WHERE connection = ?1 AND kind = 'ledgerEntry'
             AND json_extract(record, '$.state') <> 'cancelled'",
    )?;
    let mut rows = statement.query(params![shop.0])?;
    let mut all = Months::new();
    while let Some(row) = rows.next()? {
        let month = first_day(instant(row.get(0)?)?, zone);
        let (unit, kind, amount): (String, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let months = all.entry(unit).or_default();
        let sums = months.entry(month).or_insert(PointMonth::of(month));
        let (sum, by) = match (kind.as_str(), amount < 0) {
            ("earn" | "promo", _) | ("adjust" | "transfer", false) => (&mut sums.earned, amount),
            // Points that were given are taken back with what was bought.
            ("refund", true) => (&mut sums.earned, amount),
            ("expire", _) => (&mut sums.expired, amount.saturating_neg()),
            _ => (&mut sums.spent, amount.saturating_neg()),
        };
        *sum = sum.saturating_add(by);
    }
    Ok(all)
}

fn money(cache: &Connection, shop: ConnectionId, zone: Zone) -> Result<Months<MoneyMonth>> {
    let mut statement = cache.prepare_cached(
        "SELECT at, json_extract(record, '$.total.currency'),
                json_extract(record, '$.total.minor'), json_extract(record, '$.effects.saved'),
                json_extract(record, '$.returns') IS NULL
         FROM shop_record WHERE connection = ?1 AND kind = 'receipt'",
    )?;
    let mut rows = statement.query(params![shop.0])?;
    let mut all = Months::new();
    while let Some(row) = rows.next()? {
        let month = first_day(instant(row.get(0)?)?, zone);
        let (currency, paid, saved): (String, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let months = all.entry(currency).or_default();
        let sums = months.entry(month).or_insert(MoneyMonth::of(month));
        sums.paid = sums.paid.saturating_add(paid);
        sums.saved = sums.saved.saturating_add(saved);
        let is_purchase: bool = row.get(4)?;
        sums.purchases = sums.purchases.saturating_add(is_purchase.into());
    }
    Ok(all)
}

/// The first day of the month that an instant is in.
fn first_day(at: DateTime<Utc>, zone: Zone) -> NaiveDate {
    let day = zone.day(at);
    day.with_day(1).unwrap_or(day)
}
