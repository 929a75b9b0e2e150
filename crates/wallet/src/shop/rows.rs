//! Connections in `wallet.db`.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::CodeSecret;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::push;
use crate::domain::{CardId, ConnectionId, ConnectionState, ShopConnection};
use crate::error::Result;
use crate::ports::{Client, Granted, Secret, Shop};
use crate::store::convert::instant;

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

/// An access token and when it is over, on our clock.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    pub(crate) token: Secret,
    pub(crate) until: DateTime<Utc>,
}

/// What member codes are computed from.
#[derive(Debug, Clone)]
pub(crate) struct CodeDevice {
    pub(crate) alias: String,
    pub(crate) secret: CodeSecret,
}

/// When a shop is asked, and how it went so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShopPlan {
    pub(crate) state: ConnectionState,
    pub(crate) asked_at: Option<DateTime<Utc>>,
    pub(crate) checked_at: Option<DateTime<Utc>>,
    pub(crate) changed_at: Option<DateTime<Utc>>,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) not_before: Option<DateTime<Utc>>,
    pub(crate) forced_at: Option<DateTime<Utc>>,
    pub(crate) failures: u32,
    /// The last failure was that nobody answered.
    pub(crate) offline: bool,
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

/// The ones that the shop has to hear of as ended.
pub(crate) fn leaving(connection: &Connection) -> Result<Vec<ConnectionRow>> {
    let sql = format!("{COLUMNS} WHERE state = 'leaving' ORDER BY num");
    collect(connection, &sql, [])
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

/// What says when a connection is asked, read without what is asked with.
#[derive(Debug, Clone)]
pub(crate) struct PlanRow {
    pub(crate) num: i64,
    pub(crate) id: ConnectionId,
    pub(crate) card: CardId,
    pub(crate) plan: ShopPlan,
    /// When its access token is over.
    pub(crate) access_until: Option<DateTime<Utc>>,
    /// The card was shown at a till then, in milliseconds.
    pub(crate) used_at: Option<i64>,
}

/// The plans of all connections that are not being ended and whose card is there, oldest first.
pub(crate) fn plans(connection: &Connection) -> Result<Vec<PlanRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT one.num, one.id, one.card, one.access_until, card.last_used_at, one.state,
                one.asked_at, one.checked_at, one.changed_at, one.due_at, one.not_before,
                one.forced_at, one.failures, one.offline
         FROM connection AS one JOIN card ON card.id = one.card
         WHERE one.state <> 'leaving' ORDER BY one.num",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(PlanRow {
            num: row.get(0)?,
            id: ConnectionId(row.get(1)?),
            card: CardId(row.get(2)?),
            access_until: row.get::<_, Option<i64>>(3)?.map(instant).transpose()?,
            used_at: row.get(4)?,
            plan: plan(row, 5)?,
        });
    }
    Ok(found)
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

fn collect(
    connection: &Connection,
    sql: &str,
    arguments: impl rusqlite::Params,
) -> Result<Vec<ConnectionRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(arguments)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<ConnectionRow> {
    let time = |column| -> Result<Option<DateTime<Utc>>> {
        row.get::<_, Option<i64>>(column)?.map(instant).transpose()
    };
    let shop: String = row.get(3)?;
    let access: Option<String> = row.get(6)?;
    let alias: Option<String> = row.get(9)?;
    let secret: Option<[u8; 32]> = row.get(10)?;
    Ok(ConnectionRow {
        num: row.get(0)?,
        id: ConnectionId(row.get(1)?),
        card: CardId(row.get(2)?),
        shop: Arc::new(serde_json::from_str(&shop)?),
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
        plan: plan(row, 13)?,
    })
}

/// A plan whose columns begin at this one.
fn plan(row: &Row<'_>, first: usize) -> Result<ShopPlan> {
    let time = |column: usize| -> Result<Option<DateTime<Utc>>> {
        let at = row.get::<_, Option<i64>>(first + column)?;
        at.map(instant).transpose()
    };
    let state: String = row.get(first)?;
    Ok(ShopPlan {
        state: ConnectionState::from_name(&state),
        asked_at: time(1)?,
        checked_at: time(2)?,
        changed_at: time(3)?,
        due_at: time(4)?,
        not_before: time(5)?,
        forced_at: time(6)?,
        failures: row.get(first + 7)?,
        offline: row.get(first + 8)?,
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

/// What a sign-in gave.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) client: &'a Client,
    pub(crate) granted: &'a Granted,
}

/// Makes a connection that is due at once.
pub(crate) fn insert(
    connection: &Connection,
    id: ConnectionId,
    card: CardId,
    signed_in: SignedIn<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let SignedIn {
        shop,
        client,
        granted,
    } = signed_in;
    connection
        .prepare_cached(
            "INSERT INTO connection (id, card, issuer, shop, client, refresh, access, access_until,
                                     may_write, made_at, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        )?
        .execute(params![
            id.0,
            card.0,
            shop.issuer(),
            serde_json::to_string(shop)?,
            client.id,
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
            now.timestamp_millis(),
        ])?;
    Ok(())
}

/// Another sign-in at the same shop: new tokens, everything else stays. The shop is as it was found
/// this time, and it is due at once.
pub(crate) fn renew(
    connection: &Connection,
    id: ConnectionId,
    signed_in: SignedIn<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let SignedIn {
        shop,
        client,
        granted,
    } = signed_in;
    connection
        .prepare_cached(
            "UPDATE connection SET shop = ?2, client = ?3, refresh = ?4, access = ?5,
                 access_until = ?6, may_write = ?7, alias = NULL, code_secret = NULL,
                 state = 'new', due_at = ?8, not_before = NULL, failures = 0, offline = 0
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            serde_json::to_string(shop)?,
            client.id,
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
            now.timestamp_millis(),
        ])?;
    // What the shop pushes was for the sign-in before.
    push::end(connection, id)
}

/// Keeps new tokens where the ones that they came for are still there. `false`: they are not.
pub(crate) fn keep_tokens(
    connection: &Connection,
    num: i64,
    spent: &Secret,
    granted: &Granted,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kept = connection
        .prepare_cached(
            "UPDATE connection SET refresh = ?3, access = ?4, access_until = ?5, may_write = ?6
             WHERE num = ?1 AND refresh = ?2",
        )?
        .execute(params![
            num,
            spent.reveal(),
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
        ])?;
    Ok(kept > 0)
}

/// An access token that the shop no longer takes is not shown again.
pub(crate) fn drop_access(connection: &Connection, num: i64, token: &Secret) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE connection SET access = NULL, access_until = NULL
             WHERE num = ?1 AND access = ?2",
        )?
        .execute(params![num, token.reveal()])?;
    Ok(())
}

/// Keeps what member codes are computed from.
pub(crate) fn keep_device(
    connection: &Connection,
    num: i64,
    alias: &str,
    secret: &CodeSecret,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE connection SET alias = ?2, code_secret = ?3 WHERE num = ?1")?
        .execute(params![num, alias, secret.bytes()])?;
    Ok(())
}

/// Keeps how a question went, and the difference of the clocks where it was heard; nothing when
/// the connection is no longer in the state in which it was asked: it was left, or the person
/// signed in anew.
pub(crate) fn keep_plan(
    connection: &Connection,
    num: i64,
    was: ConnectionState,
    plan: &ShopPlan,
    clock_offset: Option<TimeDelta>,
) -> Result<bool> {
    let time = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    let kept = connection
        .prepare_cached(
            "UPDATE connection SET state = ?2, asked_at = ?3, checked_at = ?4, changed_at = ?5,
                 due_at = ?6, not_before = ?7, forced_at = ?8, failures = ?9, offline = ?10,
                 clock_offset = coalesce(?11, clock_offset)
             WHERE num = ?1 AND state = ?12",
        )?
        .execute(params![
            num,
            plan.state.name(),
            time(plan.asked_at),
            time(plan.checked_at),
            time(plan.changed_at),
            time(plan.due_at),
            time(plan.not_before),
            time(plan.forced_at),
            plan.failures,
            plan.offline,
            clock_offset.map(|offset| offset.num_milliseconds()),
            was.name(),
        ])?;
    Ok(kept > 0)
}

/// The clock was set back: times go back with it, and what was known of the shop's clock is not
/// true any more.
pub(crate) fn anchor(connection: &Connection, num: i64, plan: &ShopPlan) -> Result<()> {
    keep_plan(connection, num, plan.state, plan, None)?;
    connection
        .prepare_cached("UPDATE connection SET clock_offset = NULL WHERE num = ?1")?
        .execute([num])?;
    Ok(())
}

/// The shopper ended it: only the refresh token is kept, until the shop has heard. From then on
/// `asked_at` says since when that is tried.
pub(crate) fn leave(connection: &Connection, id: ConnectionId, now: DateTime<Utc>) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE connection SET state = 'leaving', access = NULL, access_until = NULL,
                 alias = NULL, code_secret = NULL, due_at = ?2, asked_at = ?2, failures = 0
             WHERE id = ?1 AND state <> 'leaving'",
        )?
        .execute(params![id.0, now.timestamp_millis()])?;
    connection
        .prepare_cached(
            "DELETE FROM outbox WHERE connection = (SELECT num FROM connection WHERE id = ?1)",
        )?
        .execute([id.0])?;
    push::end(connection, id)
}

/// The shop could not be told that it was left; it is tried again then.
pub(crate) fn leave_later(
    connection: &Connection,
    num: i64,
    due: DateTime<Utc>,
    failures: u32,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE connection SET due_at = ?2, failures = ?3 WHERE num = ?1")?
        .execute(params![num, due.timestamp_millis(), failures])?;
    Ok(())
}

/// Forgets a connection with its tokens and wishes.
pub(crate) fn forget(connection: &Connection, num: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM connection WHERE num = ?1")?
        .execute([num])?;
    Ok(())
}

/// Connections whose card is gone for good: no step can bring it back.
pub(crate) fn orphans(connection: &Connection) -> Result<Vec<ConnectionId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM connection WHERE state <> 'leaving'
             AND NOT EXISTS (SELECT 1 FROM card WHERE card.id = connection.card)
             AND NOT EXISTS (SELECT 1 FROM step_item WHERE step_item.id = connection.card)",
    )?;
    let rows = statement.query_map([], |row| row.get(0).map(ConnectionId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The id of a card's connection.
pub(crate) fn id_of_card(connection: &Connection, card: CardId) -> Result<Option<ConnectionId>> {
    Ok(connection
        .prepare_cached("SELECT id FROM connection WHERE card = ?1 AND state <> 'leaving'")?
        .query_row([card.0], |row| row.get(0).map(ConnectionId))
        .optional()?)
}

/// When an access token is over, on our clock; a little early, so that no question meets its end.
fn until(granted: &Granted, now: DateTime<Utc>) -> i64 {
    const EARLY: i64 = 30;
    let seconds = i64::try_from(granted.expires_in)
        .unwrap_or(i64::MAX)
        .min(86_400 * 365);
    (now + TimeDelta::seconds(seconds - EARLY)).timestamp_millis()
}
