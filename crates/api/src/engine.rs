//! Keeps the passes of an open wallet fresh for as long as the host stays.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use kantis_wallet::Wallet;
use kantis_wallet::ports::Stop;
use kantis_wallet::sync::{SyncEngine, SyncHint, SyncPorts, Wake};

use crate::event_bus::EventBus;
use crate::session::Session;
use crate::thread::Thread;
use crate::{Api, ApiError, Event, HostConfig, convert};

/// How long the first round waits for somebody to look at the wallet: a window paints before
/// anything goes out, and a host that nobody looks at begins all the same.
const QUIET_START: Duration = Duration::from_secs(2);

/// The engine of one open wallet, and the thread that runs it. Ends when dropped.
pub(crate) struct Engine {
    sync: Arc<SyncEngine>,
    stop: Stop,
    begun: Arc<Gate>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Engine {
    /// The engine of a wallet; `None` where the host has no way to ask issuers. On a host that
    /// stays it works by itself, elsewhere it does what it is told.
    fn of(wallet: &Arc<Wallet>, host: &HostConfig, events: &EventBus) -> Option<Arc<Self>> {
        let listener = events.clone();
        let ports = SyncPorts {
            source: Arc::clone(host.passes.as_ref()?),
            merchant: host.merchant.clone(),
            notifier: host.notifier.clone(),
            anchors: host.anchors.clone(),
            listener: Box::new(move |hint| listener.send(event(hint))),
        };
        let engine = Arc::new(Self {
            sync: Arc::new(SyncEngine::new(Arc::clone(wallet), ports)),
            stop: Stop::default(),
            begun: Arc::default(),
            thread: Mutex::default(),
        });
        if host.stays {
            if let Some(pushes) = &host.pushes {
                // A store that cannot be read now says so when it is asked for cards.
                let _ = engine.sync.receive_pushes(pushes);
            }
            engine.run();
        }
        Some(engine)
    }

    fn run(&self) {
        let (sync, stop) = (Arc::clone(&self.sync), self.stop.clone());
        let begun = Arc::clone(&self.begun);
        // Without a thread the wallet still works; passes are then fresh when a person asks.
        let thread = thread::Builder::new()
            .name("kantis-sync".to_owned())
            .spawn(move || {
                begun.wait(QUIET_START);
                sync.run(&stop);
            });
        *self.lock_thread() = thread.ok();
    }

    /// What does the work.
    pub(crate) fn sync(&self) -> &SyncEngine {
        &self.sync
    }

    /// Tells what happened in the world.
    pub(crate) fn wake(&self, wake: Wake) {
        self.sync.wake(wake);
        self.begun.open();
    }

    /// Ends the thread and waits for it; calls under way are given up.
    fn end(&self) {
        self.stop.set();
        self.begun.open();
        self.sync.nudge();
        let thread = self.lock_thread().take();
        if let Some(thread) = thread {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }

    fn lock_thread(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        lock(&self.thread)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.end();
    }
}

/// Opens once and stays open.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
    }

    /// Waits until it is open, but not longer than this.
    fn wait(&self, at_most: Duration) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.opened.wait_timeout_while(open, at_most, |open| !*open);
    }
}

impl Api {
    /// Begins to keep the wallet's passes fresh, once it is open.
    pub(crate) fn keep_fresh(&self, session: &Session) {
        let mut engine = self.lock_engine();
        match session.wallet() {
            Ok(wallet) if engine.is_none() => {
                self.read_anew(&wallet);
                *engine = Engine::of(&wallet, &self.host, &self.events);
            }
            Ok(_) => {}
            Err(_) => *engine = None,
        }
    }

    /// The engine of the open wallet; `None` where the host has no way to ask issuers.
    pub(crate) fn engine(&self) -> Option<Arc<Engine>> {
        self.lock_engine().clone()
    }

    /// Wakes the engine, if there is one.
    pub(crate) fn wake_engine(&self, wake: Wake) {
        if let Some(engine) = self.engine() {
            engine.wake(wake);
        }
    }

    /// Lets the engine look at what is due: a setting or a card changed what that is.
    pub(crate) fn nudge_engine(&self) {
        if let Some(engine) = self.engine() {
            engine.sync().nudge();
        }
    }

    /// Does what is due within `deadline`, for a system that grants a moment now and then.
    ///
    /// # Errors
    /// When the wallet cannot be read or written.
    pub fn background_sync(&self, deadline: Duration) -> Result<(), ApiError> {
        if let Some(engine) = self.engine() {
            let done = engine.sync().background_sync(deadline);
            done.map_err(convert::error)?;
        }
        Ok(())
    }

    /// A notice was clicked: the page shows this card, or the timeline. The host brings its window
    /// to the front itself.
    pub fn notice_clicked(&self, card: Option<kantis_wallet::CardId>) {
        self.tell(match card {
            Some(card) => Event::OpenCard {
                id: card.to_string(),
            },
            None => Event::OpenActivity,
        });
    }

    /// Ends what runs by itself and waits for it. A host calls this before its process ends.
    pub fn end(&self) {
        self.attempts.end();
        let engine = self.lock_engine().take();
        if let Some(engine) = engine {
            engine.end();
        }
        drop(lock(&self.reading).take());
        drop(lock(&self.watching).take());
    }

    /// Reads passes again when a newer Kantis finds more on them. That takes a while once, so a
    /// window is not kept waiting for it.
    fn read_anew(&self, wallet: &Arc<Wallet>) {
        let (wallet, events) = (Arc::clone(wallet), self.events.clone());
        let read = move |stop: &Stop| {
            // What was found before stays when the wallet cannot be written just now.
            let changed = wallet.refresh_derived(stop).unwrap_or_default();
            if !changed.is_empty() {
                events.send(event(SyncHint::Cards(changed)));
            }
        };
        if self.host.stays {
            *lock(&self.reading) = Some(Thread::start("kantis-read", read));
        } else {
            read(&Stop::default());
        }
    }

    fn lock_engine(&self) -> MutexGuard<'_, Option<Arc<Engine>>> {
        lock(&self.engine)
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.end();
    }
}

fn event(hint: SyncHint) -> Event {
    match hint {
        SyncHint::Cards(ids) => Event::CardsChanged {
            ids: ids.iter().map(ToString::to_string).collect(),
        },
        SyncHint::Sources => Event::SourcesChanged,
        SyncHint::Connections => Event::ConnectionsChanged,
        // How many there are, nobody knows before the last.
        SyncHint::Reading { card, records } => Event::Progress {
            job: card.to_string(),
            done: records,
            total: 0,
        },
        SyncHint::Activity => Event::ActivityChanged,
    }
}

/// A panic elsewhere leaves nothing half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
