//! Many questions side by side, on the network's own threads: nobody is woken between an answer and
//! the next question.

use std::iter::Enumerate;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::vec;

use kantis_wallet::ports::Stop;
use tokio::task::JoinSet;

use crate::exchange::{NoAnswer, wanted};
use crate::network::Network;

/// Questions that are under way at the same time. One that is not answered costs no thread.
const LANES: usize = 32;

/// Asks for each of these, by its place, and waits for all: a few lanes take one after the other,
/// until one says that it is enough. `false`: somebody asked to stop, or it broke down.
pub(crate) fn side_by_side<T, F>(
    network: &Network,
    items: Vec<T>,
    stop: &Stop,
    ask: impl Fn(usize, T) -> F + Send + Sync + 'static,
) -> bool
where
    T: Send + 'static,
    F: Future<Output = ControlFlow<()>> + Send + 'static,
{
    let count = items.len().min(LANES);
    let line = Arc::new(Line {
        waiting: Mutex::new(items.into_iter().enumerate()),
        enough: AtomicBool::new(false),
        stop: stop.clone(),
        ask,
    });
    let stop = stop.clone();
    let asked = network.wait(async move {
        let mut lanes = JoinSet::new();
        for _ in 0..count {
            lanes.spawn(Arc::clone(&line).go());
        }
        let all = async { Ok::<_, NoAnswer>(lanes.join_all().await) };
        wanted(&stop, all).await.is_ok() && !stop.is_set()
    });
    asked.unwrap_or_default()
}

/// What the lanes share.
struct Line<T, A> {
    waiting: Mutex<Enumerate<vec::IntoIter<T>>>,
    enough: AtomicBool,
    stop: Stop,
    ask: A,
}

impl<T, A, F> Line<T, A>
where
    A: Fn(usize, T) -> F,
    F: Future<Output = ControlFlow<()>>,
{
    async fn go(self: Arc<Self>) {
        while let Some((place, item)) = self.next() {
            if (self.ask)(place, item).await.is_break() {
                self.enough.store(true, Ordering::Relaxed);
            }
        }
    }

    fn next(&self) -> Option<(usize, T)> {
        if self.stop.is_set() || self.enough.load(Ordering::Relaxed) {
            return None;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    }
}
