//! A round of questions: origins side by side, each one's questions one after the other.
//!
//! The calling thread hands out work and keeps what came of it. Issuers are asked all side by side
//! (`lanes`); a thread of its own goes on with each that has something new, or with which there is
//! more to do than to ask. One that does not answer is not asked for its other passes in the same
//! round.
//!
//! Shops are glanced at first, all side by side (`glance`); those where there is more to do stand in
//! a line, from which a few threads take one after the other (`errand`).

mod errand;
mod glance;
mod hand_out;
mod hear;
mod keep;
mod lanes;
mod quiet;

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::RefreshedCard;
use super::ask::{Asker, Job, Record, Reply};
use super::bell::Bell;
use super::registration::Registration;
use super::shop::{ShopJob, ShopRecord, ShopReply};
use crate::domain::{CardId, ConnectionId};
use crate::error::{Result, WalletError};
use crate::ports::{Call, Fetched, SourceFailure, Standing, Stop};
use errand::Line;
use glance::Settled;
use quiet::MANY;

pub(super) use lanes::Lane;
pub(super) use quiet::Quiet;

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
    /// A pass's answer, with which there is more to do.
    Answered(Job, Box<Result<Fetched, SourceFailure>>),
    /// About a registration.
    Registration(Box<Registration>),
    /// A shop to be visited.
    Shop(Box<ShopJob>),
}

impl Task {
    /// Where a pass's issuer is asked; `None` for a shop.
    fn origin(&self) -> Option<String> {
        match self {
            Self::Pass(job) | Self::Answered(job, _) => Some(job.source.origin.clone()),
            Self::Registration(one) => Some(super::service::origin(&one.access.service)),
            Self::Shop(_) => None,
        }
    }

    /// Whether there is nothing to do but to ask, as far as anybody knows. Where this device is
    /// registered, the list of what changed comes first.
    fn is_plain(&self) -> bool {
        matches!(self, Self::Pass(job) if job.forced || !job.source.registered)
    }
}

/// What is under way.
#[derive(Default)]
pub(super) struct Flying {
    /// Cards whose pass is asked for.
    pub(super) cards: HashSet<CardId>,
    /// Shops that are visited.
    pub(super) shops: HashSet<ConnectionId>,
}

/// What a worker tells.
pub(super) enum Word {
    /// A pass was asked for, or not.
    Asked(CardId, Reply),
    /// An origin has no work left.
    Free(String),
    /// An origin is not asked side by side with others any more; what is left to do there.
    Left(String, Vec<Task>),
    /// A shop is to be visited.
    Visit(ShopJob),
    /// A shop is still to be glanced at: the wallet changed before it was asked.
    Glance(ShopJob),
    /// A shop was visited, or not.
    Visited(ShopReply),
    /// Many answers were told quietly.
    Many,
    /// All glances are over.
    Glanced,
    /// A thread found no shop left to visit.
    NoShopLeft,
    /// Something happened outside.
    Rung,
    /// The store failed.
    Broken(WalletError),
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
        quiet: Quiet::new(&sender),
        quiet_glances: Quiet::new(&sender),
        quiet_shops: Quiet::new(&sender),
        sender,
        glances: Vec::new(),
        glancing: 0,
        line: Line::default(),
        visitors: 0,
        shop_records: Vec::new(),
        stop: Stop::default(),
        began: asker.now(),
        waited: TimeDelta::zero(),
        span: shift.span,
        waiting: VecDeque::new(),
        active: BTreeSet::new(),
        workers: 0,
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
    quiet_glances: Quiet<Settled>,
    quiet_shops: Quiet<ShopReply>,
    /// Shops to be glanced at.
    glances: Vec<(ShopJob, Standing)>,
    /// Threads that glance at shops.
    glancing: usize,
    line: Line,
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
    /// Threads that each work for one origin.
    workers: usize,
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
                if self.records.len() + self.shop_records.len() >= MANY {
                    self.flush();
                }
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
                Task::Pass(job) | Task::Answered(job, _) => self.flying.cards.insert(job.card()),
                Task::Shop(job) => self.flying.shops.insert(job.row.id),
                Task::Registration(_) => true,
            };
            if !is_new {
                continue;
            }
            match (task.origin(), task) {
                (_, Task::Shop(job)) => self.add_shop(*job),
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

    fn add_shop(&mut self, job: ShopJob) {
        let Some(visitor) = &self.asker.visitor else {
            self.flying.shops.remove(&job.row.id);
            return;
        };
        // What is stopped is told so by a visit that asks nothing.
        match visitor.glance(&job) {
            Some(question) if !self.stop.is_set() => self.glances.push((job, question)),
            _ => self.line.add(job),
        }
    }

    fn is_done(&self) -> bool {
        self.active.is_empty()
            && self.waiting.is_empty()
            && self.glances.is_empty()
            && self.glancing == 0
            && self.visitors == 0
            && self.line.is_empty()
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

    fn look_up(&mut self, shift: &mut Shift<'_>) {
        if self.stop.is_set() || shift.stop.is_set() || self.broken.is_some() {
            return;
        }
        match (shift.more)(&self.flying) {
            Ok(tasks) => self.add(tasks),
            Err(error) => self.broken = Some(error),
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
