//! Whether a Linux desktop has a tray: GNOME shows none without an extension.

use std::path::Path;

use crate::bus::{self, Place};

const WATCHER: Place = (
    "org.kde.StatusNotifierWatcher",
    "/StatusNotifierWatcher",
    "org.kde.StatusNotifierWatcher",
);

/// The libraries that draw the icon; one of them is loaded with the first icon, and none of them
/// being there would end the program.
const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];

/// Whether the icon would be seen.
pub(super) fn has_tray() -> bool {
    has_library() && has_host()
}

/// Whether somebody shows the icons of programs (the StatusNotifierItem specification).
fn has_host() -> bool {
    bus::ask(async {
        let session = zbus::Connection::session().await?;
        bus::property(&session, WATCHER, "IsStatusNotifierHostRegistered").await
    })
    .is_some_and(|registered| bool::try_from(registered).unwrap_or(false))
}

/// Whether one of [`LIBRARIES`] is where the system looks for libraries.
pub(super) fn has_library() -> bool {
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
    let machine = machine.as_str();
    let usual = ["/usr/local/lib", "/usr/lib", "/usr/lib64", "/lib", "/lib64"];
    let folders = usual
        .iter()
        .flat_map(|folder| {
            [
                Path::new(folder).to_owned(),
                Path::new(folder).join(machine),
            ]
        })
        .chain(std::env::split_paths(&named));
    folders
        .into_iter()
        .any(|folder| LIBRARIES.iter().any(|name| folder.join(name).exists()))
}
