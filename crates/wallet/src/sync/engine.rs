//! The engine: what a host runs, wakes and asks.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::{Asker, Job};
use super::bell::Bell;
use super::lease::{self, Held, Lease, Wish};
use super::registration::{self, State};
use super::round::{self, Shift, Task};
use super::store::Source;
use super::{
    RefreshOutcome, RefreshReport, RefreshedCard, SyncHint, SyncPorts, Wake, reconcile, service,
    store,
};
use crate::domain::CardId;
use crate::error::{Result, WalletError};
use crate::ports::{Call, PassAccess, ServiceDevice, Stop};
use crate::store::Wallet;

/// How often a process looks whether another one has changed the wallet: while a person looks at
/// it, and otherwise. It reads one page.
const LOOK_SOON: TimeDelta = TimeDelta::milliseconds(500);
const LOOK_LATER: TimeDelta = TimeDelta::seconds(30);
/// The least that is slept between two turns.
const MOMENT: TimeDelta = TimeDelta::milliseconds(200);
/// After the store failed, or while another process has the lease.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// How long a person waits for one question.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps the passes of one wallet fresh. Shared by all of a host's threads.
pub struct SyncEngine {
    wallet: Arc<Wallet>,
    ports: SyncPorts,
    bell: Bell,
    lease: Lease,
}

impl SyncEngine {
    /// An engine that does nothing until it is told to.
    pub fn new(wallet: Arc<Wallet>, ports: SyncPorts) -> Self {
        Self {
            lease: Lease::new(&wallet),
            bell: Bell::default(),
            wallet,
            ports,
        }
    }

    /// Tells what happened in the world. Returns at once.
    pub fn wake(&self, wake: Wake) {
        self.bell.wake(wake);
    }

    /// Works until `stop` is set: asks what is due, tells notices and reminders, sleeps until the
    /// next thing is due or something wakes it. A host runs it on a thread of its own.
    pub fn run(&self, stop: &Stop) {
        while !stop.is_set() {
            let seen = self.wallet.seen_version();
            let wakes = self.bell.take();
            let next = self.turn(stop, &wakes).unwrap_or_else(|_| {
                // The store may be full, locked or gone for a while; a host learns of that from
                // what a person does. Here there is nothing to do but to try again.
                self.bell.put_back(wakes);
                Some(self.now() + PAUSE)
            });
            self.sleep(stop, next, seen);
        }
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
        reconcile::sources(&self.wallet)?;
        let wishes: Vec<_> = if cards.is_empty() {
            vec![None]
        } else {
            cards.iter().copied().map(Some).collect()
        };
        let mut report = RefreshReport::default();
        let Some(held) = self.lease.take(&self.wallet, &wishes)? else {
            report.handed_over = true;
            return Ok(report);
        };
        let mut jobs = Vec::new();
        let targets = self.targets(cards)?;
        for (card, source) in self.overridden(targets)? {
            match source {
                Ok(source) => jobs.push(Task::Pass(Job::of(&source, true))),
                Err(outcome) => report.cards.push(RefreshedCard { card, outcome }),
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let total = count(jobs.len() + report.cards.len());
        let stop = Stop::default();
        let done = Cell::new(count(report.cards.len()));
        let step = RefCell::new(step);
        let go_on = || (step.borrow_mut())(done.get(), total);
        if go_on().is_break() {
            jobs.clear();
        }
        let mut shift = Shift {
            stop: &stop,
            span: None,
            heard: &mut |line| {
                report.cards.push(line);
                done.set(count(report.cards.len()));
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
        Ok(report)
    }

    /// Does what is due within `deadline`, for a system that grants a moment now and then.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn background_sync(&self, deadline: Duration) -> Result<RefreshReport> {
        let mut report = RefreshReport::default();
        reconcile::sources(&self.wallet)?;
        let tasks = self.due(&self.bell.take(), &BTreeSet::new())?;
        if !tasks.is_empty() {
            let Some(held) = self.lease.take(&self.wallet, &[])? else {
                report.handed_over = true;
                self.tell()?;
                return Ok(report);
            };
            let mut shift = Shift {
                stop: &Stop::default(),
                span: Some(TimeDelta::from_std(deadline).unwrap_or(TimeDelta::MAX)),
                heard: &mut |line| {
                    report.cards.push(line);
                    ControlFlow::Continue(())
                },
                more: &mut |_| Ok(Vec::new()),
            };
            round::run(&self.asker()?, tasks, &mut shift)?;
            // What others wish is theirs to do: this process has no time.
            drop(held);
        }
        self.tell()?;
        Ok(report)
    }

    /// Registers this device for a card's pass and asks for it. The person was told what that
    /// tells the issuer.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn register(&self, card: CardId) -> Result<RefreshOutcome> {
        reconcile::sources(&self.wallet)?;
        let Some((source, access)) = self.live(card)? else {
            return Ok(RefreshOutcome::NotLive);
        };
        if !source.registered {
            // Should the answer be lost, it is taken back rather than forgotten.
            let later = self.now() + TimeDelta::minutes(10);
            self.note_registration(&access, State::Withdrawn, Some(later))?;
            let device = self.device(&access)?;
            let answer = self.ports.source.register(&access, &device, &call());
            if let Err(failure) = answer {
                if !registration::may_pass(failure.kind) {
                    let writer = self.wallet.unrecorded_writer()?;
                    registration::forget(writer.connection(), &access)?;
                    writer.commit()?;
                }
                return Ok(RefreshOutcome::Failed(failure.kind));
            }
            self.note_registration(&access, State::Registered, None)?;
        }
        let writer = self.wallet.unrecorded_writer()?;
        store::set_may_register(writer.connection(), source.num, false)?;
        writer.commit()?;
        self.hear(SyncHint::Sources);
        self.fetch_now(&source)
    }

    /// Takes a registration back.
    ///
    /// # Errors
    /// When the store cannot be read or written, or there is no such card.
    pub fn unregister(&self, card: CardId) -> Result<()> {
        let stored = self.wallet.card(card)?;
        let Some(pass) = stored.pass else {
            return Ok(());
        };
        let (kind, serial) = (&pass.pass_type_identifier, &pass.serial_number);
        let known = self
            .wallet
            .read(|connection| registration::of_pass(connection, kind, serial))?;
        for one in known {
            let access = &one.access;
            self.note_registration(access, State::Withdrawn, Some(self.now()))?;
            let device = self.device(access)?;
            let answer = self.ports.source.unregister(access, &device, &call());
            let withdrawn = one.withdrawn();
            let writer = self.wallet.unrecorded_writer()?;
            let (connection, now) = (writer.connection(), writer.now());
            let chance = self.asker()?.chance();
            registration::answered(connection, &withdrawn, &answer, now, chance)?;
            writer.commit()?;
        }
        self.hear(SyncHint::Sources);
        Ok(())
    }

    /// One turn of [`SyncEngine::run`]: does what is due; gives when something is due next.
    fn turn(&self, stop: &Stop, wakes: &BTreeSet<Wake>) -> Result<Option<DateTime<Utc>>> {
        reconcile::sources(&self.wallet)?;
        let mut told = self.tell()?;
        let tasks = self.due(wakes, &BTreeSet::new())?;
        if !tasks.is_empty() || self.any_wish()? {
            let Some(held) = self.lease.take(&self.wallet, &[])? else {
                self.bell.put_back(wakes.clone());
                return Ok(Some(self.now() + PAUSE));
            };
            let mut seen = self.wallet.seen_version()?;
            let mut more = |flying: &BTreeSet<CardId>| {
                held.renew()?;
                let now_seen = self.wallet.seen_version()?;
                let wakes = self.bell.take();
                if seen == now_seen && wakes.is_empty() {
                    return Ok(Vec::new());
                }
                seen = now_seen;
                told = self.tell()?;
                reconcile::sources(&self.wallet)?;
                self.due(&wakes, flying)
            };
            let mut shift = Shift {
                stop,
                span: None,
                heard: &mut |_| ControlFlow::Continue(()),
                more: &mut more,
            };
            round::run(&self.asker()?, tasks, &mut shift)?;
            self.end(held, 0, stop)?;
            told = self.tell()?;
        }
        Ok([self.next_due()?, told].into_iter().flatten().min())
    }

    /// Sleeps until then, until something happens, or another process changes the wallet.
    fn sleep(&self, stop: &Stop, next: Option<DateTime<Utc>>, seen: Result<i64>) {
        let began = self.now();
        loop {
            // A clock that was set back changes what is due when.
            if stop.is_set() || self.now() < began {
                return;
            }
            let look = if self.bell.foreground() {
                LOOK_SOON
            } else {
                LOOK_LATER
            };
            // Never less than a moment: what cannot be done now must not be tried without rest.
            let left = next.map_or(look, |next| (next - self.now()).clamp(MOMENT, look));
            if self.bell.sleep(left.to_std().unwrap_or(PATIENCE)) {
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

    /// Ends a shift: does what other processes wished meanwhile, then gives the lease back.
    fn end(&self, held: Held<'_>, mut handled: i64, stop: &Stop) -> Result<()> {
        let mut held = held;
        loop {
            let wishes = self.wallet.read(lease::wishes)?;
            let fresh = wishes.iter().filter(|wish| wish.num > handled);
            let fresh: Vec<&Wish> = fresh.collect();
            if !fresh.is_empty() && !stop.is_set() {
                reconcile::sources(&self.wallet)?;
                let all = fresh.iter().any(|wish| wish.card.is_none());
                let cards: BTreeSet<CardId> = if all {
                    BTreeSet::new()
                } else {
                    fresh.iter().filter_map(|wish| wish.card).collect()
                };
                let targets = self.targets(&cards)?;
                let jobs = self.overridden(targets)?.into_iter();
                let jobs = jobs
                    .filter_map(|(_, source)| source.ok())
                    .map(|source| Task::Pass(Job::of(&source, true)))
                    .collect();
                let mut shift = Shift {
                    stop,
                    span: None,
                    heard: &mut |_| ControlFlow::Continue(()),
                    more: &mut |_| held.renew().map(|()| Vec::new()),
                };
                round::run(&self.asker()?, jobs, &mut shift)?;
            }
            handled = fresh.last().map_or(handled, |wish| wish.num);
            if stop.is_set() {
                // Wishes stay for whoever works next.
                return Ok(());
            }
            match held.end(handled)? {
                Some(again) => held = again,
                None => return Ok(()),
            }
        }
    }

    /// Everything that is due by itself or for what happened, except for these cards.
    fn due(&self, wakes: &BTreeSet<Wake>, except: &BTreeSet<CardId>) -> Result<Vec<Task>> {
        let now = self.now();
        self.wallet.read(|connection| {
            let is_due = |source: &Source| {
                let plan = &source.plan;
                plan.is_due(now) || wakes.iter().any(|wake| plan.is_due_after(*wake, now))
            };
            let mut sources = store::all(connection)?;
            sources.retain(|source| source.on && !except.contains(&source.card) && is_due(source));
            // Who failed last is asked last.
            sources.sort_by_key(|source| source.plan.failures);
            let passes = sources.iter().map(|one| Task::Pass(Job::of(one, false)));
            let registrations = registration::due(connection, now)?.into_iter();
            Ok(passes
                .chain(registrations.map(Task::Registration))
                .collect())
        })
    }

    fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let now = self.now();
        self.wallet.read(|connection| {
            let sources = store::all(connection)?;
            let passes = sources
                .iter()
                .filter(|source| source.on)
                .filter_map(|source| source.plan.next(now));
            let registration = registration::next_due(connection)?;
            let registration = registration.and_then(DateTime::from_timestamp_millis);
            Ok(passes.chain(registration).min())
        })
    }

    /// The cards that a person means, with their sources.
    fn targets(&self, cards: &BTreeSet<CardId>) -> Result<Vec<(CardId, Option<Source>)>> {
        self.wallet.read(|connection| {
            if cards.is_empty() {
                let sources = store::all(connection)?.into_iter();
                let on = sources.filter(|source| source.on);
                return Ok(on.map(|source| (source.card, Some(source))).collect());
            }
            let of_card = |card: &CardId| {
                let source = store::of_card(connection, *card)?;
                Ok((*card, source.filter(|source| source.on)))
            };
            cards.iter().map(of_card).collect()
        })
    }

    /// Overrides the schedule where a person may do so now.
    fn overridden(
        &self,
        targets: Vec<(CardId, Option<Source>)>,
    ) -> Result<Vec<(CardId, Result<Source, RefreshOutcome>)>> {
        let writer = self.wallet.unrecorded_writer()?;
        let now = writer.now();
        let mut overridden = Vec::new();
        for (card, source) in targets {
            let source = match source {
                None => Err(RefreshOutcome::NotLive),
                Some(source) if !source.plan.may_force(now) => Err(RefreshOutcome::TooSoon),
                Some(source) => {
                    store::force(writer.connection(), source.num, now)?;
                    Ok(source)
                }
            };
            overridden.push((card, source));
        }
        writer.commit()?;
        Ok(overridden)
    }

    fn any_wish(&self) -> Result<bool> {
        Ok(!self.wallet.read(lease::wishes)?.is_empty())
    }

    fn tell(&self) -> Result<Option<DateTime<Utc>>> {
        self.wallet.tell_notices(self.ports.notifier.as_ref())
    }

    /// A card's source that may be asked, and the right to do so.
    fn live(&self, card: CardId) -> Result<Option<(Source, PassAccess)>> {
        // An unknown card is the caller's mistake.
        self.wallet.card(card)?;
        let source = self
            .wallet
            .read(|connection| store::of_card(connection, card))?;
        let Some(source) = source.filter(|source| source.on) else {
            return Ok(None);
        };
        let file = match self.wallet.blob(source.original) {
            Err(WalletError::NotFound) => return Ok(None),
            other => other?,
        };
        Ok(service::access(&file.bytes).map(|access| (source, access)))
    }

    /// Asks for a pass at once, whatever the schedule says.
    fn fetch_now(&self, source: &Source) -> Result<RefreshOutcome> {
        let mut outcome = RefreshOutcome::NotLive;
        let mut shift = Shift {
            stop: &Stop::default(),
            span: None,
            heard: &mut |line| {
                outcome = line.outcome;
                ControlFlow::Continue(())
            },
            more: &mut |_| Ok(Vec::new()),
        };
        let job = Task::Pass(Job::of(source, true));
        round::run(&self.asker()?, vec![job], &mut shift)?;
        self.bell.nudge();
        Ok(outcome)
    }

    fn note_registration(
        &self,
        access: &PassAccess,
        state: State,
        due: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let writer = self.wallet.unrecorded_writer()?;
        registration::put(writer.connection(), access, state, writer.now(), due)?;
        writer.commit().map(drop)
    }

    fn device(&self, access: &PassAccess) -> Result<ServiceDevice> {
        let PassAccess {
            service, pass_type, ..
        } = access;
        let entropy = self.wallet.ports.entropy.as_ref();
        let writer = self.wallet.unrecorded_writer()?;
        let device = registration::device(writer.connection(), entropy, service, pass_type)?;
        writer.commit()?;
        Ok(device)
    }

    fn asker(&self) -> Result<Asker<'_>> {
        Asker::new(&self.wallet, &self.ports)
    }

    fn hear(&self, hint: SyncHint) {
        (self.ports.listener)(hint);
    }

    fn now(&self) -> DateTime<Utc> {
        self.wallet.ports.clock.now()
    }
}

fn call() -> Call {
    Call {
        timeout: PATIENCE,
        stop: Stop::default(),
    }
}
