//! Sign-ins that are under way, and how those of late ended. They live in the core and not in a
//! command, so that a page may be loaded anew meanwhile.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kantis_wallet::ports::{Clock, Stop};

use crate::dto::{ConnectResult, ConnectStage};
use crate::event_bus::EventBus;
use crate::thread::Thread;
use crate::{ApiError, Code, Event};

/// How long the end of one is remembered.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);
/// More than anybody begins; the oldest is given up.
const MOST: usize = 8;

/// All sign-ins, by job.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<BTreeMap<String, Entry>>);

struct Entry {
    attempt: Arc<Attempt>,
    _thread: Thread,
}

/// One sign-in, as its thread and whoever asks see it.
pub(super) struct Attempt {
    /// Its job.
    pub(super) job: String,
    /// Set when nobody waits for it any more.
    pub(super) stop: Stop,
    events: EventBus,
    clock: Arc<dyn Clock>,
    told: Mutex<Told>,
    /// Takes what the system hands over when the browser comes back by a scheme of ours.
    links: Sender<String>,
}

struct Told {
    result: ConnectResult,
    ended: Option<DateTime<Utc>>,
}

impl Attempt {
    /// A sign-in that begins, and where links to it arrive.
    pub(super) fn new(
        job: String,
        name: &str,
        host: &str,
        clock: Arc<dyn Clock>,
        events: EventBus,
    ) -> (Arc<Self>, Receiver<String>) {
        let (links, arrived) = channel();
        let attempt = Self {
            job,
            stop: Stop::default(),
            events,
            clock,
            told: Mutex::new(Told {
                result: ConnectResult {
                    stage: ConnectStage::SigningIn,
                    name: name.to_owned(),
                    host: host.to_owned(),
                    connection: None,
                    card: None,
                    problem: None,
                },
                ended: None,
            }),
            links,
        };
        (Arc::new(attempt), arrived)
    }

    /// Tells something to everybody.
    pub(super) fn send(&self, event: Event) {
        self.events.send(event);
    }

    /// Notes how it stands now.
    pub(super) fn note(&self, change: impl FnOnce(&mut ConnectResult)) {
        {
            let mut told = self.lock();
            change(&mut told.result);
            let over = matches!(told.result.stage, ConnectStage::Done | ConnectStage::Failed);
            told.ended = over.then(|| self.clock.now());
        }
        self.send(Event::JobChanged {
            job: self.job.clone(),
        });
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempts {
    /// Begins a sign-in's work on a thread of its own.
    pub(super) fn start(
        &self,
        attempt: Arc<Attempt>,
        work: impl FnOnce(&Attempt) + Send + 'static,
    ) {
        let working = Arc::clone(&attempt);
        let thread = Thread::start_with("kantis-sign-in", attempt.stop.clone(), move |_| {
            work(&working);
        });
        let now = attempt.clock.now();
        let mut all = self.lock();
        let over = |entry: &Entry| {
            let ended = entry.attempt.lock().ended;
            ended.is_some_and(|at| now - at >= REMEMBERED)
        };
        let mut gone: Vec<Entry> = all
            .extract_if(.., |_, entry| over(entry))
            .map(|(_, entry)| entry)
            .collect();
        if all.len() >= MOST {
            gone.extend(all.pop_first().map(|(_, entry)| entry));
        }
        let job = attempt.job.clone();
        all.insert(
            job,
            Entry {
                attempt,
                _thread: thread,
            },
        );
        drop(all);
        // Waiting for their threads keeps nobody from asking.
        drop(gone);
    }

    /// How a sign-in stands.
    pub(super) fn result(&self, job: &str) -> Result<ConnectResult, ApiError> {
        let all = self.lock();
        let known = all.get(job);
        known
            .map(|entry| entry.attempt.lock().result.clone())
            .ok_or_else(|| ApiError::new(Code::NotFound).with("what", "job"))
    }

    /// Gives a sign-in up; one that is over, or none at all, is fine.
    pub(crate) fn cancel(&self, job: &str) {
        if let Some(entry) = self.lock().get(job) {
            entry.attempt.stop.set();
        }
    }

    /// Hands a link to the sign-ins under way; the one that it belongs to knows it.
    pub(super) fn came_back(&self, query: &str) -> bool {
        let all = self.lock();
        let waiting = all.values().filter(|entry| {
            let told = entry.attempt.lock();
            told.ended.is_none()
        });
        // All of them hear it: only the thread of each knows whether it is meant.
        let taken = waiting.filter(|entry| entry.attempt.links.send(query.to_owned()).is_ok());
        taken.count() > 0
    }

    /// Gives all of them up and waits for their threads.
    pub(crate) fn end(&self) {
        let all = std::mem::take(&mut *self.lock());
        for entry in all.values() {
            entry.attempt.stop.set();
        }
        drop(all);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
