//! A round of questions: origins side by side, each one's questions one after the other.
//!
//! The calling thread hands out work and keeps what came of it; a thread for each origin asks. An
//! origin that does not answer is not asked for its other passes in the same round. Shops stand in
//! a line of their own, from which a few threads take one after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::{Asker, Job, Record, Reply};
use super::bell::Bell;
use super::registration::Registration;
use super::shop::{ShopJob, ShopRecord, ShopReply, Visitor};
use super::worker;
use super::{RefreshOutcome, RefreshedCard, SyncHint, store};
use crate::activity;
use crate::domain::{CardId, ConnectionId, SourceState};
use crate::error::{Result, WalletError};
use crate::hex;
use crate::ports::{Call, SourceFailure, Stop};

/// Origins that are asked at the same time.
const MOST_ORIGINS: usize = 8;
/// Shops that are visited at the same time.
const MOST_SHOPS: usize = 16;
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
    /// A shop to be visited.
    Shop(ShopJob),
}

impl Task {
    /// Where a pass's issuer is asked; `None` for a shop.
    fn origin(&self) -> Option<String> {
        match self {
            Self::Pass(job) => Some(job.source.origin.clone()),
            Self::Registration(one) => Some(super::service::origin(&one.access.service)),
            Self::Shop(_) => None,
        }
    }
}

/// What is under way.
#[derive(Default)]
pub(super) struct Flying {
    /// Cards whose pass is asked for.
    pub(super) cards: BTreeSet<CardId>,
    /// Shops that are visited.
    pub(super) shops: BTreeSet<ConnectionId>,
}

/// What a worker tells.
pub(super) enum Word {
    /// A pass was asked for, or not.
    Asked(CardId, Reply),
    /// An origin has no work left.
    Free(String),
    /// A shop was visited, or not.
    Visited(ShopReply),
    /// A thread found no shop left to visit.
    NoShopLeft,
    /// Something happened outside.
    Rung,
    /// The store failed.
    Broken(WalletError),
}

/// What there is nothing to do about, passes and shops of which the wallet has the newest, until
/// the round hears of it. Nobody is woken for one: the round looks when there is another word, or
/// after a tick.
pub(super) struct Quiet<T>(Arc<Mutex<Vec<T>>>);

impl<T> Default for Quiet<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Quiet<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Quiet<T> {
    pub(super) fn tell(&self, word: T) {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.push(word);
    }

    fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Shops that wait to be visited, and how many are being visited.
#[derive(Default)]
struct Line {
    jobs: VecDeque<ShopJob>,
    busy: usize,
}

/// How a round goes.
pub(super) struct Shift<'s> {
    /// Ends it early.
    pub(super) stop: &'s Stop,
    /// It ends after this long.
    pub(super) span: Option<TimeDelta>,
    /// Makes it look up at once when it rings.
    pub(super) bell: Option<&'s Bell>,
    /// Hears each card; may end the round.
    pub(super) heard: &'s mut (dyn FnMut(RefreshedCard) -> ControlFlow<()> + 's),
    /// Looks up now and then: what else is to be asked, besides what is under way.
    pub(super) more: &'s mut (dyn FnMut(&Flying) -> Result<Vec<Task>> + 's),
}

/// Runs a round until nothing is left to ask.
pub(super) fn run(asker: &Asker<'_>, first: Vec<Task>, shift: &mut Shift<'_>) -> Result<()> {
    let (sender, words) = mpsc::channel();
    let mut round = Round {
        asker,
        sender,
        quiet: Quiet::default(),
        quiet_shops: Quiet::default(),
        line: Arc::default(),
        visitors: 0,
        shop_records: Vec::new(),
        stop: Stop::default(),
        began: asker.now(),
        waited: TimeDelta::zero(),
        span: shift.span,
        waiting: VecDeque::new(),
        active: BTreeSet::new(),
        flying: Flying::default(),
        records: Vec::new(),
        broken: None,
    };
    round.add(first);
    match shift.bell {
        Some(bell) => {
            let sender = Mutex::new(round.sender.clone());
            let page = move || {
                let sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
                // Nobody listens any more when the round is over.
                let _ = sender.send(Word::Rung);
            };
            bell.paging(Box::new(page), || round.go(&words, shift));
        }
        None => round.go(&words, shift),
    }
    round.broken.map_or(Ok(()), Err)
}

/// A round under way.
struct Round<'a> {
    asker: &'a Asker<'a>,
    sender: Sender<Word>,
    quiet: Quiet<Job>,
    quiet_shops: Quiet<ShopReply>,
    line: Arc<Mutex<Line>>,
    /// Threads that visit shops.
    visitors: usize,
    shop_records: Vec<ShopRecord>,
    stop: Stop,
    began: DateTime<Utc>,
    waited: TimeDelta,
    span: Option<TimeDelta>,
    /// Work by origin, those that failed last at the end.
    waiting: VecDeque<(String, Vec<Task>)>,
    active: BTreeSet<String>,
    /// What is being asked for, or whose answer is not kept yet.
    flying: Flying,
    records: Vec<Record>,
    broken: Option<WalletError>,
}

impl<'a> Round<'a> {
    fn go(&mut self, words: &Receiver<Word>, shift: &mut Shift<'_>) {
        std::thread::scope(|scope| {
            loop {
                self.hand_out(scope);
                if self.is_done() {
                    self.flush();
                    self.look_up(shift);
                    if self.is_done() {
                        break;
                    }
                    continue;
                }
                let word = words.recv_timeout(TICK);
                self.hear_quiet(shift);
                match word {
                    Ok(word) => self.hear(word, shift),
                    Err(RecvTimeoutError::Timeout) => {
                        self.waited += TimeDelta::from_std(TICK).unwrap_or_default();
                        self.flush();
                        self.look_up(shift);
                    }
                    // The round has a sender itself.
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if shift.stop.is_set() || self.is_over() {
                    self.stop.set();
                }
            }
        });
    }

    fn add(&mut self, tasks: Vec<Task>) {
        let mut groups: BTreeMap<String, Vec<Task>> = BTreeMap::new();
        for task in tasks {
            let is_new = match &task {
                Task::Pass(job) => self.flying.cards.insert(job.card()),
                Task::Shop(job) => self.flying.shops.insert(job.row.id),
                Task::Registration(_) => true,
            };
            if !is_new {
                continue;
            }
            match (task.origin(), task) {
                (_, Task::Shop(job)) => lock(&self.line).jobs.push_back(job),
                (origin, task) => groups
                    .entry(origin.unwrap_or_default())
                    .or_default()
                    .push(task),
            }
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
        self.send_visitors(scope);
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

    /// Sends out a thread for each shop in the line, up to the most; those that come back go on
    /// with the next.
    fn send_visitors<'scope>(&mut self, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        let Some(visitor) = &self.asker.visitor else {
            lock(&self.line).jobs.clear();
            return;
        };
        let wanted = {
            let line = lock(&self.line);
            (line.busy + line.jobs.len()).min(MOST_SHOPS)
        };
        while self.visitors < wanted {
            self.visitors += 1;
            let errand = Errand {
                visitor,
                call: self.call(),
                line: Arc::clone(&self.line),
                sender: self.sender.clone(),
                quiet: self.quiet_shops.clone(),
            };
            scope.spawn(move || errand.run());
        }
    }

    fn is_done(&self) -> bool {
        self.active.is_empty()
            && self.waiting.is_empty()
            && self.visitors == 0
            && lock(&self.line).jobs.is_empty()
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
            Word::NoShopLeft => self.visitors = self.visitors.saturating_sub(1),
            Word::Visited(reply) => self.visited(reply, shift),
            Word::Rung => {
                self.flush();
                self.look_up(shift);
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
        for reply in self.quiet_shops.take() {
            self.visited(reply, shift);
        }
    }

    fn visited(&mut self, reply: ShopReply, shift: &mut Shift<'_>) {
        match reply.record {
            Some(record) => self.shop_records.push(record),
            None => {
                self.flying.shops.remove(&reply.id);
            }
        }
        let card = reply.card;
        if let Some(outcome) = reply.outcome
            && (shift.heard)(RefreshedCard { card, outcome }).is_break()
        {
            self.stop.set();
        }
        if self.shop_records.len() >= MOST_RECORDS {
            self.flush();
        }
    }

    fn heard(&mut self, card: CardId, reply: Reply, shift: &mut Shift<'_>) {
        match reply.record {
            Some(record) => self.records.push(*record),
            None => {
                self.flying.cards.remove(&card);
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

    fn look_up(&mut self, shift: &mut Shift<'_>) {
        if self.stop.is_set() || shift.stop.is_set() || self.broken.is_some() {
            return;
        }
        match (shift.more)(&self.flying) {
            Ok(tasks) => self.add(tasks),
            Err(error) => self.broken = Some(error),
        }
    }

    /// Keeps what was answered.
    fn flush(&mut self) {
        let records = std::mem::take(&mut self.records);
        let shops = std::mem::take(&mut self.shop_records);
        if records.is_empty() && shops.is_empty() {
            return;
        }
        for record in &records {
            self.flying.cards.remove(&record.source.card);
        }
        for record in &shops {
            self.flying.shops.remove(&record.id());
        }
        match self.keep(&records, &shops) {
            Ok(told) => {
                let listener = &self.asker.ports.listener;
                if !records.is_empty() {
                    listener(SyncHint::Sources);
                }
                if !shops.is_empty() {
                    listener(SyncHint::Connections);
                }
                if told {
                    listener(SyncHint::Activity);
                }
            }
            Err(error) => self.broken = Some(error),
        }
    }

    fn keep(&self, records: &[Record], shops: &[ShopRecord]) -> Result<bool> {
        let wallet = self.asker.wallet;
        // Without news it does no harm to ask the same again.
        let mut writer = if records.iter().any(|record| record.news.is_some()) {
            wallet.unrecorded_writer()?
        } else {
            wallet.light_writer()?
        };
        let mut told = false;
        for record in shops {
            told |= record.keep(&mut writer)?;
        }
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

/// One thread's way from shop to shop.
struct Errand<'r> {
    visitor: &'r Visitor<'r>,
    call: Call,
    line: Arc<Mutex<Line>>,
    sender: Sender<Word>,
    quiet: Quiet<ShopReply>,
}

impl Errand<'_> {
    fn run(self) {
        let _end = NoShopLeft(&self.sender);
        while let Some(job) = self.next() {
            match self.visitor.visit(job, &self.call) {
                Ok(reply) if reply.outcome == Some(RefreshOutcome::Unchanged) => {
                    self.quiet.tell(reply);
                }
                // Nobody listens any more when the round was broken off.
                Ok(reply) => drop(self.sender.send(Word::Visited(reply))),
                Err(error) => drop(self.sender.send(Word::Broken(error))),
            }
            lock(&self.line).busy -= 1;
        }
    }

    fn next(&self) -> Option<ShopJob> {
        let mut line = lock(&self.line);
        let job = line.jobs.pop_front()?;
        line.busy += 1;
        Some(job)
    }
}

/// Says that a thread has come to its end, whatever happens.
struct NoShopLeft<'w>(&'w Sender<Word>);

impl Drop for NoShopLeft<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Word::NoShopLeft);
    }
}

/// A panic elsewhere leaves nothing half done behind the line's lock.
fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
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
