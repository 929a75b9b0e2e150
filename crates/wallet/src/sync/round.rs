//! A round of questions: origins side by side, each one's questions one after the other.
//!
//! The calling thread hands out work and keeps what came of it; a thread for each origin asks. An
//! origin that does not answer is not asked for its other passes in the same round.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::{Asker, Job, Record, Reply};
use super::registration::Registration;
use super::worker;
use super::{RefreshedCard, SyncHint, store};
use crate::activity;
use crate::domain::{CardId, SourceState};
use crate::error::{Result, WalletError};
use crate::hex;
use crate::ports::{Call, SourceFailure, Stop};

/// Origins that are asked at the same time.
const MOST_ORIGINS: usize = 8;
/// How long one question may take.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);
/// How often the calling thread looks up while it waits.
const TICK: Duration = Duration::from_millis(200);
/// Answers that are kept in one transaction.
const MOST_RECORDS: usize = 1024;

/// Something to be asked.
pub(super) enum Task {
    /// For a pass.
    Pass(Job),
    /// About a registration.
    Registration(Registration),
}

impl Task {
    fn origin(&self) -> String {
        match self {
            Self::Pass(job) => job.source.origin.clone(),
            Self::Registration(one) => super::service::origin(&one.access.service),
        }
    }
}

/// What a worker tells.
pub(super) enum Word {
    /// A pass was asked for, or not.
    Asked(CardId, Reply),
    /// An origin has no work left.
    Free(String),
    /// The store failed.
    Broken(WalletError),
}

/// Passes of which the wallet has the newest, until the round hears of them. Nobody is woken for
/// one: the round looks when there is another word, or after a tick.
#[derive(Clone, Default)]
pub(super) struct Quiet(Arc<Mutex<Vec<Job>>>);

impl Quiet {
    pub(super) fn tell(&self, job: Job) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.push(job);
    }

    fn take(&self) -> Vec<Job> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How a round goes.
pub(super) struct Shift<'s> {
    /// Ends it early.
    pub(super) stop: &'s Stop,
    /// It ends after this long.
    pub(super) span: Option<TimeDelta>,
    /// Hears each card; may end the round.
    pub(super) heard: &'s mut (dyn FnMut(RefreshedCard) -> ControlFlow<()> + 's),
    /// Looks up now and then: what else is to be asked, besides these cards.
    pub(super) more: &'s mut (dyn FnMut(&BTreeSet<CardId>) -> Result<Vec<Task>> + 's),
}

/// Runs a round until nothing is left to ask.
pub(super) fn run(asker: &Asker<'_>, first: Vec<Task>, shift: &mut Shift<'_>) -> Result<()> {
    let (sender, words) = mpsc::channel();
    let mut round = Round {
        asker,
        sender,
        quiet: Quiet::default(),
        stop: Stop::default(),
        began: asker.now(),
        waited: TimeDelta::zero(),
        span: shift.span,
        waiting: VecDeque::new(),
        active: BTreeSet::new(),
        flying: BTreeSet::new(),
        records: Vec::new(),
        broken: None,
    };
    round.add(first);
    std::thread::scope(|scope| {
        loop {
            round.hand_out(scope);
            if round.active.is_empty() && round.waiting.is_empty() {
                round.flush();
                let more = round.look_up(shift);
                if round.waiting.is_empty() && !more {
                    break;
                }
                continue;
            }
            let word = words.recv_timeout(TICK);
            round.hear_quiet(shift);
            match word {
                Ok(word) => round.hear(word, shift),
                Err(RecvTimeoutError::Timeout) => {
                    round.waited += TimeDelta::from_std(TICK).unwrap_or_default();
                    round.flush();
                    round.look_up(shift);
                }
                // The round has a sender itself.
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if shift.stop.is_set() || round.is_over() {
                round.stop.set();
            }
        }
    });
    round.broken.map_or(Ok(()), Err)
}

/// A round under way.
struct Round<'a> {
    asker: &'a Asker<'a>,
    sender: Sender<Word>,
    quiet: Quiet,
    stop: Stop,
    began: DateTime<Utc>,
    waited: TimeDelta,
    span: Option<TimeDelta>,
    /// Work by origin, those that failed last at the end.
    waiting: VecDeque<(String, Vec<Task>)>,
    active: BTreeSet<String>,
    /// Cards that are being asked for, or whose answer is not kept yet.
    flying: BTreeSet<CardId>,
    records: Vec<Record>,
    broken: Option<WalletError>,
}

impl<'a> Round<'a> {
    fn add(&mut self, tasks: Vec<Task>) {
        let mut groups: BTreeMap<String, Vec<Task>> = BTreeMap::new();
        for task in tasks {
            if let Task::Pass(job) = &task
                && !self.flying.insert(job.card())
            {
                continue;
            }
            groups.entry(task.origin()).or_default().push(task);
        }
        for (origin, tasks) in groups {
            match self.waiting.iter_mut().find(|(other, _)| *other == origin) {
                Some((_, waiting)) => waiting.extend(tasks),
                None => self.waiting.push_back((origin, tasks)),
            }
        }
    }

    fn hand_out<'scope>(&mut self, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        while self.active.len() < MOST_ORIGINS {
            let free = |(origin, _): &(String, Vec<Task>)| !self.active.contains(origin);
            let Some(place) = self.waiting.iter().position(free) else {
                return;
            };
            let Some((origin, tasks)) = self.waiting.remove(place) else {
                return;
            };
            self.active.insert(origin.clone());
            let worker = worker::Worker {
                asker: self.asker,
                call: self.call(),
                origin,
                sender: self.sender.clone(),
                quiet: self.quiet.clone(),
            };
            scope.spawn(move || worker.work(tasks));
        }
    }

    /// What a call may take, at the most.
    fn call(&self) -> Call {
        let left = self.span.map_or(PATIENCE, |span| span - self.elapsed());
        let timeout = left.clamp(TimeDelta::milliseconds(1), PATIENCE);
        Call {
            timeout: timeout.to_std().unwrap_or(TICK),
            stop: self.stop.clone(),
        }
    }

    fn elapsed(&self) -> TimeDelta {
        // The clock may have been set back, or stand.
        (self.asker.now() - self.began).max(self.waited)
    }

    fn is_over(&self) -> bool {
        self.broken.is_some() || self.span.is_some_and(|span| self.elapsed() >= span)
    }

    fn hear(&mut self, word: Word, shift: &mut Shift<'_>) {
        match word {
            Word::Free(origin) => {
                self.active.remove(&origin);
            }
            Word::Broken(error) => self.broken = Some(error),
            Word::Asked(card, reply) => self.heard(card, reply, shift),
        }
    }

    /// Hears what nobody was woken for.
    fn hear_quiet(&mut self, shift: &mut Shift<'_>) {
        for job in self.quiet.take() {
            let reply = self.asker.unchanged(&job);
            self.heard(job.card(), reply, shift);
        }
    }

    fn heard(&mut self, card: CardId, reply: Reply, shift: &mut Shift<'_>) {
        match reply.record {
            Some(record) => self.records.push(*record),
            None => {
                self.flying.remove(&card);
            }
        }
        if let Some(outcome) = reply.outcome
            && (shift.heard)(RefreshedCard { card, outcome }).is_break()
        {
            self.stop.set();
        }
        if self.records.len() >= MOST_RECORDS {
            self.flush();
        }
    }

    fn look_up(&mut self, shift: &mut Shift<'_>) -> bool {
        if self.stop.is_set() || shift.stop.is_set() || self.broken.is_some() {
            return false;
        }
        match (shift.more)(&self.flying) {
            Ok(tasks) => {
                let any = !tasks.is_empty();
                self.add(tasks);
                any && !self.waiting.is_empty()
            }
            Err(error) => {
                self.broken = Some(error);
                false
            }
        }
    }

    /// Keeps what was answered.
    fn flush(&mut self) {
        let records = std::mem::take(&mut self.records);
        if records.is_empty() {
            return;
        }
        for record in &records {
            self.flying.remove(&record.source.card);
        }
        match self.keep(&records) {
            Ok(told) => {
                let listener = &self.asker.ports.listener;
                listener(SyncHint::Sources);
                if told {
                    listener(SyncHint::Activity);
                }
            }
            Err(error) => self.broken = Some(error),
        }
    }

    fn keep(&self, records: &[Record]) -> Result<bool> {
        let wallet = self.asker.wallet;
        // Without news it does no harm to ask the same again.
        let mut writer = if records.iter().any(|record| record.news.is_some()) {
            wallet.unrecorded_writer()?
        } else {
            wallet.light_writer()?
        };
        let mut told = false;
        for record in records {
            let Record {
                source,
                plan,
                cursor,
                forced_at,
                news,
            } = record;
            let (connection, cursor) = (writer.connection(), cursor.as_ref());
            let kept = store::keep(connection, source, plan, cursor, *forced_at)?;
            if let Some(news) = news
                && kept
            {
                told |= activity::note(&mut writer, source.card, news, &key_of(record))?;
            }
        }
        writer.commit()?;
        Ok(told)
    }
}

/// What a piece of news is told under, once.
fn key_of(record: &Record) -> String {
    let Record { source, plan, .. } = record;
    let card = source.card;
    match plan.refused {
        Some(refused) if plan.state == SourceState::Refused => {
            format!("refused/{card}/{}", hex::encode(&refused))
        }
        _ => {
            let since = plan.asked_at.map_or(0, |at| at.timestamp_millis());
            format!("ended/{card}/{}/{since}", plan.state.name())
        }
    }
}

/// Whether a failure says that the whole origin will not answer now.
pub(super) fn is_of_origin(failure: &SourceFailure) -> bool {
    use crate::ports::SourceTrouble::{Busy, TimedOut, Unreachable};
    match failure.kind {
        Unreachable | TimedOut => true,
        Busy { .. } => failure.retry_after.is_some(),
        _ => false,
    }
}
