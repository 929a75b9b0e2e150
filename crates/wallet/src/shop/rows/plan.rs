//! When a shop is asked, and how it went so far.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::domain::{CardId, ConnectionId, ConnectionState};
use crate::error::Result;
use crate::store::convert::instant;

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
            plan: read(row, 5)?,
        });
    }
    Ok(found)
}

/// A plan whose columns begin at this one.
pub(super) fn read(row: &Row<'_>, first: usize) -> Result<ShopPlan> {
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
    PlanKeeping::new(connection)?.keep(num, was, plan, clock_offset)
}

/// Keeps many plans: what is the same for all is prepared once.
pub(crate) struct PlanKeeping<'c> {
    connection: &'c Connection,
    /// Keeps all but the state, which is in the conditions of indexes: they are written anew
    /// whenever it is set.
    rest: CachedStatement<'c>,
}

impl<'c> PlanKeeping<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Self> {
        let rest = connection.prepare_cached(
            "UPDATE connection SET asked_at = ?3, checked_at = ?4, changed_at = ?5, due_at = ?6,
                 not_before = ?7, forced_at = ?8, failures = ?9, offline = ?10,
                 clock_offset = coalesce(?11, clock_offset)
             WHERE num = ?1 AND state = ?2",
        )?;
        Ok(Self { connection, rest })
    }

    /// As [`keep_plan`] does.
    pub(crate) fn keep(
        &mut self,
        num: i64,
        was: ConnectionState,
        plan: &ShopPlan,
        clock_offset: Option<TimeDelta>,
    ) -> Result<bool> {
        let time = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        let kept = self.rest.execute(params![
            num,
            was.name(),
            time(plan.asked_at),
            time(plan.checked_at),
            time(plan.changed_at),
            time(plan.due_at),
            time(plan.not_before),
            time(plan.forced_at),
            plan.failures,
            plan.offline,
            clock_offset.map(|offset| offset.num_milliseconds()),
        ])?;
        if kept > 0 && plan.state != was {
            self.connection
                .prepare_cached("UPDATE connection SET state = ?2 WHERE num = ?1")?
                .execute(params![num, plan.state.name()])?;
        }
        Ok(kept > 0)
    }
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
