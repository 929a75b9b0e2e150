//! The icon in the tray: Kantis keeps running behind it when its window is closed, if the person
//! wants that and the desktop has a tray. Everything in its menu is in the window as well.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tauri::menu::{Menu, MenuEvent, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::core::Core;
use crate::words::{self, Words};
use crate::{host, window};

#[cfg(target_os = "linux")]
mod linux;

const ID: &str = "kantis";
const OPEN: &str = "open";
const REFRESH: &str = "refresh";
const QUIT: &str = "quit";

/// The icon and its menu while they are there.
#[derive(Default)]
pub(crate) struct Tray {
    /// Held while the window's thread changes the icon, so that thread itself must not wait for it.
    shown: Mutex<Option<Shown>>,
    /// Whether there is an icon, for the window's thread.
    is_shown: AtomicBool,
}

struct Shown {
    /// Kept: the icon goes when it is dropped.
    _icon: TrayIcon<Wry>,
    items: Items,
}

struct Items {
    open: MenuItem<Wry>,
    refresh: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Whether the desktop has a tray that would show the icon.
pub(crate) fn is_possible() -> bool {
    #[cfg(target_os = "linux")]
    return linux::has_tray();
    #[cfg(not(target_os = "linux"))]
    true
}

/// Whether Kantis runs on when its window is closed: its icon is there, and a tray that shows it.
pub(crate) fn stays(app: &AppHandle) -> bool {
    app.state::<Tray>().is_shown.load(Ordering::Acquire) && is_possible()
}

/// How long a start at login waits for the desktop's tray to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shows the icon if the person wants one. Answers whether this start shows no window.
pub(crate) fn begin(app: &AppHandle) -> bool {
    let hidden = host::starts_hidden(app);
    let app = app.clone();
    thread::spawn(move || {
        follow(&app);
        if hidden && !comes_up() && app.webview_windows().is_empty() {
            // Without a tray nobody could find Kantis, and nobody asked for a window.
            app.exit(0);
        }
    });
    hidden
}

/// Whether a tray is there before [`PATIENCE`] is over.
fn comes_up() -> bool {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if is_possible() {
            return true;
        }
        thread::sleep(Duration::from_secs(1));
    }
    false
}

/// Shows the icon or takes it away, as the person chose. Blocks until the window's thread has done
/// it: never call it there.
pub(crate) fn follow(app: &AppHandle) {
    let words = words::of_reader(&app.state::<Core>());
    let state = app.state::<Tray>();
    let mut shown = state.shown.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = host::kept(app).tray && linked();
    if wanted == shown.is_some() {
        return;
    }
    if !wanted {
        // The app keeps one handle on the icon, this file the other.
        app.remove_tray_by_id(ID);
        *shown = None;
    } else if let Some(words) = words {
        match show(app, words) {
            Ok(icon) => *shown = Some(icon),
            Err(error) => tracing::warn!(%error, "the tray shows no icon"),
        }
    }
    state.is_shown.store(shown.is_some(), Ordering::Release);
}

/// Says the menu's words anew: the reader's language may have changed.
pub(crate) fn speak(app: &AppHandle) {
    let state = app.state::<Tray>();
    if !state.is_shown.load(Ordering::Acquire) {
        return;
    }
    let words = words::of_reader(&app.state::<Core>());
    let shown = state.shown.lock().unwrap_or_else(PoisonError::into_inner);
    if let (Some(Shown { items, .. }), Some(words)) = (&*shown, words) {
        for (item, text) in [
            (&items.open, &words.open_kantis),
            (&items.refresh, &words.refresh_now),
            (&items.quit, &words.quit),
        ] {
            let _ = item.set_text(text);
        }
    }
}

fn show(app: &AppHandle, words: &Words) -> tauri::Result<Shown> {
    let item = |id, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let items = Items {
        open: item(OPEN, &words.open_kantis)?,
        refresh: item(REFRESH, &words.refresh_now)?,
        quit: item(QUIT, &words.quit)?,
    };
    let menu = Menu::with_items(app, &[&items.open, &items.refresh, &items.quit])?;
    let mut icon = TrayIconBuilder::with_id(ID)
        .menu(&menu)
        .tooltip("Kantis")
        .on_menu_event(chosen);
    if let Some(picture) = app.default_window_icon() {
        icon = icon.icon(picture.clone());
    }
    Ok(Shown {
        _icon: icon.build(app)?,
        items,
    })
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    let app = app.clone();
    match event.id().as_ref() {
        OPEN => {
            thread::spawn(move || window::present(&app, None));
        }
        REFRESH => {
            let core = app.state::<Core>().inner().clone();
            thread::spawn(move || {
                // The wallet notes how it went; the timeline and the cards tell.
                let _ = core
                    .api()
                    .call("passesRefresh", json!({ "ids": [], "job": "tray" }));
            });
        }
        QUIT => app.exit(0),
        _ => {}
    }
}

/// Whether what draws the icon is on this machine.
fn linked() -> bool {
    #[cfg(target_os = "linux")]
    return linux::has_library();
    #[cfg(not(target_os = "linux"))]
    true
}
