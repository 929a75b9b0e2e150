//! The one window: made hidden, shown once the page has painted, kept to the app's own pages. It may
//! be closed and made again while the wallet stays open.

use kantis_api::CardId;
use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::window::Color;
use tauri::{
    AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::core::Core;
use crate::wake::{Wake, Waker};

/// The window's name, as in `tauri.conf.json` and `capabilities/main.json`.
const MAIN: &str = "main";

/// The page's background in light and dark (`ui` paints the same), so that no other colour flashes
/// while the window opens or grows.
const LIGHT: Color = Color(0xf6, 0xf5, 0xf1, 0xff);
const DARK: Color = Color(0x12, 0x14, 0x13, 0xff);

/// How long a page may take to paint before its window is shown all the same: a page that failed
/// must be seen, not run invisibly.
#[cfg(desktop)]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Remembers size and place between starts. Not the visibility: the page decides when to be shown.
#[cfg(desktop)]
pub(crate) fn state_plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    use tauri_plugin_window_state::{Builder, StateFlags};
    Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Where a notice leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A card.
    Card(CardId),
    /// The timeline.
    Activity,
}

impl Place {
    /// The page's address for it, after `#` (`ui/src/state/routes.ts`).
    fn fragment(self) -> String {
        match self {
            Self::Card(id) => format!("/card/{id}"),
            Self::Activity => "/activity".to_owned(),
        }
    }
}

/// Makes the window that `tauri.conf.json` describes, at `place` or at home.
///
/// # Errors
/// When the system gives no window or no web view.
pub(crate) fn open(app: &AppHandle, place: Option<Place>) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    for mut config in windows
        .iter()
        .filter(|config| config.label == MAIN)
        .cloned()
    {
        if let Some(place) = place {
            config.url = WebviewUrl::App(format!("#{}", place.fragment()).into());
        }
        let window = WebviewWindowBuilder::from_config(app, &config)?
            .background_color(LIGHT)
            .on_navigation(is_own_page)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_permission_request(|_, wish| permission(wish))
            .build()?;
        follow_theme(&window);
        follow_person(&window);
        #[cfg(desktop)]
        show_at_last(window);
    }
    Ok(())
}

/// Shows the window. The page calls this after its first paint.
#[tauri::command]
pub(crate) fn app_ready(window: WebviewWindow) {
    show(&window);
}

/// Brings the window to the front, made again if it was closed, and leads the page to `place`. May
/// block: never call it on the window's thread.
pub(crate) fn present(app: &AppHandle, place: Option<Place>) {
    let Some(window) = app.get_webview_window(MAIN) else {
        if let Err(error) = open(app, place) {
            tracing::warn!(%error, "the window cannot be opened");
        }
        return;
    };
    #[cfg(desktop)]
    let _ = window.unminimize();
    show(&window);
    let _ = window.set_focus();
    if let Some(place) = place {
        let core = app.state::<Core>().inner().clone();
        core.api().notice_clicked(match place {
            Place::Card(id) => Some(id),
            Place::Activity => None,
        });
    }
}

/// Tells the core whether a person looks at the window.
fn follow_person(window: &WebviewWindow) {
    let waker = window.state::<Waker>().inner().clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Focused(true) => waker.wake(Wake::Foreground),
        WindowEvent::Focused(false) | WindowEvent::Destroyed => waker.wake(Wake::Background),
        _ => {}
    });
}

/// Only the app's own page may fill the window, whatever a link says.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// What the page may use: the camera, when a person opens the scanner. The system asks that person
/// itself where it guards its cameras; a second question would only be of the web view's.
fn permission(wish: PermissionKind) -> PermissionResponse {
    match wish {
        PermissionKind::Camera => PermissionResponse::Allow,
        PermissionKind::Microphone | PermissionKind::DisplayCapture => PermissionResponse::Deny,
        _ => PermissionResponse::Default,
    }
}

/// Gives the window the background of the desktop's theme, now and whenever it changes.
fn follow_theme(window: &WebviewWindow) {
    let paint = |window: &WebviewWindow, theme| {
        let colour = if theme == Theme::Dark { DARK } else { LIGHT };
        // Not every system can colour a window; the page paints its own background anyway.
        let _ = window.set_background_color(Some(colour));
    };
    paint(window, window.theme().unwrap_or(Theme::Light));
    let painted = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::ThemeChanged(theme) = event {
            paint(&painted, *theme);
        }
    });
}

/// Shows the window after [`PATIENCE`] unless the page did.
#[cfg(desktop)]
fn show_at_last(window: WebviewWindow) {
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if !window.is_visible().unwrap_or(true) {
            tracing::warn!("the page did not report its first paint");
            show(&window);
        }
    });
}

/// Shows the window. On phones it is always shown.
fn show(window: &WebviewWindow) {
    #[cfg(desktop)]
    if let Err(error) = window.show() {
        tracing::warn!(%error, "the window cannot be shown");
    }
    #[cfg(mobile)]
    let _ = window;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_with_its_own_page() {
        for own in [
            "tauri://localhost/",
            "http://tauri.localhost/index.html",
            "https://tauri.localhost/",
        ] {
            assert!(is_own_page(&own.parse().unwrap()), "{own}");
        }
        for foreign in [
            "https://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "tauri://x/",
        ] {
            assert!(!is_own_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
