//! Shops that are glanced at: all of them side by side, by one thread that waits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::Word;
use super::quiet::Quiet;
use crate::error::Result;
use crate::ports::Call;
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

impl Glance<'_> {
    pub(super) fn run(self, jobs: Vec<ShopJob>) {
        let _end = Over(&self.sender);
        if let Err(error) = self.all(jobs) {
            // Nobody listens any more when the round was broken off.
            let _ = self.sender.send(Word::Broken(error));
        }
    }

    fn all(&self, jobs: Vec<ShopJob>) -> Result<()> {
        let changes = Arc::clone(&self.visitor.wallet.changes);
        let now = Arc::clone(&changes);
        let before = changes.load(Ordering::Acquire);
        let (still, over) = self.visitor.still(jobs)?;
        for reply in over {
            let _ = self.sender.send(Word::Visited(reply));
        }
        let (mut questions, mut glanced) = (Vec::new(), BTreeMap::new());
        for job in still {
            match self.visitor.glance(&job) {
                Some(question) => {
                    glanced.insert(questions.len(), job);
                    questions.push(question);
                }
                None => drop(self.sender.send(Word::Visit(job))),
            }
        }
        let waiting = Arc::new(Mutex::new(glanced));
        let answered = {
            let (waiting, quiet) = (Arc::clone(&waiting), self.quiet.clone());
            let sender = self.sender.clone();
            move |place: usize, answer: Glanced| {
                let job = lock(&waiting).remove(&place);
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
        merchant.stand_elsewhere(questions, &self.call, Arc::new(answered));
        let changed = now.load(Ordering::Acquire) != before;
        for job in std::mem::take(&mut *lock(&waiting)).into_values() {
            let word = if changed {
                Word::Glance(job)
            } else {
                Word::Visit(job)
            };
            let _ = self.sender.send(word);
        }
        Ok(())
    }
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
