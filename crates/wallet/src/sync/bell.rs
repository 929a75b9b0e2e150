//! What wakes the engine: things that happened in the world, until somebody deals with them.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::Wake;

/// Rung from any thread; one thread sleeps by it.
#[derive(Default)]
pub(super) struct Bell {
    rung: Mutex<Rung>,
    heard: Condvar,
    /// Whoever works instead of sleeping, and wants to know.
    pager: Mutex<Option<Pager>>,
}

/// Called when the bell rings; must not block.
type Pager = Box<dyn Fn() + Send>;

#[derive(Default)]
struct Rung {
    wakes: BTreeSet<Wake>,
    /// Heard, but not dealt with yet: does not end the sleep.
    pending: BTreeSet<Wake>,
    /// Something else changed: look again.
    nudged: bool,
    /// A person looks at the wallet.
    foreground: bool,
}

impl Bell {
    /// Tells what happened.
    pub(super) fn wake(&self, wake: Wake) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        match wake {
            Wake::Foreground => rung.foreground = true,
            Wake::Background => rung.foreground = false,
            Wake::NetworkUp | Wake::Force => {}
        }
        rung.wakes.insert(wake);
        self.heard.notify_all();
        drop(rung);
        self.page();
    }

    /// Ends the sleep.
    pub(super) fn nudge(&self) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.nudged = true;
        self.heard.notify_all();
        drop(rung);
        self.page();
    }

    /// Until `work` is done, `page` is called whenever the bell rings.
    pub(super) fn paging<T>(&self, page: Pager, work: impl FnOnce() -> T) -> T {
        let set = |pager| {
            *self.pager.lock().unwrap_or_else(PoisonError::into_inner) = pager;
        };
        set(Some(page));
        let done = work();
        set(None);
        done
    }

    fn page(&self) {
        let pager = self.pager.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = &*pager {
            page();
        }
    }

    /// What happened since this was last asked.
    pub(super) fn take(&self) -> BTreeSet<Wake> {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.nudged = false;
        let mut wakes = std::mem::take(&mut rung.wakes);
        wakes.append(&mut rung.pending);
        wakes
    }

    /// Puts back what could not be dealt with, without ringing.
    pub(super) fn put_back(&self, wakes: BTreeSet<Wake>) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.pending.extend(wakes);
    }

    /// Whether a person looks at the wallet.
    pub(super) fn foreground(&self) -> bool {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.foreground
    }

    /// Sleeps until it is rung, at most this long. `true` when it was.
    pub(super) fn sleep(&self, most: Duration) -> bool {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let (rung, wait) = self
            .heard
            .wait_timeout_while(rung, most, |rung| !rung.nudged && rung.wakes.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        drop(rung);
        !wait.timed_out()
    }
}
