//! Notices outside of the window, as each platform shows them. What they say and when is the
//! wallet's; here they are shown, and a click leads to the card.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(target_os = "linux")]
mod lock;
#[cfg(mobile)]
mod phone;
#[cfg(all(desktop, not(target_os = "linux")))]
mod toast;

use std::sync::Arc;

use kantis_api::{Notice, Notifier};
use tauri::AppHandle;

use crate::window::{self, Place};

/// The platform's notices.
pub(crate) fn notifier(app: &AppHandle) -> Arc<dyn Notifier> {
    let app = app.clone();
    #[cfg(target_os = "linux")]
    return Arc::new(freedesktop::Freedesktop::new(app));
    #[cfg(mobile)]
    return Arc::new(phone::Phone::new(app));
    #[cfg(all(desktop, not(target_os = "linux")))]
    return Arc::new(toast::Toasts::new(app));
}

/// What the app is called in notices.
#[cfg(any(desktop, target_os = "ios"))]
const NAME: &str = "Kantis";

/// Title and body as they may be read: in `private` only while nobody else can see them.
#[cfg(any(desktop, target_os = "ios"))]
fn readable(notice: &Notice, private: bool) -> (&str, &str) {
    if notice.public || private {
        (&notice.title, &notice.body)
    } else {
        (NAME, &notice.discreet)
    }
}

/// Where a click on a notice leads.
fn place_of(notice: &Notice) -> Place {
    notice.card.map_or(Place::Activity, Place::Card)
}

/// Follows a click, away from the thread that heard it.
fn clicked(app: &AppHandle, place: Place) {
    let app = app.clone();
    std::thread::spawn(move || window::present(&app, Some(place)));
}
