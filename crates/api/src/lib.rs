//! The one declaration of commands and events, and everything a host needs to offer them.
//!
//! A host (the window, `kantis serve`, the terminal) makes one [`Api`], hands commands to
//! [`Api::call`], bytes to [`Api::put_upload`], and serves [`Api::blob`] and [`Api::events`].
//! [`typescript()`] writes the client for the UI from the same declaration.

mod activity;
mod blob;
mod card;
mod card_view;
mod commands;
mod connect;
mod convert;
pub mod dto;
mod engine;
mod error;
mod event;
mod event_bus;
mod export;
mod group;
mod host;
mod import;
mod job;
mod loyalty;
mod opened;
mod pass;
mod refresh;
mod relevant;
pub mod secret;
mod session;
mod settings;
mod shop;
mod symbol;
mod thread;
mod typescript;
mod upload;
mod watch;
mod wire;

use std::sync::{Arc, Mutex, PoisonError};

pub use blob::Blob;
pub use commands::COMMANDS;
pub use connect::ComesBack;
pub use error::{ApiError, Code};
pub use event::Event;
pub use event_bus::Events;
pub use host::{HostConfig, KeyPlace, SystemClock, SystemEntropy};
pub use kantis_wallet::CardId;
pub use kantis_wallet::ports::{
    HeardPush, Notice, Notifier, NotifyError, PushEvent, PushReceiver, PushRegistration, Secret,
};
pub use pass::inspect_pass;
pub use symbol::{symbol_of, view_symbol};
pub use typescript::typescript;
pub use upload::MAX_UPLOAD;

use connect::{Attempts, Found};
use engine::Engine;
use event_bus::EventBus;
use export::Exports;
use import::Previews;
use job::Jobs;
use kantis_wallet::Wallet;
use kantis_wallet::ports::Clock;
use relevant::UsesRead;
use session::Session;
use thread::Thread;
use upload::Uploads;

/// The wallet as a host sees it. Shared by all of a host's threads.
pub struct Api {
    host: HostConfig,
    session: Arc<Mutex<Session>>,
    uploads: Uploads,
    opened: Mutex<dto::OpenedFiles>,
    opened_address: Mutex<Option<String>>,
    previews: Previews,
    jobs: Jobs,
    found: Found,
    attempts: Attempts,
    exports: Exports,
    uses_read: UsesRead,
    engine: Mutex<Option<Arc<Engine>>>,
    /// Reads passes anew, now and then.
    reading: Mutex<Option<Thread>>,
    /// Watches for other processes' changes.
    watching: Mutex<Option<Thread>>,
    events: EventBus,
}

impl Api {
    /// Opens the wallet, or makes one where there is none.
    ///
    /// Asks no network; on a host that stays, issuers are asked some seconds later. Never fails: a
    /// wallet that cannot be opened is a state that [`dto::WalletStatus`] tells, and
    /// every command on it answers why.
    pub fn start(host: HostConfig) -> Arc<Self> {
        let session = Session::open(&host);
        let api = Arc::new(Self {
            host,
            session: Arc::new(Mutex::new(session)),
            uploads: Uploads::default(),
            opened: Mutex::default(),
            opened_address: Mutex::default(),
            previews: Previews::default(),
            jobs: Jobs::default(),
            found: Found::default(),
            attempts: Attempts::default(),
            exports: Exports::default(),
            uses_read: UsesRead::default(),
            engine: Mutex::default(),
            reading: Mutex::default(),
            watching: Mutex::default(),
            events: EventBus::new(),
        });
        api.keep_fresh(&api.session.lock().unwrap_or_else(PoisonError::into_inner));
        let watching = watch::watch(&api.session, &api.events);
        *api.watching.lock().unwrap_or_else(PoisonError::into_inner) = Some(watching);
        api
    }

    /// Hands over the bytes of a file; they wait ten minutes for a command that uses them.
    ///
    /// # Errors
    /// `fileTooLarge` beyond [`MAX_UPLOAD`].
    pub fn put_upload(&self, name: &str, bytes: Vec<u8>) -> Result<dto::UploadInfo, ApiError> {
        self.uploads.put(name, bytes, self.clock().now())
    }

    /// Listens to events from now on.
    pub fn events(&self) -> Events {
        self.events.listen()
    }

    pub(crate) fn tell(&self, event: Event) {
        self.events.send(event);
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.host.clock
    }

    pub(crate) fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// The open wallet.
    ///
    /// # Errors
    /// Why it is not open.
    pub(crate) fn wallet(&self) -> Result<Arc<Wallet>, ApiError> {
        self.session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .wallet()
    }
}
