//! Watches for commits of another process: `kantis card add` in a terminal shows in the window.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::Event;
use crate::event_bus::EventBus;
use crate::session::Session;
use crate::thread::Thread;

/// How long another process's change may go unseen. Asking costs one read of a page's header.
const INTERVAL: Duration = Duration::from_millis(500);

/// Starts to watch. Without a thread the wallet still works; only other processes' changes show
/// later.
pub(crate) fn watch(session: &Arc<Mutex<Session>>, events: &EventBus) -> Thread {
    let (session, events) = (Arc::clone(session), events.clone());
    Thread::start("kantis-watch", move |stop| {
        while !stop.is_set() {
            look(&session, &events);
            thread::park_timeout(INTERVAL);
        }
    })
}

fn look(session: &Mutex<Session>, events: &EventBus) {
    if !events.heard() {
        return;
    }
    let wallet = session
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .wallet();
    if let Ok(wallet) = wallet
        && wallet.foreign_commit().unwrap_or(false)
    {
        events.send(Event::WalletChanged);
    }
}
