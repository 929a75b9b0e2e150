//! Connections in `wallet.db`: what a row is, and reading it. When a shop is asked is in `plan`, the
//! right to ask it in `tokens`, what it says of itself in `said`, a connection's beginning and end in
//! `life`.

mod life;
mod plan;
mod said;
mod tokens;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::CodeSecret;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::domain::{CardId, ConnectionId, ShopConnection};
use crate::error::Result;
use crate::ports::{Client, Secret, Shop};
use crate::store::convert::instant;

pub(crate) use life::{SignedIn, forget, insert, leave, leave_later, leaving, orphans, renew};
pub(crate) use plan::{PlanKeeping, PlanRow, ShopPlan, anchor, keep_plan, plans};
pub(crate) use tokens::{AccessToken, CodeDevice, drop_access, keep_device, keep_tokens};

/// A connection as it is kept. Prints nothing of its tokens.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionRow {
    pub(crate) num: i64,
    pub(crate) id: ConnectionId,
    pub(crate) card: CardId,
    pub(crate) shop: Arc<Shop>,
    pub(crate) client: Client,
    pub(crate) refresh: Secret,
    pub(crate) access: Option<AccessToken>,
    pub(crate) may_write: bool,
    pub(crate) device: Option<CodeDevice>,
    /// The shop's clock less ours, as last heard.
    pub(crate) clock_offset: Option<TimeDelta>,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) plan: ShopPlan,
}

const COLUMNS: &str = "
    SELECT num, id, card, shop, client, refresh, access, access_until, may_write, alias,
           code_secret, clock_offset, made_at, state, asked_at, checked_at, changed_at, due_at,
           not_before, forced_at, failures, offline
    FROM connection";

/// All connections that are not being ended and whose card is there, oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<ConnectionRow>> {
    let sql = format!(
        "{COLUMNS} WHERE state <> 'leaving' AND EXISTS
             (SELECT 1 FROM card WHERE card.id = connection.card) ORDER BY num"
    );
    collect(connection, &sql, [])
}

/// A connection with what says when it is asked.
#[derive(Clone)]
pub(crate) struct ShopRow {
    pub(crate) plan: PlanRow,
    pub(crate) full: Arc<ConnectionRow>,
}

/// The same with their plans.
pub(crate) fn all_planned(connection: &Connection) -> Result<Vec<ShopRow>> {
    let full = all(connection)?.into_iter().map(Arc::new);
    // Both have the same ones, in the same order.
    let rows = plans(connection)?.into_iter().zip(full);
    Ok(rows.map(|(plan, full)| ShopRow { plan, full }).collect())
}

/// One by its id, whatever its state.
pub(crate) fn by_id(connection: &Connection, id: ConnectionId) -> Result<Option<ConnectionRow>> {
    let sql = format!("{COLUMNS} WHERE id = ?1");
    Ok(collect(connection, &sql, [id.0])?.pop())
}

/// The connection of a card.
pub(crate) fn of_card(connection: &Connection, card: CardId) -> Result<Option<ConnectionRow>> {
    let sql = format!("{COLUMNS} WHERE card = ?1 AND state <> 'leaving'");
    Ok(collect(connection, &sql, [card.0])?.pop())
}

/// The connection to a shop.
pub(crate) fn of_issuer(connection: &Connection, issuer: &str) -> Result<Option<ConnectionRow>> {
    let sql = format!("{COLUMNS} WHERE issuer = ?1 AND state <> 'leaving'");
    Ok(collect(connection, &sql, [issuer])?.pop())
}

/// Ids of all connections with their cards, for those whose card is there.
pub(crate) fn cards(connection: &Connection) -> Result<Vec<(ConnectionId, CardId)>> {
    let mut statement = connection.prepare_cached(
        "SELECT connection.id, connection.card FROM connection
         JOIN card ON card.id = connection.card WHERE state <> 'leaving'",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((ConnectionId(row.get(0)?), CardId(row.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The id of a card's connection.
pub(crate) fn id_of_card(connection: &Connection, card: CardId) -> Result<Option<ConnectionId>> {
    Ok(connection
        .prepare_cached("SELECT id FROM connection WHERE card = ?1 AND state <> 'leaving'")?
        .query_row([card.0], |row| row.get(0).map(ConnectionId))
        .optional()?)
}

fn collect(
    connection: &Connection,
    sql: &str,
    arguments: impl rusqlite::Params,
) -> Result<Vec<ConnectionRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(arguments)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(connection, row)?);
    }
    Ok(found)
}

fn read(connection: &Connection, row: &Row<'_>) -> Result<ConnectionRow> {
    let time = |column| -> Result<Option<DateTime<Utc>>> {
        row.get::<_, Option<i64>>(column)?.map(instant).transpose()
    };
    let access: Option<String> = row.get(6)?;
    let alias: Option<String> = row.get(9)?;
    let secret: Option<[u8; 32]> = row.get(10)?;
    Ok(ConnectionRow {
        num: row.get(0)?,
        id: ConnectionId(row.get(1)?),
        card: CardId(row.get(2)?),
        shop: said::shop(connection, row.get(3)?)?,
        client: Client { id: row.get(4)? },
        refresh: Secret::new(row.get::<_, String>(5)?),
        access: access.zip(time(7)?).map(|(token, until)| AccessToken {
            token: Secret::new(token),
            until,
        }),
        may_write: row.get(8)?,
        device: alias.zip(secret).map(|(alias, secret)| CodeDevice {
            alias,
            secret: CodeSecret::new(secret),
        }),
        clock_offset: row.get::<_, Option<i64>>(11)?.map(TimeDelta::milliseconds),
        made_at: instant(row.get(12)?)?,
        plan: plan::read(row, 13)?,
    })
}

impl ConnectionRow {
    /// As a person may see it.
    pub(crate) fn shown(&self, waiting: u32) -> ShopConnection {
        let plan = &self.plan;
        ShopConnection {
            id: self.id,
            card: self.card,
            issuer: self.shop.issuer().to_owned(),
            name: self.shop.discovery.name.clone(),
            about: self.shop.discovery.endpoints.about.clone(),
            state: plan.state,
            may_write: self.may_write,
            made_at: self.made_at,
            checked_at: plan.checked_at,
            changed_at: plan.changed_at,
            due_at: plan.due_at,
            waiting,
        }
    }
}
