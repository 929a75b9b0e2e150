//! Many questions side by side, on the network's own threads: nobody is woken between an answer and
//! the next question.

use std::iter::Enumerate;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::vec;

use kantis_wallet::ports::{Call, Stop};
use tokio::task::JoinSet;

use crate::exchange::{NoAnswer, wanted};
use crate::network::Network;
use crate::patience::Patience;

/// Questions that are under way at the same time. One that is not answered costs no thread.
const LANES: usize = 32;

/// What is asked.
pub(crate) trait Asks<T>: Send + Sync + 'static {
    /// Asks for one of many, by its place, and says whether to go on with others.
    fn ask(
        &self,
        patience: &mut Patience,
        place: usize,
        item: T,
    ) -> impl Future<Output = ControlFlow<()>> + Send;
}

/// Begins to ask for each of these: a few lanes take one after the other, until one says that it is
/// enough. Each question may take as long as the call. What is returned waits for all; then `false`
/// means that somebody asked to stop, or that it broke down.
pub(crate) fn side_by_side<T: Send + 'static>(
    network: &Arc<Network>,
    items: Vec<T>,
    call: &Call,
    asks: impl Asks<T>,
) -> impl FnOnce() -> bool + Send + 'static {
    let Call { timeout, stop } = call.clone();
    let count = items.len().min(LANES);
    let line = Arc::new(Line {
        waiting: Mutex::new(items.into_iter().enumerate()),
        enough: AtomicBool::new(false),
        stop: stop.clone(),
        asks,
    });
    let asked = network.begin(async move {
        let mut lanes = JoinSet::new();
        for _ in 0..count {
            lanes.spawn(Arc::clone(&line).go(timeout));
        }
        let all = async { Ok::<_, NoAnswer>(lanes.join_all().await) };
        wanted(&stop, all).await.is_ok() && !stop.is_set()
    });
    let network = Arc::clone(network);
    move || {
        let asked = asked.recv().unwrap_or_default();
        // It ends with its last user, and what is under way with it.
        drop(network);
        asked
    }
}

/// What the lanes share.
struct Line<T, A> {
    waiting: Mutex<Enumerate<vec::IntoIter<T>>>,
    enough: AtomicBool,
    stop: Stop,
    asks: A,
}

impl<T: Send, A: Asks<T>> Line<T, A> {
    async fn go(self: Arc<Self>, timeout: Duration) {
        let mut patience = Patience::new(timeout);
        while let Some((place, item)) = self.next() {
            if self.asks.ask(&mut patience, place, item).await.is_break() {
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
