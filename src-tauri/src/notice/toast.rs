//! Notices on Windows and macOS, through `notify-rust`. Neither tells whether the screen is locked,
//! so what is private is never in them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kantis_api::{Notice, Notifier, NotifyError};
use notify_rust::{Notification, NotificationResponse};
use tauri::AppHandle;

use super::{clicked, place_of, readable};

/// How many notices are listened to at once: waiting for a click takes a thread each.
const LISTENED: usize = 8;

/// Shows toasts.
pub(super) struct Toasts {
    app: AppHandle,
    listened: Arc<AtomicUsize>,
}

impl Toasts {
    pub(super) fn new(app: AppHandle) -> Self {
        // Notices of a program that is not installed are shown under another's name.
        #[cfg(target_os = "macos")]
        let _ = notify_rust::set_application(&app.config().identifier);
        Self {
            app,
            listened: Arc::default(),
        }
    }
}

impl Notifier for Toasts {
    fn show(&self, notice: &Notice) -> Result<(), NotifyError> {
        let (title, body) = readable(notice, false);
        let mut composed = Notification::new();
        composed.summary(title).body(body);
        // An id that no installer registered shows nothing at all.
        #[cfg(all(windows, not(debug_assertions)))]
        composed.app_id(&self.app.config().identifier);
        let handle = composed.show().map_err(|_| NotifyError)?;
        if self.listened.fetch_add(1, Ordering::Relaxed) >= LISTENED {
            self.listened.fetch_sub(1, Ordering::Relaxed);
            return Ok(());
        }
        let (app, place, listened) = (self.app.clone(), place_of(notice), self.listened.clone());
        thread::spawn(move || {
            let mut heard = None;
            let _ = handle.wait_for_response(|response: &NotificationResponse| {
                heard = Some(response.clone());
            });
            listened.fetch_sub(1, Ordering::Relaxed);
            if let Some(NotificationResponse::Default | NotificationResponse::Action(_)) = heard {
                clicked(&app, place);
            }
        });
        Ok(())
    }

    /// Neither platform takes a notice back through `notify-rust`.
    fn withdraw(&self, _: &str) {}
}
