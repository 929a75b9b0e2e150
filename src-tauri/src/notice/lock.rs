//! Whether the screen is locked. Desktops tell programs in different places; each is asked.

use zbus::Connection;

use crate::bus::{self, Place};

/// KDE, Xfce, Cinnamon and others, after the freedesktop.org draft; GNOME.
const SCREEN_SAVERS: [Place; 3] = [
    (
        "org.freedesktop.ScreenSaver",
        "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver",
    ),
    (
        "org.freedesktop.ScreenSaver",
        "/ScreenSaver",
        "org.freedesktop.ScreenSaver",
    ),
    (
        "org.gnome.ScreenSaver",
        "/org/gnome/ScreenSaver",
        "org.gnome.ScreenSaver",
    ),
];

/// The session as systemd knows it: lockers of other desktops tell it there.
const SESSION: Place = (
    "org.freedesktop.login1",
    "/org/freedesktop/login1/session/auto",
    "org.freedesktop.login1.Session",
);

/// Whether somebody says that the screen is locked. A desktop that tells nowhere counts as open: it
/// has no lock that Kantis could know of, and its notices are its own to hide.
pub(super) fn is_locked() -> bool {
    saver_is_active() || session_is_locked()
}

fn saver_is_active() -> bool {
    bus::ask(async {
        let session = Connection::session().await?;
        for saver in SCREEN_SAVERS {
            if let Ok(Some(true)) = bus::call::<bool>(&session, saver, "GetActive").await {
                return Ok(true);
            }
        }
        Ok(false)
    })
    .unwrap_or(false)
}

fn session_is_locked() -> bool {
    bus::ask(async {
        let system = Connection::system().await?;
        bus::property(&system, SESSION, "LockedHint").await
    })
    .is_some_and(|locked| bool::try_from(locked).unwrap_or(false))
}
