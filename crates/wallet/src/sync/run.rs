//! The engine's own loop: does what is due, tells what is to be told, sleeps.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::round::{self, Flying, Shift};
use super::{SyncEngine, Wake, lease};
use crate::error::Result;
use crate::ports::Stop;

/// How often a process looks whether another one has changed the wallet: while a person looks at
/// it, and otherwise. It reads one page.
const LOOK_SOON: TimeDelta = TimeDelta::milliseconds(500);
const LOOK_LATER: TimeDelta = TimeDelta::seconds(30);
/// The least that is slept between two turns.
const MOMENT: TimeDelta = TimeDelta::milliseconds(200);
/// After the store failed, or while another process has the lease.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// How often that grows by itself while the store goes on failing: to five minutes. A full disk is
/// no reason to ask the same of a shop every five seconds.
const MOST_DOUBLINGS: u32 = 6;

impl SyncEngine {
    /// Works until `stop` is set: asks what is due, tells notices and reminders, sleeps until the
    /// next thing is due or something wakes it. A host runs it on a thread of its own.
    pub fn run(&self, stop: &Stop) {
        let mut failed = 0;
        while !stop.is_set() {
            let seen = self.wallet.seen_version();
            let wakes = self.bell.take();
            let next = self.turn(stop, &wakes);
            failed = if next.is_ok() { 0 } else { failed + 1 };
            let next = next.unwrap_or_else(|_| {
                // The store may be full, locked or gone for a while; a host learns of that from
                // what a person does. Here there is nothing to do but to try again.
                self.bell.put_back(wakes);
                Some(self.now() + PAUSE * (1 << failed.min(MOST_DOUBLINGS + 1) >> 1))
            });
            self.sleep(stop, next, seen);
        }
        self.shops.live.end();
    }

    /// One turn of [`SyncEngine::run`]: does what is due; gives when something is due next.
    fn turn(&self, stop: &Stop, wakes: &BTreeSet<Wake>) -> Result<Option<DateTime<Utc>>> {
        self.reconcile()?;
        self.tend_pushes()?;
        let mut told = self.tell()?;
        self.listen(stop)?;
        let tasks = self.due(wakes, &Flying::default())?;
        if !tasks.is_empty() || self.any_wish()? {
            let Some(held) = self.lease.take(&self.wallet, &[])? else {
                self.bell.put_back(wakes.clone());
                return Ok(Some(self.now() + PAUSE));
            };
            let mut seen = self.wallet.seen_version()?;
            let mut more = |flying: &Flying| {
                held.renew()?;
                let now_seen = self.wallet.seen_version()?;
                let wakes = self.bell.take();
                let quiet = wakes.is_empty()
                    && !self.shops.pushes.has_news()
                    && !self.shops.live.heard_any();
                if seen == now_seen && quiet {
                    return Ok(Vec::new());
                }
                seen = now_seen;
                self.tend_pushes()?;
                told = self.tell()?;
                self.reconcile()?;
                self.listen(stop)?;
                self.due(&wakes, flying)
            };
            let mut shift = Shift {
                stop,
                span: None,
                bell: Some(&self.bell),
                heard: &mut |_| ControlFlow::Continue(()),
                more: &mut more,
            };
            round::run(&self.asker()?, tasks, &mut shift)?;
            self.end(held, 0, stop)?;
            told = self.tell()?;
            self.listen(stop)?;
        }
        Ok([self.next_due()?, told].into_iter().flatten().min())
    }

    /// Sleeps until then, until something happens, or another process changes the wallet.
    fn sleep(&self, stop: &Stop, next: Option<DateTime<Utc>>, seen: Result<i64>) {
        let began = self.now();
        loop {
            // A clock that was set back changes what is due when.
            if stop.is_set() || self.now() < began || self.wallet.cache_is_lost() {
                return;
            }
            let look = if self.bell.foreground() {
                LOOK_SOON
            } else {
                LOOK_LATER
            };
            // Never less than a moment: what cannot be done now must not be tried without rest.
            let left = next.map_or(look, |next| (next - self.now()).clamp(MOMENT, look));
            if self.bell.sleep(left.to_std().unwrap_or_default()) {
                return;
            }
            if next.is_some_and(|next| next <= self.now()) {
                return;
            }
            match (&seen, self.wallet.seen_version()) {
                (Ok(before), Ok(now)) if *before == now => {}
                (Err(_), Err(_)) => {}
                _ => return,
            }
        }
    }

    fn any_wish(&self) -> Result<bool> {
        Ok(!self.wallet.read(lease::wishes)?.is_empty())
    }
}
