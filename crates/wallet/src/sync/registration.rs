//! Where issuers answer registered wallets only and the person said yes: which passes this device
//! is registered for, and what has to be taken back.
//!
//! A registration outlives its card until the issuer has heard that the pass is gone. A card that
//! comes back, because its deletion was taken back, is registered again: the person said yes.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{backoff, device};
use crate::domain::{BlobId, CardId};
use crate::error::Result;
use crate::ports::{PassAccess, SourceFailure, SourceTrouble};
use kantis_pass::AuthenticationToken;

/// How long a yes is remembered for a card that is gone: as long as its deletion can be undone.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// A due time further away is of a clock that was set back.
const LONGEST: TimeDelta = TimeDelta::days(8);

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// To be registered: the card came back.
    Wanted,
    /// The issuer knows this device.
    Registered,
    /// To be taken back: the card is gone.
    Leaving,
    /// Taken back because the card was gone.
    Left,
    /// To be taken back: the person said so, or it is not known whether the issuer heard.
    Withdrawn,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Registered => "registered",
            Self::Leaving => "leaving",
            Self::Left => "left",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn from_name(name: &str) -> Self {
        [Self::Wanted, Self::Registered, Self::Leaving, Self::Left]
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Withdrawn)
    }
}

/// A registration that has something to be done.
#[derive(Clone)]
pub(super) struct Registration {
    pub(super) access: PassAccess,
    pub(super) state: State,
    failures: u32,
}

impl Registration {
    /// The same, as the person takes it back.
    pub(super) fn withdrawn(&self) -> Self {
        Self {
            state: State::Withdrawn,
            failures: 0,
            ..self.clone()
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (token, state): (String, String) = (row.get(3)?, row.get(4)?);
        Ok(Self {
            access: PassAccess {
                service: row.get(0)?,
                pass_type: row.get(1)?,
                serial: row.get(2)?,
                token: AuthenticationToken::new(token),
            },
            state: State::from_name(&state),
            failures: row.get(5)?,
        })
    }
}

/// Brings registrations in step with the cards that are there. Gives whether there was anything to
/// do; with `only_look` nothing is done.
pub(super) fn settle(connection: &Connection, now: DateTime<Utc>, only_look: bool) -> Result<bool> {
    const THERE: &str = "EXISTS (SELECT 1 FROM pass WHERE pass.type = pass_registration.type
                                 AND pass.serial = pass_registration.serial)";
    let gone = format!("state IN ('registered', 'wanted') AND NOT {THERE}");
    let back = format!("state IN ('leaving', 'left') AND {THERE}");
    let old = "state = 'left' AND since < ?1";
    let long_ago = (now - REMEMBERED).timestamp_millis();
    if only_look {
        let sql = format!(
            "SELECT 1 FROM pass_registration WHERE ({gone}) OR ({back}) OR ({old}) LIMIT 1"
        );
        return Ok(connection.prepare_cached(&sql)?.exists([long_ago])?);
    }
    let mut changed = 0;
    for (condition, state) in [(gone, State::Leaving), (back, State::Wanted)] {
        let sql = format!(
            "UPDATE pass_registration SET state = ?1, since = ?2, due_at = ?2, failures = 0
             WHERE {condition}"
        );
        changed += connection
            .prepare_cached(&sql)?
            .execute(params![state.name(), now.timestamp_millis()])?;
    }
    let sql = format!("DELETE FROM pass_registration WHERE {old}");
    changed += connection.prepare_cached(&sql)?.execute([long_ago])?;
    Ok(changed > 0)
}

/// What is due. A registration that is wanted gets its token from its card's file.
pub(super) fn due(connection: &Connection, now: DateTime<Utc>) -> Result<Vec<Registration>> {
    let mut statement = connection.prepare_cached(
        "SELECT service, type, serial, token, state, failures FROM pass_registration
         WHERE state IN ('wanted', 'leaving', 'withdrawn') AND (due_at <= ?1 OR due_at > ?2)",
    )?;
    let far = (now + LONGEST).timestamp_millis();
    let rows = statement.query_map([now.timestamp_millis(), far], Registration::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When something is due next.
pub(super) fn next_due(connection: &Connection) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached(
            "SELECT min(due_at) FROM pass_registration
             WHERE state IN ('wanted', 'leaving', 'withdrawn')",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Keeps a registration, over what there was.
pub(super) fn put(
    connection: &Connection,
    access: &PassAccess,
    state: State,
    now: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO pass_registration (service, type, serial, token, state, since, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (service, type, serial) DO UPDATE SET
                 token = excluded.token, state = excluded.state, since = excluded.since,
                 due_at = excluded.due_at, failures = 0",
        )?
        .execute(params![
            access.service,
            access.pass_type,
            access.serial,
            access.token.reveal(),
            state.name(),
            now.timestamp_millis(),
            due.map(|at| at.timestamp_millis()),
        ])?;
    Ok(())
}

/// Notes what came of asking for what was due.
pub(super) fn answered(
    connection: &Connection,
    registration: &Registration,
    answer: &Result<(), SourceFailure>,
    now: DateTime<Utc>,
    chance: u64,
) -> Result<()> {
    let access = &registration.access;
    match (registration.state, answer) {
        (State::Wanted, Ok(())) => put(connection, access, State::Registered, now, None),
        (State::Leaving, Ok(())) => {
            let nothing = PassAccess {
                token: AuthenticationToken::new(""),
                ..access.clone()
            };
            put(connection, &nothing, State::Left, now, None)?;
            device::forget_unused(connection, access)
        }
        (_, Ok(())) => forget(connection, access),
        (_, Err(failure)) if failure.kind == SourceTrouble::Stopped => Ok(()),
        (_, Err(failure)) if may_pass(failure.kind) => {
            let failures = registration.failures.saturating_add(1);
            let rest = failure
                .retry_after
                .and_then(|rest| TimeDelta::from_std(rest).ok())
                .map(|rest| rest.min(LONGEST));
            let due = now + rest.unwrap_or_else(|| backoff::delay(failures, chance));
            connection
                .prepare_cached(
                    "UPDATE pass_registration SET failures = ?4, due_at = ?5
                     WHERE service = ?1 AND type = ?2 AND serial = ?3",
                )?
                .execute(params![
                    access.service,
                    access.pass_type,
                    access.serial,
                    failures,
                    due.timestamp_millis()
                ])?;
            Ok(())
        }
        // The service says no: it does not know the pass, its token, or what we ask.
        (_, Err(_)) => forget(connection, access),
    }
}

/// Whether the same question may be answered otherwise later.
pub(super) fn may_pass(trouble: SourceTrouble) -> bool {
    matches!(
        trouble,
        SourceTrouble::Unreachable
            | SourceTrouble::TimedOut
            | SourceTrouble::Busy { .. }
            | SourceTrouble::Stopped
    )
}

/// Forgets a registration, and who this device is to the service when it was the last one.
pub(super) fn forget(connection: &Connection, access: &PassAccess) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM pass_registration WHERE service = ?1 AND type = ?2 AND serial = ?3",
        )?
        .execute(params![access.service, access.pass_type, access.serial])?;
    device::forget_unused(connection, access)
}

/// A newer version of a pass has brought another token.
pub(super) fn follow_token(connection: &Connection, access: &PassAccess) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE pass_registration SET token = ?4
             WHERE service = ?1 AND type = ?2 AND serial = ?3 AND state <> 'left'",
        )?
        .execute(params![
            access.service,
            access.pass_type,
            access.serial,
            access.token.reveal()
        ])?;
    Ok(())
}

/// Whether this device is registered for a pass.
pub(super) fn is_registered(
    connection: &Connection,
    pass_type: &str,
    serial: &str,
) -> Result<bool> {
    let known = of_pass(connection, pass_type, serial)?;
    Ok(known.iter().any(|one| one.state == State::Registered))
}

/// Registrations of a pass with any service.
pub(super) fn of_pass(
    connection: &Connection,
    pass_type: &str,
    serial: &str,
) -> Result<Vec<Registration>> {
    let mut statement = connection.prepare_cached(
        "SELECT service, type, serial, token, state, failures FROM pass_registration
         WHERE type = ?1 AND serial = ?2",
    )?;
    let rows = statement.query_map([pass_type, serial], Registration::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Services and pass types that this device is registered with.
pub(super) fn services(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT service, type FROM pass_registration WHERE state = 'registered'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Cards whose passes are registered with a service.
pub(super) fn cards(
    connection: &Connection,
    service: &str,
    pass_type: &str,
) -> Result<BTreeSet<CardId>> {
    let mut statement = connection.prepare_cached(
        "SELECT card.id FROM card JOIN pass ON pass.card = card.num
         JOIN pass_registration AS one ON one.type = pass.type AND one.serial = pass.serial
         WHERE one.service = ?1 AND one.type = ?2 AND one.state = 'registered'",
    )?;
    let rows = statement.query_map([service, pass_type], |row| row.get(0).map(CardId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The file of a card that has this pass.
pub(super) fn original_of(
    connection: &Connection,
    pass_type: &str,
    serial: &str,
) -> Result<Option<BlobId>> {
    Ok(connection
        .prepare_cached("SELECT original FROM pass WHERE type = ?1 AND serial = ?2 LIMIT 1")?
        .query_row([pass_type, serial], |row| row.get(0))
        .optional()?
        .map(BlobId))
}

/// Keeps the tag of a list, and makes the passes that it names due: whatever happens next, none of
/// them is missed. Gives their cards.
pub(super) fn keep_list(
    connection: &Connection,
    service: &str,
    pass_type: &str,
    serials: &[String],
    tag: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<CardId>> {
    let mut cards = Vec::new();
    for serial in serials {
        let mut statement = connection.prepare_cached(
            "UPDATE pass_source SET due_at = ?4, not_before = NULL WHERE card IN (
                 SELECT pass.card FROM pass
                 JOIN pass_registration AS one
                      ON one.type = pass.type AND one.serial = pass.serial
                         AND one.service = ?1 AND one.state = 'registered'
                 WHERE pass.type = ?2 AND pass.serial = ?3)
             RETURNING (SELECT id FROM card WHERE card.num = pass_source.card)",
        )?;
        let rows = statement.query_map(
            params![service, pass_type, serial, now.timestamp_millis()],
            |row| row.get(0).map(CardId),
        )?;
        cards.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    if let Some(tag) = tag {
        device::keep_tag(connection, service, pass_type, tag)?;
    }
    Ok(cards)
}
