//! The window around the wallet: a thin Tauri shell.
//!
//! Everything a shopper sees or does is a command of `kantis-api`; the shell carries it there and
//! back ([`bridge`]), hands pictures and files to the page as raw bytes ([`blob`]), takes files that
//! the desktop opens with the app ([`opened`]) and looks after one window ([`window`]). It decides
//! nothing about cards.

mod blob;
mod bridge;
mod core;
mod opened;
#[cfg(desktop)]
mod single;
mod window;

use tauri::{Manager, RunEvent};

use crate::core::Core;

/// Builds the app and runs it until its window is closed.
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
        .plugin(window::state_plugin());

    let app = builder
        .invoke_handler(tauri::generate_handler![
            bridge::rpc,
            bridge::upload,
            window::app_ready
        ])
        .register_asynchronous_uri_scheme_protocol(blob::SCHEME, blob::answer)
        .setup(|app| {
            app.manage(Core::start(app.handle())?);
            opened::from_command_line(app.handle());
            window::open(app)?;
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

/// What the system tells the app outside its window: on macOS and iOS a file to open comes this way.
fn on_event(app: &tauri::AppHandle, event: RunEvent) {
    #[cfg(any(target_os = "macos", target_os = "ios", target_os = "android"))]
    if let RunEvent::Opened { urls } = &event {
        opened::from_urls(app, urls);
    }
    let _ = (app, event);
}
