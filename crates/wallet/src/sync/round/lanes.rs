//! Issuers that are asked side by side, by one thread that waits: as long as they have nothing new,
//! nobody else is needed.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::quiet::Quiet;
use super::{Task, Word};
use crate::error::Result;
use crate::ports::{Call, Fetched, Rest, SourceFailure};
use crate::sync::ask::{Asker, Job, Reply};

/// An answer with which there is more to do.
type Answer = Result<Fetched, SourceFailure>;

/// One issuer's passes: those that are still asked for, and the answer that was the last.
pub(in crate::sync) struct Lane(Mutex<State>);

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    answered: Option<(Job, Answer)>,
    left: bool,
}

impl Lane {
    pub(in crate::sync) fn new(jobs: Vec<Job>) -> Self {
        Self(Mutex::new(State {
            jobs: jobs.into(),
            ..State::default()
        }))
    }

    /// Hears the answer for the next pass. What is unchanged is told quietly.
    pub(in crate::sync) fn hear(&self, answer: Answer, quiet: &Quiet<Job>) {
        let mut state = self.lock();
        if state.answered.is_some() || state.left {
            return;
        }
        let Some(job) = state.jobs.pop_front() else {
            return;
        };
        match answer {
            Ok(Fetched::Unchanged) => quiet.tell(job),
            other => state.answered = Some((job, other)),
        }
    }

    /// Whether nobody is asked for any more here.
    pub(in crate::sync) fn is_over(&self) -> bool {
        let state = self.lock();
        state.jobs.is_empty() || state.answered.is_some() || state.left
    }

    /// The last answer, and those that were not asked for; nothing the second time.
    pub(in crate::sync) fn take(&self) -> (Option<(Job, Answer)>, Vec<Job>) {
        let mut state = self.lock();
        state.left = true;
        let jobs = std::mem::take(&mut state.jobs);
        (state.answered.take(), jobs.into())
    }

    /// A panic elsewhere leaves nothing half done behind this lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for the passes of many origins.
pub(super) struct Lanes<'r> {
    pub(super) asker: &'r Asker<'r>,
    pub(super) call: Call,
    pub(super) sender: Sender<Word>,
    pub(super) quiet: Quiet<Job>,
}

impl<'r> Lanes<'r> {
    /// Begins to ask, and gives what is to be done until all have answered.
    pub(super) fn begin(self, origins: Vec<(String, Vec<Job>)>) -> impl FnOnce() + Send + 'r {
        let open: Arc<Vec<Open>> = Arc::new(
            origins
                .iter()
                .map(|(origin, _)| Open::new(origin, &self.sender))
                .collect(),
        );
        let begun = self.all(origins, &open);
        move || {
            match begun {
                Ok(rest) => rest(),
                // Nobody listens any more when the round was broken off.
                Err(error) => drop(self.sender.send(Word::Broken(error))),
            }
            // Whatever happened, no origin stays taken.
            for open in open.iter() {
                open.free(Vec::new());
            }
        }
    }

    fn all(&self, origins: Vec<(String, Vec<Job>)>, open: &Arc<Vec<Open>>) -> Result<Rest<'r>> {
        let changes = Arc::clone(&self.asker.wallet.changes);
        let before = changes.load(Ordering::Acquire);
        let (mut lanes, mut questions) = (Vec::new(), Vec::new());
        let seen = self.asker.wallet.seen_version()?;
        for ((_, jobs), open) in origins.into_iter().zip(open.iter()) {
            let (mut asked, mut lane) = (Vec::new(), Vec::new());
            let (jobs, gone) = self.asker.claim_at(seen, jobs)?;
            for card in gone {
                let _ = self.sender.send(Word::Asked(card, Reply::of(None)));
            }
            for job in jobs {
                if let Some(question) = self.asker.question(&job)? {
                    asked.push(job);
                    lane.push(question);
                } else {
                    let reply = self.asker.not_live(&job)?;
                    let _ = self.sender.send(Word::Asked(job.card(), reply));
                }
            }
            if asked.is_empty() {
                open.free(Vec::new());
            }
            lanes.push(Lane::new(asked));
            questions.push(lane);
        }
        let answered = {
            let (open, quiet) = (Arc::clone(open), self.quiet.clone());
            move |place: usize, answer: Answer| {
                let Some((lane, open)) = lanes.get(place).zip(open.get(place)) else {
                    return ControlFlow::Break(());
                };
                lane.hear(answer, &quiet);
                if !lane.is_over() && changes.load(Ordering::Acquire) == before {
                    return ControlFlow::Continue(());
                }
                let (answered, rest) = lane.take();
                let answered = answered.map(|(job, answer)| Task::Answered(job, Box::new(answer)));
                let rest = rest.into_iter().map(Task::Pass);
                open.free(answered.into_iter().chain(rest).collect());
                ControlFlow::Break(())
            }
        };
        let source = &self.asker.ports.source;
        Ok(source.fetch_all(questions, &self.call, Arc::new(answered)))
    }
}

/// An origin that is being asked.
struct Open(Mutex<Option<(String, Sender<Word>)>>);

impl Open {
    fn new(origin: &str, sender: &Sender<Word>) -> Self {
        Self(Mutex::new(Some((origin.to_owned(), sender.clone()))))
    }

    /// Says, once, that it is not asked any more, and what is left to do there.
    fn free(&self, rest: Vec<Task>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((origin, sender)) = open.take() {
            let _ = sender.send(Word::Left(origin, rest));
        }
    }
}
