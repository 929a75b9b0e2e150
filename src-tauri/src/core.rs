//! The wallet behind the window, opened once and away from the window's own thread.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

#[cfg(desktop)]
use kantis_api::Event;
use kantis_api::{Api, HostConfig, PushReceiver};
use tauri::{AppHandle, Emitter, Manager};

use crate::notice;
#[cfg(desktop)]
use crate::tray;
#[cfg(target_os = "linux")]
use crate::{push, single};

/// Where the page listens for the core's events.
const EVENT: &str = "kantis-event";

type Opening = Box<dyn FnOnce() -> Arc<Api> + Send>;

/// The core, being opened or open.
///
/// A keyring may ask the person for its password first, so opening runs on a thread of its own and
/// the window paints meanwhile; the first command waits here.
#[derive(Clone)]
pub(crate) struct Core {
    wallet: Arc<LazyLock<Arc<Api>, Opening>>,
    open: Arc<AtomicBool>,
}

impl Core {
    /// Begins to open the wallet and to pass its events on to the page.
    ///
    /// # Errors
    /// When the system names no folder for the app's data.
    pub(crate) fn start(app: &AppHandle) -> tauri::Result<Self> {
        let dir = wallet_dir(app)?;
        let notifier = notice::notifier(app);
        let open: Opening = Box::new(move || {
            Api::start(HostConfig {
                notifier: Some(notifier),
                pushes: pushes(),
                ..HostConfig::system(dir)
            })
        });
        let core = Self {
            wallet: Arc::new(LazyLock::new(open)),
            open: Arc::default(),
        };
        let (opened, app) = (core.clone(), app.clone());
        thread::spawn(move || {
            let mut events = opened.api().events();
            opened.open.store(true, Ordering::Release);
            while let Some(event) = events.next_blocking() {
                #[cfg(desktop)]
                if matches!(event, Event::SettingsChanged | Event::WalletChanged) {
                    tray::speak(&app);
                }
                // A page that is not there reads everything when it comes.
                let _ = app.emit(EVENT, event);
            }
        });
        Ok(core)
    }

    /// The open core. Blocks until it is open: never call it on the window's thread.
    pub(crate) fn api(&self) -> &Arc<Api> {
        &self.wallet
    }

    /// Ends what the core does by itself, so that the next start need not wait for this one's traces
    /// to go stale. A core that is still being opened has begun nothing.
    pub(crate) fn end(&self) {
        if self.open.load(Ordering::Acquire) {
            self.api().end();
        }
    }
}

/// What receives pushes for this wallet. It begins once there is somebody to hear them.
#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
fn pushes() -> Option<Arc<dyn PushReceiver>> {
    let desk = push::Desk::of_this_session(single::name());
    Some(Arc::new(push::UnifiedPush::new(desk)))
}

#[cfg(not(target_os = "linux"))]
fn pushes() -> Option<Arc<dyn PushReceiver>> {
    None
}

/// The folder of the wallet: `KANTIS_WALLET`, or the one that `kantis` in a terminal uses as well.
fn wallet_dir(app: &AppHandle) -> tauri::Result<PathBuf> {
    if let Some(dir) = std::env::var_os("KANTIS_WALLET").filter(|dir| !dir.is_empty()) {
        return Ok(dir.into());
    }
    if cfg!(desktop) {
        Ok(app.path().data_dir()?.join("kantis"))
    } else {
        app.path().app_data_dir()
    }
}
