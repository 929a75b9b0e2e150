//! Pushes: a shop wakes the engine.
//!
//! Each connection whose records were read once has a registration with the machine's receiver, and
//! the shop is told of its endpoint with the next visit (`subscribe`). What comes makes the shop due
//! at once, but no push makes it be asked more often than is decent (`woken`): whoever got hold of
//! an endpoint can waste some requests and no more. What is known meanwhile is in `state`.

mod state;
mod subscribe;
mod woken;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{ConnectionId, ConnectionState};
use crate::error::Result;
use crate::ports::{Entropy, PushEvent, PushReceiver, Secret};
use crate::shop::push::{self, PushRow};
use crate::shop::rows::{self, PlanRow};
use crate::sync::SyncEngine;
use state::{Change, State};
use subscribe::key_of;

/// A shop that pushes is asked by itself so much later than another.
const RESTS: TimeDelta = TimeDelta::hours(5);

/// What an engine knows of pushes.
#[derive(Default)]
pub(in crate::sync) struct Pushes {
    receiver: OnceLock<Arc<dyn PushReceiver>>,
    state: Mutex<State>,
}

impl Pushes {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves nothing half done: each change is one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something was said that nobody has looked at yet.
    pub(in crate::sync) fn has_news(&self) -> bool {
        self.lock().has_news
    }

    /// When this shop is due by itself or for a push; `None`: not before something else happens.
    pub(in crate::sync) fn next(&self, row: &PlanRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let plan = &row.plan;
        let mut state = self.lock();
        let rests = plan.state == ConnectionState::Live
            && plan.is_ready(now)
            && plan.is_regular()
            && state.live.contains(&row.id);
        let by_itself = plan.next(now);
        let by_itself = by_itself.map(|due| if rests { due + RESTS } else { due });
        let woken = state.woken.get_mut(&row.id);
        let pushed = woken.and_then(|woken| woken.due(plan, now));
        by_itself.into_iter().chain(pushed).min()
    }

    /// A shop is asked now, for whatever reason.
    pub(in crate::sync) fn asks(&self, id: ConnectionId, now: DateTime<Utc>) {
        if let Some(woken) = self.lock().woken.get_mut(&id) {
            woken.asks(now);
        }
    }
}

impl SyncEngine {
    /// From now on pushes are received there. Nothing is waited for. An engine has one receiver.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn receive_pushes(self: &Arc<Self>, receiver: &Arc<dyn PushReceiver>) -> Result<()> {
        let rows = self.wallet.read(push::all)?;
        self.shops.pushes.lock().read(&rows);
        if self.shops.pushes.receiver.set(Arc::clone(receiver)).is_ok() {
            let engine = Arc::downgrade(self);
            receiver.listen(Arc::new(move |event| {
                if let Some(engine) = engine.upgrade() {
                    engine.pushed(event);
                }
            }));
        }
        Ok(())
    }

    /// Hears a receiver of pushes. Returns at once; what nobody asked for is passed over.
    pub fn pushed(&self, event: PushEvent) {
        if self.shops.pushes.lock().hear(event) {
            self.nudge();
        }
    }

    /// Takes over what the receiver said, and asks it for what is wanted.
    pub(in crate::sync) fn tend_pushes(&self) -> Result<()> {
        let Some(receiver) = self.shops.pushes.receiver.get() else {
            return Ok(());
        };
        let now = self.now();
        let (mut rows, plans) = self
            .wallet
            .read_warm(|connection| Ok((push::all(connection)?, rows::plans(connection)?)))?;
        let told = self.shops.pushes.lock().take_told();
        let new_token = || token(&*self.wallet.ports.entropy);
        let changes = self
            .shops
            .pushes
            .lock()
            .changes(&rows, &plans, &told, now, new_token);
        if !changes.is_empty() {
            rows = self
                .keep(&changes)
                .inspect_err(|_| self.shops.pushes.lock().put_back(told))?;
        }
        // A receiver may answer while it is asked: nothing is locked then.
        for change in changes {
            if let Change::Forget(token) = change {
                receiver.unregister(&token);
            }
        }
        let wanted = self.shops.pushes.lock().wanted(&rows, &plans, now);
        for registration in wanted {
            receiver.register(&registration);
        }
        Ok(())
    }

    /// Makes these changes; gives all registrations as they are then.
    fn keep(&self, changes: &[Change]) -> Result<Vec<PushRow>> {
        let writer = self.wallet.unrecorded_writer()?;
        let connection = writer.connection();
        for change in changes {
            match change {
                Change::Moved(token, endpoint) => push::moved(connection, token, endpoint)?,
                Change::Gone(token, next) => push::gone(connection, token, next)?,
                Change::Forget(token) => push::forget(connection, token)?,
                Change::Insert(id, token) => {
                    if let Some(row) = rows::by_id(connection, *id)? {
                        push::insert(connection, *id, token, key_of(&row.shop))?;
                    }
                }
            }
        }
        let rows = push::all(connection)?;
        writer.commit()?;
        Ok(rows)
    }
}

/// A token that nobody can guess: a random UUID (RFC 9562), as UnifiedPush suggests.
fn token(entropy: &dyn Entropy) -> Secret {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    Secret::new(id.to_string())
}
