//! Curves of balances.

use rusqlite::{OptionalExtension as _, params};
use std::collections::BTreeMap;

use crate::domain::{BalanceCurve, BalancePoint, CardId, Found, ShopBalance};
use crate::error::Result;
use crate::store::Wallet;
use crate::store::convert::instant;
use crate::store::load;
use crate::store::row::BalanceRow;
use crate::store::writer::Writer;

/// Points of a curve that are given.
const MOST_POINTS: usize = 500;

impl Wallet {
    /// The curves of a card's balances. One with more than 500 points is thinned out evenly; its
    /// first and its last point stay.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn balance_history(&self, card: CardId) -> Result<Vec<BalanceCurve>> {
        let curves = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT field, label, at, amount, scale, unit FROM balance_point
                 WHERE card = ?1 ORDER BY field, at",
            )?;
            let mut rows = statement.query([card.0])?;
            let mut curves = BTreeMap::<String, BalanceCurve>::new();
            while let Some(row) = rows.next()? {
                let field: String = row.get(0)?;
                let curve = curves.entry(field.clone()).or_insert_with(|| BalanceCurve {
                    field,
                    label: None,
                    points: Vec::new(),
                });
                curve.label = row.get(1)?;
                if let Some(balance) = load::balance(row, 3)? {
                    let at = instant(row.get(2)?)?;
                    curve.points.push(BalancePoint {
                        at,
                        balance: balance.into_domain(),
                    });
                }
            }
            Ok(curves)
        })?;
        let thinned = curves.into_values().map(|curve| BalanceCurve {
            points: thinned(curve.points),
            ..curve
        });
        Ok(thinned.collect())
    }
}

/// Keeps a balance as observed now, unless it is what was observed last.
pub(crate) fn observe(writer: &Writer<'_>, card: CardId, found: &Found<ShopBalance>) -> Result<()> {
    let connection = writer.connection();
    let now = BalanceRow::from_domain(found.value.available.clone());
    let last = connection
        .prepare_cached(
            "SELECT amount, scale, unit FROM balance_point
             WHERE card = ?1 AND field = ?2 ORDER BY at DESC LIMIT 1",
        )?
        .query_row(params![card.0, found.field], |row| load::balance(row, 0))
        .optional()?
        .flatten();
    if last.is_some_and(|last| last == now) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO balance_point (card, field, at, label, amount, scale, unit)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (card, field, at) DO UPDATE SET label = excluded.label,
                 amount = excluded.amount, scale = excluded.scale, unit = excluded.unit",
        )?
        .execute(params![
            card.0,
            found.field,
            writer.now().timestamp_millis(),
            found.label,
            now.amount,
            now.scale,
            now.unit,
        ])?;
    Ok(())
}

/// At most [`MOST_POINTS`], evenly chosen, the first and the last among them.
fn thinned(points: Vec<BalancePoint>) -> Vec<BalancePoint> {
    let count = points.len();
    if count <= MOST_POINTS {
        return points;
    }
    let mut chosen = (0..MOST_POINTS).map(|place| place * (count - 1) / (MOST_POINTS - 1));
    let mut next = chosen.next();
    let mut kept = Vec::with_capacity(MOST_POINTS);
    for (at, point) in points.into_iter().enumerate() {
        if next == Some(at) {
            kept.push(point);
            next = chosen.next();
        }
    }
    kept
}
