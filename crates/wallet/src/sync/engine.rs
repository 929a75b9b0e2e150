//! The engine: what a host runs, wakes and asks.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::{Asker, Job};
use super::bell::Bell;
use super::chance::Chances;
use super::known::Known;
use super::lease::{self, Held, Lease, Wish};
use super::reconcile::InStep;
use super::registration;
use super::rights::Rights;
use super::round::{self, Flying, Shift, Task};
use super::shop::{Shops, Visitor};
use super::store::Source;
use super::{RefreshOutcome, RefreshReport, RefreshedCard, SyncPorts, Wake};
use super::{schedule, store};
use crate::domain::{BlobId, CardId};
use crate::error::Result;
use crate::ports::Stop;
use crate::settings;
use crate::store::Wallet;

/// Keeps the passes of one wallet fresh. Shared by all of a host's threads.
pub struct SyncEngine {
    pub(super) wallet: Arc<Wallet>,
    pub(super) ports: SyncPorts,
    pub(super) bell: Arc<Bell>,
    pub(super) lease: Lease,
    /// The rights to ask for passes.
    pub(super) rights: Rights,
    /// What is shared about shops.
    pub(super) shops: Shops,
    /// What was read of the wallet.
    pub(super) known: Known,
    pub(super) chances: Chances,
    /// When everything was last in step.
    pub(super) in_step: Mutex<Option<InStep>>,
    /// When a person overrode the schedule for a card and its file. The store has it too, but only
    /// once there is an answer.
    forced: Mutex<HashMap<(CardId, BlobId), DateTime<Utc>>>,
}

impl SyncEngine {
    /// An engine that does nothing until it is told to.
    pub fn new(wallet: Arc<Wallet>, ports: SyncPorts) -> Self {
        Self {
            lease: Lease::new(&wallet),
            chances: Chances::new(Arc::clone(&wallet.ports.entropy)),
            bell: Arc::default(),
            rights: Rights::default(),
            shops: Shops::default(),
            known: Known::default(),
            in_step: Mutex::default(),
            forced: Mutex::default(),
            wallet,
            ports,
        }
    }

    /// Tells what happened in the world. Returns at once.
    pub fn wake(&self, wake: Wake) {
        if wake == Wake::Background {
            self.shops.live.hush();
        }
        self.bell.wake(wake);
    }

    /// Ends the sleep of [`SyncEngine::run`] so that it sees its flag.
    pub fn nudge(&self) {
        self.bell.nudge();
    }

    /// A person's refresh of these cards, or of all when empty. `step` hears done and total, and
    /// may break; what has come by then stays.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn refresh(
        &self,
        cards: &BTreeSet<CardId>,
        step: &mut (dyn FnMut(u32, u32) -> ControlFlow<()> + Send),
    ) -> Result<RefreshReport> {
        self.reconcile()?;
        let wishes: Vec<_> = if cards.is_empty() {
            vec![None]
        } else {
            cards.iter().copied().map(Some).collect()
        };
        let Some(held) = self.lease.take(&self.wallet, &wishes)? else {
            return Ok(RefreshReport::handed_over());
        };
        let mut lines = Lines::default();
        let mut jobs = Vec::new();
        for (card, job) in self.all_overridden(cards)? {
            match job {
                Ok(job) => jobs.push(job),
                Err(outcome) => lines.note(RefreshedCard { card, outcome }),
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let before = count(lines.cards.len());
        let total = count(jobs.len()).saturating_add(before);
        let stop = Stop::default();
        let done = Cell::new(before);
        let step = RefCell::new(step);
        let go_on = || (step.borrow_mut())(done.get(), total);
        if go_on().is_break() {
            jobs.clear();
        }
        let mut shift = Shift {
            stop: &stop,
            span: None,
            bell: None,
            heard: &mut |line| {
                lines.note(line);
                done.set(done.get().saturating_add(1));
                go_on()
            },
            // While an issuer is slow nothing is heard, and the person may have had enough.
            more: &mut |_| {
                if go_on().is_break() {
                    stop.set();
                }
                Ok(Vec::new())
            },
        };
        round::run(&self.asker()?, jobs, &mut shift)?;
        self.end(held, 0, &stop)?;
        // Whoever runs the engine has notices to tell.
        self.bell.nudge();
        Ok(lines.report())
    }

    /// Does what is due within `deadline`, for a system that grants a moment now and then.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn background_sync(&self, deadline: Duration) -> Result<RefreshReport> {
        let mut lines = Lines::default();
        self.reconcile()?;
        self.tend_pushes()?;
        let tasks = self.due(&self.bell.take(), &Flying::default())?;
        if !tasks.is_empty() {
            let Some(held) = self.lease.take(&self.wallet, &[])? else {
                self.tell()?;
                return Ok(RefreshReport::handed_over());
            };
            let mut shift = Shift {
                stop: &Stop::default(),
                bell: None,
                span: Some(TimeDelta::from_std(deadline).unwrap_or(TimeDelta::MAX)),
                heard: &mut |line| {
                    lines.note(line);
                    ControlFlow::Continue(())
                },
                more: &mut |_| Ok(Vec::new()),
            };
            round::run(&self.asker()?, tasks, &mut shift)?;
            // What others wish is theirs to do: this process has no time.
            drop(held);
        }
        self.tell()?;
        Ok(lines.report())
    }

    /// Ends a shift: does what other processes wished meanwhile, then gives the lease back.
    pub(super) fn end(&self, held: Held<'_>, mut handled: i64, stop: &Stop) -> Result<()> {
        let mut held = held;
        while !stop.is_set() {
            let Some(again) = held.end(handled)? else {
                return Ok(());
            };
            held = again;
            let wishes = self.wallet.read_warm(lease::wishes)?;
            let fresh = wishes.iter().filter(|wish| wish.num > handled);
            let fresh: Vec<&Wish> = fresh.collect();
            if fresh.is_empty() {
                // Somebody took over meanwhile, and did what was wished.
                continue;
            }
            self.reconcile()?;
            let all = fresh.iter().any(|wish| wish.card.is_none());
            let cards: BTreeSet<CardId> = if all {
                BTreeSet::new()
            } else {
                fresh.iter().filter_map(|wish| wish.card).collect()
            };
            let jobs = self.all_overridden(&cards)?.into_iter();
            let jobs = jobs.filter_map(|(_, job)| job.ok()).collect();
            let mut shift = Shift {
                stop,
                span: None,
                bell: None,
                heard: &mut |_| ControlFlow::Continue(()),
                more: &mut |_| held.renew().map(|()| Vec::new()),
            };
            round::run(&self.asker()?, jobs, &mut shift)?;
            handled = fresh.last().map_or(handled, |wish| wish.num);
        }
        // Wishes stay for whoever works next.
        Ok(())
    }

    /// Everything that is due by itself or for what happened, except for what is under way.
    pub(super) fn due(&self, wakes: &BTreeSet<Wake>, flying: &Flying) -> Result<Vec<Task>> {
        let mut tasks = self.passes_due(wakes, &flying.cards)?;
        let shops = self.shops_due(wakes, &flying.shops)?.into_iter();
        tasks.extend(shops.map(|job| Task::Shop(Box::new(job))));
        Ok(tasks)
    }

    fn passes_due(&self, wakes: &BTreeSet<Wake>, except: &HashSet<CardId>) -> Result<Vec<Task>> {
        let now = self.now();
        let seen = self.wallet.seen_version()?;
        let is_due = |source: &Source| {
            let plan = &source.plan;
            plan.is_due(now) || wakes.iter().any(|wake| plan.is_due_after(*wake, now))
        };
        let mut sources = self.sources()?;
        let files = sources.iter().map(|source| source.original);
        self.rights.retain(&files.collect());
        sources.retain(|source| source.on && !except.contains(&source.card) && is_due(source));
        // Who failed last is asked last.
        sources.sort_by_key(|source| source.plan.failures);
        let passes = sources.into_iter();
        let passes = passes.map(|source| Task::Pass(Job::due(source, seen)));
        let registrations = |connection: &_| registration::due(connection, now);
        let registrations = self.wallet.read_warm(registrations)?.into_iter();
        let registrations = registrations.map(|one| Task::Registration(Box::new(one)));
        Ok(passes.chain(registrations).collect())
    }

    /// All sources, in the order of their cards.
    fn sources(&self) -> Result<Vec<Arc<Source>>> {
        self.known.sources.get(&self.wallet, store::all)
    }

    pub(super) fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let times = [self.next_pass_due()?, self.next_shop_due()?];
        Ok(times.into_iter().flatten().min())
    }

    fn next_pass_due(&self) -> Result<Option<DateTime<Utc>>> {
        let now = self.now();
        let sources = self.sources()?;
        let on = sources.iter().filter(|source| source.on);
        let passes = on.filter_map(|source| source.plan.next(now));
        let registration = self.wallet.read_warm(registration::next_due)?;
        let registration = registration.and_then(DateTime::from_timestamp_millis);
        Ok(passes.chain(registration).min())
    }

    /// The cards that a person means, all that are live when none is named, with what is to be
    /// asked where the schedule may be overridden now. A card with a pass and a shop is there twice.
    fn all_overridden(
        &self,
        cards: &BTreeSet<CardId>,
    ) -> Result<Vec<(CardId, Result<Task, RefreshOutcome>)>> {
        let shops = self.overridden_shops(cards)?;
        let connected: BTreeSet<CardId> = shops.iter().map(|(card, _)| *card).collect();
        let mut passes = self.overridden(cards)?;
        // What has a shop need not have a pass too.
        passes.retain(|(card, job)| {
            !(connected.contains(card) && matches!(job, Err(RefreshOutcome::NotLive)))
        });
        let passes = passes.into_iter();
        let passes = passes.map(|(card, job)| (card, job.map(Task::Pass)));
        let shops = shops.into_iter();
        let shops = shops.map(|(card, job)| (card, job.map(|job| Task::Shop(Box::new(job)))));
        Ok(passes.chain(shops).collect())
    }

    /// The same for passes alone.
    fn overridden(
        &self,
        cards: &BTreeSet<CardId>,
    ) -> Result<Vec<(CardId, Result<Job, RefreshOutcome>)>> {
        let seen = self.wallet.seen_version()?;
        let targets: Vec<_> = if cards.is_empty() {
            let on = self.sources()?.into_iter().filter(|source| source.on);
            on.map(|source| (source.card, Some(source))).collect()
        } else {
            self.wallet.read_warm(|connection| {
                let of_card = |card: &CardId| {
                    let source = store::of_card(connection, *card)?;
                    Ok((*card, source.filter(|source| source.on)))
                };
                cards.iter().map(of_card).collect::<Result<_>>()
            })?
        };
        let now = self.now();
        let mut forced = self.forced.lock().unwrap_or_else(PoisonError::into_inner);
        forced.retain(|_, at| schedule::is_forced(*at, now));
        let job = |(card, source): (CardId, Option<Arc<Source>>)| {
            let job = match source {
                None => Err(RefreshOutcome::NotLive),
                Some(source) => {
                    let key = (card, source.original);
                    if forced.contains_key(&key) || !source.plan.may_force(now) {
                        Err(RefreshOutcome::TooSoon)
                    } else {
                        forced.insert(key, now);
                        Ok(Job::forced(source, seen, Some(now)))
                    }
                }
            };
            (card, job)
        };
        Ok(targets.into_iter().map(job).collect())
    }

    pub(super) fn tell(&self) -> Result<Option<DateTime<Utc>>> {
        self.wallet.tell_notices(self.ports.notifier.as_ref())
    }

    pub(super) fn asker(&self) -> Result<Asker<'_>> {
        Ok(Asker {
            wallet: &self.wallet,
            ports: &self.ports,
            rights: &self.rights,
            known: &self.known,
            chances: &self.chances,
            visitor: self.visitor()?,
        })
    }

    /// What visits shops; `None` where the host cannot.
    pub(super) fn visitor(&self) -> Result<Option<Visitor<'_>>> {
        let Some(merchant) = self.ports.merchant.as_deref() else {
            return Ok(None);
        };
        Ok(Some(Visitor {
            wallet: &self.wallet,
            ports: &self.ports,
            merchant,
            shops: &self.shops,
            chances: &self.chances,
            language: Some(self.reading_locale()?),
        }))
    }

    fn reading_locale(&self) -> Result<String> {
        let read = |connection: &_| Ok(settings::load(connection)?.reading_locale().to_owned());
        self.known.locale.get(&self.wallet, read)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.wallet.ports.clock.now()
    }
}

/// How it went so far, a line for each card.
#[derive(Default)]
struct Lines {
    cards: Vec<RefreshedCard>,
    places: HashMap<CardId, usize>,
}

impl Lines {
    /// Notes how it went for a card that may have a pass and a shop.
    fn note(&mut self, line: RefreshedCard) {
        let place = *self.places.entry(line.card).or_insert(self.cards.len());
        match self.cards.get_mut(place) {
            Some(other) => other.outcome = other.outcome.with(line.outcome),
            None => self.cards.push(line),
        }
    }

    fn report(self) -> RefreshReport {
        RefreshReport {
            cards: self.cards,
            handed_over: false,
        }
    }
}
