//! How far a long job is, and Ctrl-C that ends it cleanly.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use kantis_api::dto::JobRef;
use kantis_api::{Api, Event};

/// The name of the terminal's only job.
pub(crate) const JOB: &str = "terminal";

/// Shows progress until dropped.
pub(crate) struct Progress {
    shown: bool,
    over: Arc<Mutex<bool>>,
    cancelled: Arc<AtomicBool>,
}

impl Progress {
    /// Shows the job's progress on a terminal, if there is one and `quiet` is not asked for, and
    /// lets Ctrl-C cancel the job: what is not finished is then not begun.
    pub(crate) fn of(api: &Arc<Api>, quiet: bool) -> Self {
        Self::of_job(api, JOB, quiet)
    }

    /// The same for a job that the core has named.
    pub(crate) fn of_job(api: &Arc<Api>, name: &str, quiet: bool) -> Self {
        let name = name.to_owned();
        let over = Arc::new(Mutex::new(false));
        let cancelled = Arc::new(AtomicBool::new(false));
        let (job, asked) = (Arc::downgrade(api), Arc::clone(&cancelled));
        // Without a handler Ctrl-C ends the program at once, which the store survives as well.
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                // Asked twice: at once, then. A step that is not committed leaves no trace.
                std::process::exit(130);
            }
            if let Some(api) = job.upgrade() {
                let _ = api.call("jobCancel", serde_json::json!(JobRef { job: name.clone() }));
            }
        });
        let shown = !quiet && io::stderr().is_terminal();
        if shown {
            let (mut events, over) = (api.events(), Arc::clone(&over));
            thread::spawn(move || {
                while let Some(event) = events.next_blocking() {
                    if let Event::Progress { done, total, .. } = event
                        && !show(&over, done, total)
                    {
                        return;
                    }
                }
            });
        }
        Self {
            shown,
            over,
            cancelled,
        }
    }

    /// Whether a person asked to stop.
    pub(crate) fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        *over = true;
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// Shows a count in place; `false` once the job is over.
fn show(over: &Mutex<bool>, done: u32, total: u32) -> bool {
    let over = over.lock().unwrap_or_else(PoisonError::into_inner);
    if !*over {
        let text = match total {
            0 => format!("{done}"),
            total => format!("{done} of {total}"),
        };
        let _ = write!(io::stderr(), "\r\x1b[K{text}");
    }
    !*over
}
