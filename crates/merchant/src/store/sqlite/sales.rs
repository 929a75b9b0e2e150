//! Purchases and returns.

use chrono::{DateTime, Utc};
use kantis_protocol::Effects;
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SqliteTx;
use super::convert::{instant, millis};
use crate::records::{Channel, SaleLine, SalePayment, SaleRecord, SoldBy};
use crate::store::{Sales, StoreError};

const TABLE: &str = "sale";

/// A payment as it stands in its column.
#[derive(Serialize, Deserialize)]
struct Paid {
    means: String,
    amount: i64,
    masked: Option<String>,
}

impl SqliteTx<'_> {
    fn find_sales(&self, sql: &str, by: impl Params) -> Result<Vec<SaleRecord>, StoreError> {
        let mut sales = self
            .connection()?
            .prepare_cached(sql)?
            .query_map(by, |row| Ok(read(row)))?
            .map(|row| row?)
            .collect::<Result<Vec<_>, StoreError>>()?;
        for sale in &mut sales {
            sale.lines = self.lines_of(sale.id)?;
        }
        Ok(sales)
    }

    /// The row of who sold; a new one where something of it changed.
    fn seller(&self, seller: &SoldBy) -> Result<i64, StoreError> {
        let connection = self.connection()?;
        let said = named_params! {
            ":name": seller.name,
            ":vat_id": seller.vat_id,
            ":address": seller.address,
            ":currency": seller.currency.as_str(),
        };
        let known = connection
            .prepare_cached(
                "SELECT id FROM seller WHERE name = :name AND vat_id = :vat_id
                   AND address IS :address AND currency = :currency",
            )?
            .query_row(said, |row| row.get(0))
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        let new = connection
            .prepare_cached(
                "INSERT INTO seller (name, vat_id, address, currency)
                 VALUES (:name, :vat_id, :address, :currency) RETURNING id",
            )?
            .query_row(said, |row| row.get(0))?;
        Ok(new)
    }

    fn lines_of(&self, sale: Uuid) -> Result<Vec<SaleLine>, StoreError> {
        let lines = self
            .connection()?
            .prepare_cached("SELECT * FROM sale_line WHERE sale = ?1 ORDER BY line")?
            .query_map([sale], read_line)?
            .collect::<Result<_, _>>()?;
        Ok(lines)
    }
}

impl Sales for SqliteTx<'_> {
    fn next_receipt_number(&mut self) -> Result<i64, StoreError> {
        Ok(self
            .connection()?
            .prepare_cached("UPDATE receipt_number SET last = last + 1 RETURNING last")?
            .query_row([], |row| row.get(0))?)
    }

    fn add_sale(&mut self, sale: &SaleRecord) -> Result<(), StoreError> {
        let payments: Vec<Paid> = sale
            .payments
            .iter()
            .map(|payment| Paid {
                means: payment.means.clone(),
                amount: payment.amount,
                masked: payment.masked.clone(),
            })
            .collect();
        let seller = self.seller(&sale.seller)?;
        let connection = self.connection()?;
        connection
            .prepare_cached(
                "INSERT INTO sale (id, number, member, at, recorded, channel, place, seller,
                   reference, returns, payments, total, effects)
                 VALUES (:id, :number, :member, :at, :recorded, :channel, :place, :seller,
                   :reference, :returns, :payments, :total, :effects)",
            )?
            .execute(named_params! {
                ":id": sale.id,
                ":number": sale.number,
                ":member": sale.member,
                ":at": millis(sale.at),
                ":recorded": millis(sale.recorded),
                ":channel": word(sale.channel),
                ":place": sale.place,
                ":seller": seller,
                ":reference": sale.reference,
                ":returns": sale.returns,
                ":payments": json(&payments)?,
                ":total": sale.total,
                ":effects": json(&sale.effects)?,
            })
            .map_err(taken)?;
        let mut insert = connection.prepare_cached(
            "INSERT INTO sale_line (sale, line, sku, name, category, quantity, unit_price, discount,
               discount_reason, total, vat_rate, returned)
             VALUES (:sale, :line, :sku, :name, :category, :quantity, :unit_price, :discount,
               :discount_reason, :total, :vat_rate, :returned)",
        )?;
        for line in &sale.lines {
            insert.execute(named_params! {
                ":sale": sale.id,
                ":line": line.line,
                ":sku": line.sku,
                ":name": line.name,
                ":category": line.category,
                ":quantity": line.quantity,
                ":unit_price": line.unit_price,
                ":discount": line.discount,
                ":discount_reason": line.discount_reason,
                ":total": line.total,
                ":vat_rate": line.vat_rate,
                ":returned": line.returned,
            })?;
        }
        Ok(())
    }

    fn sale(&self, id: Uuid) -> Result<Option<SaleRecord>, StoreError> {
        Ok(self
            .find_sales("SELECT * FROM sale_sold WHERE id = ?1", [id])?
            .pop())
    }

    fn sale_numbered(&self, number: i64) -> Result<Option<SaleRecord>, StoreError> {
        Ok(self
            .find_sales("SELECT * FROM sale_sold WHERE number = ?1", [number])?
            .pop())
    }

    fn last_sales(&self, limit: u32) -> Result<Vec<SaleRecord>, StoreError> {
        // By number: the index that keeps them apart also says which came last.
        self.find_sales(
            "SELECT * FROM sale_sold ORDER BY number DESC LIMIT ?1",
            [limit],
        )
    }

    fn sale_of_order(&self, shop: &str, order: &str) -> Result<Option<SaleRecord>, StoreError> {
        let mut found = self.find_sales(
            "SELECT * FROM sale_sold
             WHERE channel = 'web' AND place = ?1 AND reference = ?2 AND returns IS NULL",
            [shop, order],
        )?;
        Ok(found.pop())
    }

    fn sales_of(
        &self,
        member: Uuid,
        before: Option<(DateTime<Utc>, Uuid)>,
        limit: u32,
    ) -> Result<Vec<SaleRecord>, StoreError> {
        let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (millis(at), id));
        self.find_sales(
            "SELECT * FROM sale_sold WHERE member = ?1 AND (at, id) < (?2, ?3)
             ORDER BY at DESC, id DESC LIMIT ?4",
            (member, at, id, limit),
        )
    }

    fn purchases_since(
        &self,
        member: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<SaleRecord>, StoreError> {
        self.find_sales(
            "SELECT * FROM sale_sold WHERE member = ?1 AND at >= ?2 AND returns IS NULL ORDER BY at, id",
            (member, millis(since)),
        )
    }

    fn purchase_count(&self, member: Uuid) -> Result<(u32, Option<DateTime<Utc>>), StoreError> {
        let (count, last): (u32, Option<i64>) = self
            .connection()?
            .prepare_cached(
                "SELECT count(*), max(at) FROM sale WHERE member = ?1 AND returns IS NULL",
            )?
            .query_row([member], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((count, last.map(|at| instant(at, TABLE)).transpose()?))
    }

    fn set_returned(&mut self, sale: Uuid, line: &SaleLine) -> Result<(), StoreError> {
        self.connection()?
            .prepare_cached("UPDATE sale_line SET returned = ?3 WHERE sale = ?1 AND line = ?2")?
            .execute((sale, line.line, line.returned))?;
        Ok(())
    }
}

const fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Till => "till",
        Channel::Batch => "batch",
        Channel::Web => "web",
    }
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable { table: TABLE })
}

fn read(row: &Row<'_>) -> Result<SaleRecord, StoreError> {
    let unreadable = || StoreError::Unreadable { table: TABLE };
    let channel: String = row.get("channel")?;
    let payments: String = row.get("payments")?;
    let payments: Vec<Paid> = serde_json::from_str(&payments).map_err(|_| unreadable())?;
    let effects: String = row.get("effects")?;
    let effects: Effects = serde_json::from_str(&effects).map_err(|_| unreadable())?;
    Ok(SaleRecord {
        id: row.get("id")?,
        number: row.get("number")?,
        member: row.get("member")?,
        at: instant(row.get("at")?, TABLE)?,
        recorded: instant(row.get("recorded")?, TABLE)?,
        channel: [Channel::Till, Channel::Batch, Channel::Web]
            .into_iter()
            .find(|known| word(*known) == channel)
            .ok_or_else(unreadable)?,
        place: row.get("place")?,
        seller: SoldBy {
            name: row.get("seller_name")?,
            vat_id: row.get("seller_vat_id")?,
            address: row.get("seller_address")?,
            currency: row
                .get::<_, String>("seller_currency")?
                .try_into()
                .map_err(|_| unreadable())?,
        },
        reference: row.get("reference")?,
        returns: row.get("returns")?,
        lines: Vec::new(),
        payments: payments
            .into_iter()
            .map(|paid| SalePayment {
                means: paid.means,
                amount: paid.amount,
                masked: paid.masked,
            })
            .collect(),
        total: row.get("total")?,
        effects,
    })
}

fn read_line(row: &Row<'_>) -> rusqlite::Result<SaleLine> {
    Ok(SaleLine {
        line: row.get("line")?,
        sku: row.get("sku")?,
        name: row.get("name")?,
        category: row.get("category")?,
        quantity: row.get("quantity")?,
        unit_price: row.get("unit_price")?,
        discount: row.get("discount")?,
        discount_reason: row.get("discount_reason")?,
        total: row.get("total")?,
        vat_rate: row.get("vat_rate")?,
        returned: row.get("returned")?,
    })
}

/// An order that is there already; everything else is the database's own trouble.
fn taken(error: rusqlite::Error) -> StoreError {
    match &error {
        rusqlite::Error::SqliteFailure(failure, Some(said))
            if failure.code == rusqlite::ErrorCode::ConstraintViolation
                && said.contains("reference") =>
        {
            StoreError::Taken { what: "order" }
        }
        _ => error.into(),
    }
}
