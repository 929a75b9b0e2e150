//! Shops that are visited: a line of them, and the threads that take from it.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Word;
use super::quiet::Quiet;
use crate::ports::Call;
use crate::sync::shop::{ShopJob, ShopReply, Visitor};

/// Shops that wait to be visited, and how many are being visited. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Line(Arc<Mutex<Shops>>);

#[derive(Default)]
struct Shops {
    jobs: VecDeque<ShopJob>,
    busy: usize,
}

impl Line {
    pub(super) fn add(&self, job: ShopJob) {
        self.lock().jobs.push_back(job);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().jobs.is_empty()
    }

    /// Threads that are of use now.
    pub(super) fn wanted(&self) -> usize {
        let shops = self.lock();
        shops.busy + shops.jobs.len()
    }

    fn next(&self) -> Option<ShopJob> {
        let mut shops = self.lock();
        let job = shops.jobs.pop_front()?;
        shops.busy += 1;
        Some(job)
    }

    fn done(&self) {
        self.lock().busy -= 1;
    }

    /// A panic elsewhere leaves nothing half done behind the lock.
    fn lock(&self) -> MutexGuard<'_, Shops> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One thread's way from shop to shop.
pub(super) struct Errand<'r> {
    pub(super) visitor: &'r Visitor<'r>,
    pub(super) call: Call,
    pub(super) line: Line,
    pub(super) sender: Sender<Word>,
    pub(super) quiet: Quiet<ShopReply>,
}

impl Errand<'_> {
    pub(super) fn run(self) {
        let _end = NoShopLeft(&self.sender);
        while let Some(job) = self.line.next() {
            match self.visitor.visit(job, &self.call) {
                Ok(reply) if reply.is_unchanged() => self.quiet.tell(reply),
                // Nobody listens any more when the round was broken off.
                Ok(reply) => drop(self.sender.send(Word::Visited(reply))),
                Err(error) => drop(self.sender.send(Word::Broken(error))),
            }
            self.line.done();
        }
    }
}

/// Says that a thread has come to its end, whatever happens.
struct NoShopLeft<'w>(&'w Sender<Word>);

impl Drop for NoShopLeft<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Word::NoShopLeft);
    }
}
