//! Shops that are glanced at: all of them side by side, by one thread that waits.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::Word;
use super::quiet::Quiet;
use crate::error::Result;
use crate::ports::{Call, Rest, Standing};
use crate::sync::shop::{Glanced, ShopJob, Visitor};

/// A job of which a glance said that there is nothing to do, and the shop's clock.
pub(super) type Settled = (ShopJob, Option<DateTime<Utc>>);

/// Glances at shops. Those that have something new, or gave no good answer, are to be visited; those
/// that nobody glanced at because the wallet changed meanwhile are brought up to date and glanced at
/// again.
pub(super) struct Glance<'r> {
    pub(super) visitor: &'r Visitor<'r>,
    pub(super) call: Call,
    pub(super) sender: Sender<Word>,
    pub(super) quiet: Quiet<Settled>,
}

impl<'r> Glance<'r> {
    /// Begins to ask, and gives what is to be done until all have answered.
    pub(super) fn begin(self, glances: Vec<(ShopJob, Standing)>) -> impl FnOnce() + Send + 'r {
        let begun = self.all(glances);
        move || {
            let _end = Over(&self.sender);
            match begun {
                Ok(begun) => self.end(begun),
                // Nobody listens any more when the round was broken off.
                Err(error) => drop(self.sender.send(Word::Broken(error))),
            }
        }
    }

    fn all(&self, glances: Vec<(ShopJob, Standing)>) -> Result<Begun<'r>> {
        let changes = Arc::clone(&self.visitor.wallet.changes);
        let before = changes.load(Ordering::Acquire);
        let still = self.visitor.still(glances)?;
        for reply in still.over {
            let _ = self.sender.send(Word::Visited(reply));
        }
        for job in still.visited {
            let _ = self.sender.send(Word::Visit(job));
        }
        let asked = still.asked.into_iter();
        let (waiting, questions): (Vec<_>, Vec<_>) =
            asked.map(|(job, question)| (Some(job), question)).unzip();
        let waiting = Arc::new(Mutex::new(waiting));
        let answered = {
            let (waiting, quiet) = (Arc::clone(&waiting), self.quiet.clone());
            let sender = self.sender.clone();
            move |place: usize, answer: Glanced| {
                let job = lock(&waiting).get_mut(place).and_then(Option::take);
                match (job, answer) {
                    (Some(job), Ok(said)) if !said.value => quiet.tell((job, said.date)),
                    (Some(mut job), answer) => {
                        job.glanced = Some(answer);
                        let _ = sender.send(Word::Visit(job));
                    }
                    (None, _) => {}
                }
                if changes.load(Ordering::Acquire) == before {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            }
        };
        let merchant = self.visitor.merchant;
        Ok(Begun {
            before,
            waiting,
            rest: merchant.stand_elsewhere(questions, &self.call, Arc::new(answered)),
        })
    }

    fn end(&self, begun: Begun<'_>) {
        (begun.rest)();
        let changed = self.visitor.wallet.changes.load(Ordering::Acquire) != begun.before;
        for job in std::mem::take(&mut *lock(&begun.waiting))
            .into_iter()
            .flatten()
        {
            let word = if changed {
                Word::Glance(job)
            } else {
                Word::Visit(job)
            };
            let _ = self.sender.send(word);
        }
    }
}

/// Glances that were begun.
struct Begun<'r> {
    /// How often this process had changed the wallet.
    before: u64,
    /// Those that nobody answered yet.
    waiting: Arc<Mutex<Vec<Option<ShopJob>>>>,
    rest: Rest<'r>,
}

/// A panic elsewhere leaves nothing half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says that the glances are over, whatever happens.
struct Over<'w>(&'w Sender<Word>);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Word::Glanced);
    }
}
