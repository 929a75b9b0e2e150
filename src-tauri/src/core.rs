//! The wallet behind the window, opened once and away from the window's own thread.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::thread;

use kantis_api::{Api, HostConfig};
use tauri::{AppHandle, Emitter, Manager};

/// Where the page listens for the core's events.
const EVENT: &str = "kantis-event";

type Opening = Box<dyn FnOnce() -> Arc<Api> + Send>;

/// The core, being opened or open.
///
/// A keyring may ask the person for its password first, so opening runs on a thread of its own and
/// the window paints meanwhile; the first command waits here.
#[derive(Clone)]
pub(crate) struct Core(Arc<LazyLock<Arc<Api>, Opening>>);

impl Core {
    /// Begins to open the wallet and to pass its events on to the page.
    ///
    /// # Errors
    /// When the system names no folder for the app's data.
    pub(crate) fn start(app: &AppHandle) -> tauri::Result<Self> {
        let dir = wallet_dir(app)?;
        let open: Opening = Box::new(move || Api::start(HostConfig::system(dir)));
        let core = Self(Arc::new(LazyLock::new(open)));
        let (api, app) = (core.clone(), app.clone());
        thread::spawn(move || {
            let mut events = api.api().events();
            while let Some(event) = events.next_blocking() {
                // Only a closed window makes this fail, and then nobody is left to tell.
                let _ = app.emit(EVENT, event);
            }
        });
        Ok(core)
    }

    /// The open core. Blocks until it is open: never call it on the window's thread.
    pub(crate) fn api(&self) -> &Arc<Api> {
        &self.0
    }
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
