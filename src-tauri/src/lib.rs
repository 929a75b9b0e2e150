//! The window around the wallet: a thin Tauri shell.
//!
//! Everything a shopper sees or does is a command of `kantis-api`; the shell carries it there and
//! back ([`bridge`]), hands pictures and files to the page as raw bytes ([`blob`]), takes files that
//! the desktop opens with the app ([`opened`]), saves those that leave ([`save`]), shows notices
//! ([`notice`]), lets shops wake the wallet (`push`) and looks after one window ([`window`]) and one
//! icon in the tray (`tray`). It decides nothing about cards.

mod blob;
mod bridge;
#[cfg(target_os = "linux")]
mod bus;
mod core;
mod host;
mod link;
#[cfg(target_os = "linux")]
mod network;
mod notice;
mod opened;
#[cfg(target_os = "linux")]
pub mod push;
mod save;
#[cfg(desktop)]
mod single;
#[cfg(desktop)]
mod tray;
mod wake;
mod window;
mod words;

use tauri::{AppHandle, Manager, RunEvent};

use crate::core::Core;
use crate::wake::Waker;

/// Builds the app and runs it until its window is closed, or longer where it stays in the tray.
///
/// A failure here means that there is no display or no web view: nothing could be shown, so it goes
/// to the log and the process ends with exit code 1.
// The mobile macro writes an unmangled entry point, which counts as unsafe code; the one in this crate.
#[cfg_attr(mobile, allow(unsafe_code))]
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let builder = tauri::Builder::default();
    #[cfg(desktop)]
    let builder = builder
        // First of all plugins: a second start must be noticed before anything opens the wallet.
        .plugin(single::plugin())
        .plugin(window::state_plugin())
        .plugin(host::autostart_plugin())
        .manage(tray::Tray::default());
    #[cfg(mobile)]
    let builder = builder.plugin(tauri_plugin_notification::init());

    let app = builder
        .plugin(link::plugin())
        .invoke_handler(tauri::generate_handler![
            bridge::rpc,
            bridge::upload,
            window::app_ready,
            save::save_file,
            link::open_external,
            host::host_settings,
            host::host_settings_update
        ])
        .register_asynchronous_uri_scheme_protocol(blob::SCHEME, blob::answer)
        .setup(|app| {
            let handle = app.handle();
            let core = Core::start(handle)?;
            app.manage(Waker::start(core.clone()));
            app.manage(core);
            opened::from_command_line(handle);
            #[cfg(desktop)]
            if tray::begin(handle) {
                return Ok(());
            }
            window::open(handle, None)?;
            Ok(())
        })
        .build(tauri::generate_context!());

    match app {
        Ok(app) => app.run(on_event),
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            std::process::exit(1);
        }
    }
}

/// What the system tells the app outside its window.
fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window was closed. With a code somebody asked to quit, and that is done.
        #[cfg(desktop)]
        RunEvent::ExitRequested {
            code: None, api, ..
        } if tray::stays(app) => api.prevent_exit(),
        RunEvent::Exit => app.state::<Core>().end(),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => {
            let app = app.clone();
            std::thread::spawn(move || window::present(&app, None));
        }
        // On macOS and phones a file to open comes this way.
        #[cfg(any(target_os = "macos", target_os = "ios", target_os = "android"))]
        RunEvent::Opened { urls } => opened::from_urls(app, &urls),
        _ => {}
    }
}
