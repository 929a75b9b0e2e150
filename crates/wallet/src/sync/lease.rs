//! One process asks the services at a time; the others leave their wishes with it.
//!
//! The lease is a row that expires: a process that died is followed by the next one that wants to
//! work. Within one process any number of threads share it. What is written here may be lost in a
//! power cut, as may everybody who would need it.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::domain::CardId;
use crate::error::Result;
use crate::store::Wallet;

/// How long a lease lasts when nobody renews it.
const SPAN: TimeDelta = TimeDelta::seconds(60);
/// It is renewed when less is left.
const RENEWED: TimeDelta = TimeDelta::seconds(40);

/// This process's part in the lease.
pub(super) struct Lease {
    /// Random: another process's differs.
    holder: [u8; 16],
    /// Threads of this process that work under it.
    users: Mutex<u32>,
}

/// What another process asked for.
pub(super) struct Wish {
    pub(super) num: i64,
    /// `None`: all cards.
    pub(super) card: Option<CardId>,
}

/// Holds the lease until it is dropped.
pub(super) struct Held<'l> {
    lease: &'l Lease,
    wallet: &'l Wallet,
    ended: bool,
}

impl Lease {
    pub(super) fn new(wallet: &Wallet) -> Self {
        let mut holder = [0; 16];
        wallet.ports.entropy.fill(&mut holder);
        Self {
            holder,
            users: Mutex::new(0),
        }
    }

    /// Takes the lease, or joins those of this process who have it. When another process has it,
    /// leaves `wishes` there and gives `None`.
    pub(super) fn take<'l>(
        &'l self,
        wallet: &'l Wallet,
        wishes: &[Option<CardId>],
    ) -> Result<Option<Held<'l>>> {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let writer = wallet.followed_writer()?;
        let (connection, now) = (writer.connection(), writer.now());
        let ours = self.is_free(connection, now)?;
        if ours {
            self.hold(connection, now)?;
        } else {
            for card in wishes {
                connection
                    .prepare_cached("INSERT INTO sync_wish (card, at) VALUES (?1, ?2)")?
                    .execute(params![card.map(|card| card.0), now.timestamp_millis()])?;
            }
        }
        writer.commit()?;
        if !ours {
            return Ok(None);
        }
        *users += 1;
        Ok(Some(Held {
            lease: self,
            wallet,
            ended: false,
        }))
    }

    fn is_free(&self, connection: &Connection, now: DateTime<Utc>) -> Result<bool> {
        let Some((holder, expires)) = row(connection)? else {
            return Ok(true);
        };
        let left = TimeDelta::milliseconds(expires.saturating_sub(now.timestamp_millis()));
        // More than anybody is given: the clock was set back since.
        Ok(holder == self.holder || left <= TimeDelta::zero() || left > SPAN * 2)
    }

    fn hold(&self, connection: &Connection, now: DateTime<Utc>) -> Result<()> {
        connection
            .prepare_cached(
                "INSERT INTO sync_lease (one, holder, expires) VALUES (1, ?1, ?2)
                 ON CONFLICT (one) DO UPDATE SET
                     holder = excluded.holder, expires = excluded.expires",
            )?
            .execute(params![self.holder, (now + SPAN).timestamp_millis()])?;
        Ok(())
    }
}

impl Held<'_> {
    /// Makes the lease last longer when it is worth a write. Another process may have taken it
    /// over while this one was asleep; then both finish what they have begun, as taking an update
    /// over checks what it is for.
    pub(super) fn renew(&self) -> Result<()> {
        let now = self.wallet.ports.clock.now();
        let row = self.wallet.read(row)?;
        let left = row
            .filter(|(holder, _)| *holder == self.lease.holder)
            .map(|(_, expires)| expires.saturating_sub(now.timestamp_millis()));
        let enough = |left| left > RENEWED.num_milliseconds() && left <= SPAN.num_milliseconds();
        if left.is_some_and(enough) {
            return Ok(());
        }
        let writer = self.wallet.followed_writer()?;
        if self.lease.is_free(writer.connection(), now)? {
            self.lease.hold(writer.connection(), now)?;
        }
        writer.commit().map(drop)
    }

    /// Gives the lease back, unless wishes came after the one with this number; then it goes on.
    pub(super) fn end(mut self, handled: i64) -> Result<Option<Self>> {
        let lease = self.lease;
        let mut users = lease.users.lock().unwrap_or_else(PoisonError::into_inner);
        if *users > 1 {
            // Whoever ends last looks for wishes.
            *users -= 1;
            self.ended = true;
            return Ok(None);
        }
        let writer = self.wallet.followed_writer()?;
        let connection = writer.connection();
        forget_wishes(connection, handled)?;
        let more = connection
            .prepare_cached("SELECT 1 FROM sync_wish")?
            .exists([])?;
        if !more {
            lease.give_back(connection)?;
        }
        writer.commit()?;
        if more {
            drop(users);
            return Ok(Some(self));
        }
        *users -= 1;
        self.ended = true;
        Ok(None)
    }
}

impl Lease {
    fn give_back(&self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("DELETE FROM sync_lease WHERE holder = ?1")?
            .execute([self.holder])?;
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        // An error or a panic on the way: wishes stay for the next, and so does the lease if even
        // this fails; it expires.
        let lease = self.lease;
        let mut users = lease.users.lock().unwrap_or_else(PoisonError::into_inner);
        *users = users.saturating_sub(1);
        if *users == 0
            && let Ok(writer) = self.wallet.followed_writer()
            && lease.give_back(writer.connection()).is_ok()
        {
            let _ = writer.commit();
        }
    }
}

/// All wishes, oldest first.
pub(super) fn wishes(connection: &Connection) -> Result<Vec<Wish>> {
    let mut statement =
        connection.prepare_cached("SELECT num, card FROM sync_wish ORDER BY num")?;
    let rows = statement.query_map([], |row| {
        Ok(Wish {
            num: row.get(0)?,
            card: row.get::<_, Option<_>>(1)?.map(CardId),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn forget_wishes(connection: &Connection, handled: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM sync_wish WHERE num <= ?1")?
        .execute([handled])?;
    Ok(())
}

fn row(connection: &Connection) -> Result<Option<([u8; 16], i64)>> {
    Ok(connection
        .prepare_cached("SELECT holder, expires FROM sync_lease")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
