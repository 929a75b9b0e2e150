//! Listening to shops while somebody looks at the wallet: a thread for each, which hears *that*
//! something changed and rings the engine's bell. What changed is read by a visit, as ever.
//!
//! A stream that breaks is opened again after a while; until then the shop is polled. Nobody here
//! refreshes a token: when one is over, the stream ends and a visit follows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{ConnectionId, ConnectionState};
use crate::error::Result;
use crate::ports::{
    Access, Call, Clock, Merchant, MerchantFailure, MerchantTrouble as Trouble, Stop,
};
use crate::shop::rows::{self, PlanRow};
use crate::sync::SyncEngine;
use crate::sync::backoff::delay_within;
use crate::sync::bell::Bell;

/// Shops that are listened to at the same time: those whose cards were used last.
const MOST: usize = 64;
/// A stream on which nothing at all was heard for so long is dead.
const SILENCE: Duration = Duration::from_secs(60);
/// A stream that lasted so long was a good one.
const GOOD: TimeDelta = TimeDelta::seconds(60);
/// A good stream that ended is opened again after this long.
const AGAIN: TimeDelta = TimeDelta::seconds(3);
/// The longest wait after streams that were none.
const MOST_WAIT: TimeDelta = TimeDelta::hours(1);

/// Who is listened to, and what was heard.
#[derive(Default)]
pub(in crate::sync) struct Live(Mutex<State>);

#[derive(Default)]
struct State {
    ears: BTreeMap<ConnectionId, Ear>,
    /// Where a shop's records stand; `None`: a stream ended, and nobody knows.
    heard: BTreeMap<ConnectionId, Option<String>>,
    rests: BTreeMap<ConnectionId, Rest>,
    /// Threads that were told to end.
    leaving: Vec<JoinHandle<()>>,
    /// Tells a stream from the one before it.
    last: u64,
}

struct Ear {
    number: u64,
    begun: DateTime<Utc>,
    stop: Stop,
    thread: JoinHandle<()>,
}

/// A shop that could not be listened to.
struct Rest {
    failures: u32,
    until: DateTime<Utc>,
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a shop is listened to.
    pub(super) fn listens(&self, id: ConnectionId) -> bool {
        let state = self.lock();
        state
            .ears
            .get(&id)
            .is_some_and(|ear| !ear.thread.is_finished())
    }

    /// Whether anything was heard that nobody has looked at.
    pub(in crate::sync) fn heard_any(&self) -> bool {
        !self.lock().heard.is_empty()
    }

    /// What was heard.
    pub(super) fn heard(&self) -> BTreeMap<ConnectionId, Option<String>> {
        self.lock().heard.clone()
    }

    /// What was heard of a shop is dealt with, if it is still that.
    pub(super) fn dealt(&self, id: ConnectionId, with: Option<&String>) {
        let mut state = self.lock();
        if state.heard.get(&id).map(Option::as_ref) == Some(with) {
            state.heard.remove(&id);
        }
    }

    fn hear(&self, id: ConnectionId, state: Option<&str>) {
        self.lock().heard.insert(id, state.map(str::to_owned));
    }

    /// Ends all listening, without waiting for it.
    pub(in crate::sync) fn hush(&self) {
        self.keep_only(&BTreeSet::new());
    }

    /// Ends all listening, and waits for it.
    pub(in crate::sync) fn end(&self) {
        self.hush();
        let leaving = std::mem::take(&mut self.lock().leaving);
        for thread in leaving {
            // One that panicked has ended as well.
            let _ = thread.join();
        }
    }

    /// Ends the listening to all shops but these.
    fn keep_only(&self, wanted: &BTreeSet<ConnectionId>) {
        let mut state = self.lock();
        let State { ears, leaving, .. } = &mut *state;
        leaving.retain(|thread| !thread.is_finished());
        let gone: Vec<ConnectionId> = ears
            .iter()
            .filter(|(id, ear)| !wanted.contains(*id) || ear.thread.is_finished())
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            if let Some(ear) = ears.remove(&id) {
                ear.stop.set();
                leaving.push(ear.thread);
            }
        }
    }

    /// Whether a shop is not to be listened to now.
    fn rests(&self, id: ConnectionId, now: DateTime<Utc>) -> bool {
        let state = self.lock();
        let rest = state.rests.get(&id);
        // Longer than anybody rests: the clock was set back since.
        rest.is_some_and(|rest| rest.until > now && rest.until - now <= MOST_WAIT * 2)
    }

    /// When the next shop may be listened to again.
    pub(super) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let state = self.lock();
        let untils = state.rests.values().map(|rest| rest.until);
        untils.filter(|until| *until > now).min()
    }

    /// A stream ended by itself.
    fn ended(
        &self,
        id: ConnectionId,
        number: u64,
        failure: Option<&MerchantFailure>,
        now: DateTime<Utc>,
    ) {
        let mut state = self.lock();
        let Some(ear) = state.ears.get(&id).filter(|ear| ear.number == number) else {
            return;
        };
        let over = failure.is_some_and(|failure| failure.kind == Trouble::Unauthorized);
        let good = now - ear.begun >= GOOD;
        state.ears.remove(&id);
        let failures = match state.rests.get(&id) {
            _ if good => 0,
            Some(rest) => rest.failures.saturating_add(1),
            None => 1,
        };
        let asked = failure
            .and_then(|failure| TimeDelta::from_std(failure.retry_after?).ok())
            .unwrap_or_default()
            .min(MOST_WAIT);
        let wait = if failures == 0 {
            AGAIN
        } else {
            delay_within(MOST_WAIT, failures, chance(id)).max(asked)
        };
        let until = now + wait;
        state.rests.insert(id, Rest { failures, until });
        if good || (over && failures <= 1) {
            // Something may have happened since; and a visit gets a new token.
            state.heard.insert(id, None);
        }
    }
}

/// Spreads the attempts of one wallet over time.
fn chance(id: ConnectionId) -> u64 {
    id.0.as_u64_pair().1
}

impl SyncEngine {
    /// Listens to the shops that are to be listened to now, and to no others.
    pub(in crate::sync) fn listen(&self, stop: &Stop) -> Result<()> {
        let live = &self.shops.live;
        let Some(merchant) = &self.ports.merchant else {
            return Ok(());
        };
        if stop.is_set() || !self.bell.foreground() {
            live.hush();
            return Ok(());
        }
        let now = self.now();
        let mut plans = self.wallet.read_warm(rows::plans)?;
        plans.retain(|row| can_be_heard(row, now));
        plans.sort_by_key(|row| std::cmp::Reverse((row.used_at, row.num)));
        plans.truncate(MOST);
        live.keep_only(&plans.iter().map(|row| row.id).collect());
        plans.retain(|row| !live.listens(row.id) && !live.rests(row.id, now));
        if plans.is_empty() {
            return Ok(());
        }
        let cursors = self.wallet.shop_cursors()?;
        let language = Some(self.wallet.reading_locale()?);
        for row in plans {
            let Some(state) = cursors.get(&row.id).and_then(|cursor| cursor.state.clone()) else {
                continue;
            };
            let full = self
                .wallet
                .read_warm(|connection| rows::by_id(connection, row.id))?;
            let Some((full, token)) = full.and_then(|row| {
                let token = row.access.clone()?;
                Some((row, token.token))
            }) else {
                continue;
            };
            let access = Access {
                shop: full.shop,
                token,
                language: language.clone(),
            };
            let listener = Listener {
                id: row.id,
                access,
                state,
                merchant: Arc::clone(merchant),
                live: Arc::clone(live),
                bell: Arc::clone(&self.bell),
                clock: Arc::clone(&self.wallet.ports.clock),
            };
            if !listener.begin(now) {
                // No thread to be had: shops are polled.
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Whether a shop answered last time and its token is good.
fn can_be_heard(row: &PlanRow, now: DateTime<Utc>) -> bool {
    row.plan.state == ConnectionState::Live && row.access_until.is_some_and(|until| until > now)
}

/// Listens to one shop.
struct Listener {
    id: ConnectionId,
    access: Access,
    state: String,
    merchant: Arc<dyn Merchant>,
    live: Arc<Live>,
    bell: Arc<Bell>,
    clock: Arc<dyn Clock>,
}

impl Listener {
    /// Begins on a thread of its own. `false`: there is none to be had.
    fn begin(self, now: DateTime<Utc>) -> bool {
        let (live, id, stop) = (Arc::clone(&self.live), self.id, Stop::default());
        // Held until the thread is noted, so that it cannot end before.
        let mut state = live.lock();
        state.last += 1;
        let number = state.last;
        let heeds = stop.clone();
        let thread = thread::Builder::new()
            .name("kantis-live".to_owned())
            .spawn(move || self.run(number, heeds));
        let Ok(thread) = thread else {
            return false;
        };
        let ear = Ear {
            number,
            begun: now,
            stop,
            thread,
        };
        if let Some(before) = state.ears.insert(id, ear) {
            before.stop.set();
            state.leaving.push(before.thread);
        }
        true
    }

    fn run(self, number: u64, stop: Stop) {
        let Self { id, live, bell, .. } = &self;
        let heard = {
            let (live, bell, id) = (Arc::clone(live), Arc::clone(bell), *id);
            move |state: &str| {
                live.hear(id, Some(state));
                bell.nudge();
                ControlFlow::Continue(())
            }
        };
        let call = Call {
            timeout: SILENCE,
            stop: stop.clone(),
        };
        let ended = self
            .merchant
            .listen(&self.access, &self.state, Box::new(heard), &call);
        if stop.is_set() {
            return;
        }
        live.ended(*id, number, ended.err().as_ref(), self.clock.now());
        bell.nudge();
    }
}
