//! Which shops are to be visited, and when the next one is.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::visit::ShopJob;
use crate::domain::{CardId, ConnectionId, ConnectionState};
use crate::error::Result;
use crate::shop::outbox;
use crate::shop::rows::{self, ConnectionRow, PlanRow, ShopRow};
use crate::store::Wallet;
use crate::sync::schedule::{SLACK, is_forced};
use crate::sync::{RefreshOutcome, SyncEngine, Wake};

impl SyncEngine {
    /// The shops that are due by themselves or for what happened, except for these.
    pub(in crate::sync) fn shops_due(
        &self,
        wakes: &BTreeSet<Wake>,
        except: &HashSet<ConnectionId>,
    ) -> Result<Vec<ShopJob>> {
        if self.ports.merchant.is_none() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let seen = self.wallet.seen_version()?;
        let live = &self.shops.live;
        let foreground = self.bell.foreground();
        let heard = self.heard()?;
        let shops = self.shop_rows()?;
        let (waiting, leaving) = self
            .wallet
            .read_warm(|connection| Ok((waiting(connection)?, rows::leaving(connection)?)))?;
        let is_due = |row: &PlanRow| {
            let plan = &row.plan;
            let due = self.shops.pushes.next(row, now);
            due.is_some_and(|due| due <= now)
                || wakes.iter().any(|wake| plan.is_due_after(*wake, now))
                || (waiting.contains(&row.num) && plan.is_ready(now))
                || (heard.contains_key(&row.id) && plan.may_ask(now))
                || (foreground
                    && plan.polled(now).is_some_and(|due| due <= now)
                    && !live.listens(row.id))
        };
        for (id, state) in &heard {
            if !shops.iter().any(|row| row.plan.id == *id) {
                live.dealt(*id, state.as_ref());
            }
        }
        let mut due = Vec::new();
        for ShopRow { plan, full } in shops {
            if !except.contains(&plan.id) && is_due(&plan) {
                self.shops.pushes.asks(plan.id, now);
                due.push((full, waiting.contains(&plan.num)));
            }
        }
        let leaving = leaving.into_iter();
        let leaving = leaving.filter(|row| !except.contains(&row.id) && is_over(row, now));
        due.extend(leaving.map(|row| (Arc::new(row), false)));
        // Who failed last is asked last.
        due.sort_by_key(|(row, _)| row.plan.failures);
        let mut jobs = self.jobs(due, seen)?;
        for job in &mut jobs {
            if let Some(state) = heard.get(&job.row.id) {
                live.dealt(job.row.id, state.as_ref());
                job.heard = state.clone();
            }
        }
        Ok(jobs)
    }

    /// All connections that are not being ended and whose card is there, oldest first.
    fn shop_rows(&self) -> Result<Vec<ShopRow>> {
        self.known.shops.get(&self.wallet, rows::all_planned)
    }

    /// What was heard of shops and is not in the wallet yet.
    fn heard(&self) -> Result<BTreeMap<ConnectionId, Option<String>>> {
        let mut heard = self.shops.live.heard();
        let mut known = Vec::new();
        for (id, state) in &heard {
            if state.is_some() && self.wallet.shop_cursor(*id)?.state == *state {
                self.shops.live.dealt(*id, state.as_ref());
                known.push(*id);
            }
        }
        heard.retain(|id, _| !known.contains(id));
        Ok(heard)
    }

    /// Jobs for these connections, with whether something waits in their outbox.
    fn jobs(&self, rows: Vec<(Arc<ConnectionRow>, bool)>, seen: i64) -> Result<Vec<ShopJob>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (records, now) = (self.known.records(&self.wallet)?, self.now());
        let jobs = rows.into_iter().map(|(row, wishes)| ShopJob {
            cursor: records.cursors.get(&row.id).cloned().unwrap_or_default(),
            pictures: records.misses_pictures(row.id, now),
            row,
            wishes,
            heard: None,
            forced: false,
            forced_at: None,
            glanced: None,
            seen,
        });
        Ok(jobs.collect())
    }

    /// When the next shop is due.
    pub(in crate::sync) fn next_shop_due(&self) -> Result<Option<DateTime<Utc>>> {
        if self.ports.merchant.is_none() {
            return Ok(None);
        }
        let now = self.now();
        let live = &self.shops.live;
        let foreground = self.bell.foreground();
        let heard = live.heard();
        let shops = self.shop_rows()?;
        self.wallet.read_warm(|connection| {
            let waiting = waiting(connection)?;
            let next = |row: &PlanRow| {
                let plan = &row.plan;
                let soon = (waiting.contains(&row.num) && plan.is_ready(now))
                    || (heard.contains_key(&row.id) && plan.may_ask(now));
                let polled = foreground && !live.listens(row.id);
                let polled = polled.then(|| plan.polled(now)).flatten();
                let due = self.shops.pushes.next(row, now);
                let times = [due, soon.then_some(now), polled];
                times.into_iter().flatten().min()
            };
            let leaving = rows::leaving(connection)?;
            let leaving = leaving.iter().filter_map(|row| row.plan.due_at);
            let again = live.next(now).filter(|_| foreground);
            Ok(shops
                .iter()
                .filter_map(|row| next(&row.plan))
                .chain(leaving)
                .chain(again)
                .min())
        })
    }

    /// The connections of the cards that a person means, all when none is named, with what is to
    /// be asked where the schedule may be overridden now.
    pub(in crate::sync) fn overridden_shops(
        &self,
        cards: &BTreeSet<CardId>,
    ) -> Result<Vec<(CardId, Result<ShopJob, RefreshOutcome>)>> {
        if self.ports.merchant.is_none() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let seen = self.wallet.seen_version()?;
        let shops = self.shop_rows()?.into_iter();
        let waiting = self.wallet.read_warm(waiting)?;
        let meant = shops.filter(|row| cards.is_empty() || cards.contains(&row.plan.card));
        let rows = meant
            .map(|ShopRow { plan, full }| (full, waiting.contains(&plan.num)))
            .collect();
        let mut forced = self
            .shops
            .forced
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        forced.retain(|_, at| is_forced(*at, now));
        let job = |job: ShopJob| {
            let (id, card) = (job.row.id, job.row.card);
            let may = !forced.contains_key(&id) && job.row.plan.may_force(now);
            // Something new to say is no repetition, and neither is the first question after another
            // sign-in.
            let plan = &job.row.plan;
            let first = plan.state == ConnectionState::New && plan.failures == 0;
            if !may && !job.wishes && !first {
                return (card, Err(RefreshOutcome::TooSoon));
            }
            forced.insert(id, now);
            let job = ShopJob {
                forced: true,
                forced_at: Some(now),
                ..job
            };
            (card, Ok(job))
        };
        Ok(self.jobs(rows, seen)?.into_iter().map(job).collect())
    }
}

/// Connections with something in their outbox.
fn waiting(connection: &Connection) -> Result<BTreeSet<i64>> {
    let open = outbox::open_counts(connection)?.into_iter();
    Ok(open.map(|(num, _)| num).collect())
}

/// Whether a shop is to hear now that it was left.
fn is_over(row: &ConnectionRow, now: DateTime<Utc>) -> bool {
    let set_back = row.plan.asked_at.is_some_and(|at| at - now > SLACK);
    set_back || row.plan.due_at.is_none_or(|due| due <= now)
}

/// When the clock was set back, the times of connections go back with it, and what was known of
/// the shops' clocks is not true any more: they are asked.
pub(in crate::sync) fn anchor(wallet: &Wallet) -> Result<()> {
    let now = wallet.ports.clock.now();
    let ahead: BTreeMap<i64, _> = wallet.read_warm(|connection| {
        let plans = rows::plans(connection)?.into_iter();
        let ahead = plans.filter(|row| row.plan.asked_at.is_some_and(|at| at - now > SLACK));
        Ok(ahead.map(|row| (row.num, row.plan)).collect())
    })?;
    if ahead.is_empty() {
        return Ok(());
    }
    let writer = wallet.light_writer()?;
    for (num, plan) in ahead {
        let mut anchored = plan.anchored(now);
        if anchored.is_ready(now) {
            anchored.due_at = Some(now);
        }
        rows::anchor(writer.connection(), num, &anchored)?;
    }
    writer.commit().map(drop)
}
