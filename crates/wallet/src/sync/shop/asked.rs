//! What a person asks a shop for and waits for.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::visit::{ShopJob, ShopRecord, Visit, Visitor};
use crate::domain::{ConnectionId, ConnectionState, Origin, OutboxState};
use crate::error::{Result, WalletError};
use crate::ports::{
    Access, Answered, Call, Merchant, MerchantFailure, MerchantTrouble as Trouble, Stop, Wish,
};
use crate::shop::rows::{self, ConnectionRow};
use crate::sync::{SyncEngine, SyncHint};

/// How long a person waits for one question.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long for everything that a shop holds on them.
const LONG_PATIENCE: Duration = Duration::from_secs(120);
/// How often and how many times somebody looks whether another process has come to it.
const LOOK: Duration = Duration::from_millis(50);
const MOST_LOOKS: u32 = 300;

/// What became of a wish, as far as a person who waits can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It came true, and the records say so.
    Done,
    /// The shop could not be asked now; it will be.
    Queued,
    /// It may have come true or not. The shop is asked again what became of it.
    Unclear,
    /// The shop said no.
    Refused {
        /// The slug of the problem's type.
        why: String,
    },
    /// It spends, so the shop has to be asked, and could not be. Nothing was kept of the wish.
    Offline,
}

impl SyncEngine {
    /// Asks a shop to do something, and waits for its answer. What cannot be sent now is sent
    /// later, unless it spends.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot be read or written.
    pub fn ask_shop(&self, connection: ConnectionId, wish: Wish) -> Result<Asked> {
        let row = self.connected(connection)?;
        if self.ports.merchant.is_none() && wish.spends() {
            return Ok(Asked::Offline);
        }
        let id = self.wallet.wish(connection, &wish)?;
        (self.ports.listener)(SyncHint::Connections);
        if let Some(visitor) = self.visitor()? {
            if let Some(held) = self.lease.take(&self.wallet, &[Some(row.card)])? {
                self.visit_now(&visitor, row)?;
                self.end(held, 0, &Stop::default())?;
            } else {
                self.wait_for_other(id)?;
            }
        }
        let asked = self.became(id, &wish);
        (self.ports.listener)(SyncHint::Connections);
        self.bell.nudge();
        asked
    }

    /// Everything that a shop holds on the member, as JSON, byte for byte.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot be read or written.
    pub fn export_shop(
        &self,
        connection: ConnectionId,
    ) -> Result<Result<Vec<u8>, MerchantFailure>> {
        self.ask_now(connection, |merchant, access, call| {
            merchant.export(access, call)
        })
    }

    /// Deletes what a shop holds on the member, and then the connection. A card that came with the
    /// connection goes too; one that the shopper had before stays.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot be read or written.
    pub fn leave_shop(&self, connection: ConnectionId) -> Result<Result<(), MerchantFailure>> {
        let row = self.connected(connection)?;
        let left = self.ask_now(connection, |merchant, access, call| {
            merchant.leave(access, call)
        })?;
        if left.is_ok() {
            let keep = match self.wallet.card(row.card) {
                Ok(card) => card.origin != Origin::Shop,
                Err(WalletError::NotFound) => false,
                Err(error) => return Err(error),
            };
            self.wallet.disconnect(connection, keep)?;
            // All its tokens ended with the membership.
            let writer = self.wallet.unrecorded_writer()?;
            rows::forget(writer.connection(), row.num)?;
            writer.commit()?;
            self.wallet.forget_shop(connection)?;
            (self.ports.listener)(SyncHint::Connections);
            (self.ports.listener)(SyncHint::Cards(vec![row.card]));
            self.bell.nudge();
        }
        Ok(left)
    }

    /// A connection that is not being ended.
    fn connected(&self, id: ConnectionId) -> Result<ConnectionRow> {
        let row = self.wallet.read(|connection| rows::by_id(connection, id))?;
        row.filter(|row| row.plan.state != ConnectionState::Leaving)
            .ok_or(WalletError::NotFound)
    }

    /// Sends what waits and reads what came of it, whatever the schedule says.
    fn visit_now(&self, visitor: &Visitor<'_>, row: ConnectionRow) -> Result<()> {
        let job = ShopJob {
            seen: self.wallet.seen_version()?,
            cursor: Arc::new(self.wallet.shop_cursor(row.id)?),
            row: Arc::new(row),
            wishes: true,
            pictures: false,
            heard: None,
            forced: true,
            forced_at: None,
            glanced: None,
        };
        let reply = visitor.visit(job, &call(PATIENCE))?;
        if let Some(record) = reply.record {
            let mut writer = self.wallet.light_writer()?;
            ShopRecord::keep(&[record], &mut writer)?;
            writer.commit()?;
        }
        Ok(())
    }

    /// Another process asks the shops now, and was told of the wish: waits until it is not open
    /// any more, but not for ever.
    fn wait_for_other(&self, id: Uuid) -> Result<()> {
        for _ in 0..MOST_LOOKS {
            let wished = self.wallet.wished(id)?;
            let open = wished.is_some_and(|entry| {
                matches!(entry.state, OutboxState::Waiting | OutboxState::Sent)
            });
            if !open {
                break;
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// What a person is told of a wish. One that spends is taken back when it was not sent.
    fn became(&self, id: Uuid, wish: &Wish) -> Result<Asked> {
        let waiting = |entry: &crate::domain::OutboxEntry| entry.state == OutboxState::Waiting;
        let mut entry = self.wallet.wished(id)?;
        if entry.as_ref().is_some_and(waiting) {
            if !wish.spends() {
                return Ok(Asked::Queued);
            }
            if self.wallet.unwish(id)? {
                return Ok(Asked::Offline);
            }
            // It left at this very moment.
            entry = self.wallet.wished(id)?;
        }
        let entry = entry.ok_or(WalletError::NotFound)?;
        Ok(match entry.state {
            OutboxState::Done => Asked::Done,
            OutboxState::Refused => Asked::Refused {
                why: entry.why.unwrap_or_default(),
            },
            OutboxState::Waiting | OutboxState::Sent => Asked::Unclear,
        })
    }

    /// Asks something for which nothing is kept.
    fn ask_now<T>(
        &self,
        connection: ConnectionId,
        question: impl Fn(&dyn Merchant, &Access, &Call) -> Result<T, MerchantFailure>,
    ) -> Result<Result<T, MerchantFailure>> {
        let row = Arc::new(self.connected(connection)?);
        let Some(visitor) = self.visitor()? else {
            return Ok(Err(Trouble::Unreachable.into()));
        };
        let ask = || {
            let mut visit = Visit::new(&visitor, row, call(LONG_PATIENCE));
            visit.ask(|merchant, access, call| {
                let value = question(merchant, access, call)?;
                Ok(Answered { value, date: None })
            })
        };
        for _ in 0..MOST_LOOKS {
            if let Some(held) = self.lease.take(&self.wallet, &[])? {
                let answer = ask()?;
                self.end(held, 0, &Stop::default())?;
                return Ok(answer);
            }
            thread::sleep(LOOK);
        }
        // Another process works without end. What it must not meet is a refresh of the same token
        // more than a minute apart, and that is not so here.
        ask()
    }
}

fn call(timeout: Duration) -> Call {
    Call {
        timeout,
        stop: Stop::default(),
    }
}
