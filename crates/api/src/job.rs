//! Long work: progress that is not too chatty, and a way to stop it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::Event;
use crate::event_bus::EventBus;

/// Progress is told at most this often per job: enough for a bar to move smoothly.
const STEPS_TOLD: u32 = 200;

/// The jobs that run now.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    running: Mutex<BTreeMap<String, Arc<AtomicBool>>>,
}

impl Jobs {
    /// Starts a job under a name that the caller chose.
    pub(crate) fn start<'a>(&'a self, name: &str, events: &EventBus) -> Job<'a> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.lock().insert(name.to_owned(), Arc::clone(&cancelled));
        Job {
            jobs: self,
            name: name.to_owned(),
            cancelled,
            events: events.clone(),
            told: None,
        }
    }

    /// Asks a job to stop; one that has ended already is fine.
    pub(crate) fn cancel(&self, name: &str) {
        if let Some(cancelled) = self.lock().get(name) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<AtomicBool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One running job; ends when dropped.
pub(crate) struct Job<'a> {
    jobs: &'a Jobs,
    name: String,
    cancelled: Arc<AtomicBool>,
    events: EventBus,
    told: Option<(u32, u32)>,
}

impl Job<'_> {
    /// Tells how far the job is; breaks when it was cancelled.
    pub(crate) fn step(&mut self, done: u32, total: u32) -> ControlFlow<()> {
        let mark = (done.saturating_mul(STEPS_TOLD) / total.max(1), total);
        if self.told != Some(mark) {
            self.told = Some(mark);
            self.events.send(Event::Progress {
                job: self.name.clone(),
                done,
                total,
            });
        }
        if self.cancelled.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        self.jobs.lock().remove(&self.name);
    }
}
