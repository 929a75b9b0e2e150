//! The choices of this device around the wallet: staying in the tray, starting at login.

use kantis_api::ApiError;
use serde::{Deserialize, Serialize};
use tauri::AppHandle;

use crate::bridge::blocking;

#[cfg(desktop)]
pub(crate) use desktop::*;

/// How things stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostSettings {
    /// Kantis stays in the tray when its window is closed.
    tray: bool,
    /// Kantis starts when the person logs in.
    autostart: bool,
    /// There is a tray to stay in.
    can_tray: bool,
    /// Starting at login can be arranged.
    can_autostart: bool,
}

/// What to change; the rest stays.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HostChange {
    tray: Option<bool>,
    autostart: Option<bool>,
}

/// The choices of this device.
#[tauri::command]
pub(crate) async fn host_settings(app: AppHandle) -> Result<HostSettings, ApiError> {
    blocking(move || Ok(now(&app))).await
}

/// Changes them and answers how things stand then.
///
/// # Errors
/// When the choice cannot be kept.
#[tauri::command]
pub(crate) async fn host_settings_update(
    app: AppHandle,
    change: HostChange,
) -> Result<HostSettings, ApiError> {
    blocking(move || {
        apply(&app, change)?;
        Ok(now(&app))
    })
    .await
}

/// A phone has no tray, and starts apps by itself.
#[cfg(mobile)]
fn now(_: &AppHandle) -> HostSettings {
    HostSettings::default()
}

#[cfg(mobile)]
fn apply(_: &AppHandle, _: HostChange) -> Result<(), ApiError> {
    Ok(())
}

#[cfg(desktop)]
mod desktop {
    use std::path::{Path, PathBuf};
    use std::{fs, io};

    use kantis_api::{ApiError, Code};
    use serde::{Deserialize, Serialize};
    use tauri::{AppHandle, Manager, Wry};
    use tauri_plugin_autostart::ManagerExt;

    use super::{HostChange, HostSettings};
    use crate::tray;

    /// The argument with which the system starts Kantis at login: no window, where there is a tray.
    pub(crate) const HIDDEN: &str = "--hidden";

    /// Arranges for a start at login.
    pub(crate) fn autostart_plugin() -> tauri::plugin::TauriPlugin<Wry> {
        tauri_plugin_autostart::Builder::new()
            // As the system's own list of such programs calls it.
            .app_name("Kantis")
            .arg(HIDDEN)
            .build()
    }

    /// What is kept in [`file()`]. Starting at login is kept by the system itself.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(default)]
    pub(crate) struct Kept {
        /// Kantis stays in the tray when its window is closed.
        pub(crate) tray: bool,
    }

    /// The kept choices; those of a new device where there is no file, or a broken one.
    pub(crate) fn kept(app: &AppHandle) -> Kept {
        file(app).map_or_else(Kept::default, |file| read(&file))
    }

    /// Whether this start shows no window.
    pub(crate) fn starts_hidden(app: &AppHandle) -> bool {
        std::env::args_os().any(|argument| argument == HIDDEN) && kept(app).tray
    }

    pub(super) fn now(app: &AppHandle) -> HostSettings {
        HostSettings {
            tray: kept(app).tray,
            autostart: app.autolaunch().is_enabled().unwrap_or(false),
            can_tray: tray::is_possible(),
            // A start at login opens the usual wallet, which this one is not.
            can_autostart: std::env::var_os("KANTIS_WALLET").is_none(),
        }
    }

    pub(super) fn apply(app: &AppHandle, change: HostChange) -> Result<(), ApiError> {
        if let Some(on) = change.tray {
            let file = file(app).ok_or_else(|| ApiError::new(Code::Internal))?;
            write(&file, Kept { tray: on }).map_err(|error| {
                ApiError::new(match error.kind() {
                    io::ErrorKind::StorageFull => Code::DiskFull,
                    _ => Code::CannotSave,
                })
                .with("reason", error.kind())
            })?;
            tray::follow(app);
        }
        if let Some(on) = change.autostart {
            let start = app.autolaunch();
            let arranged = if on { start.enable() } else { start.disable() };
            arranged.map_err(|_| ApiError::new(Code::CannotSave))?;
        }
        Ok(())
    }

    fn file(app: &AppHandle) -> Option<PathBuf> {
        Some(app.path().app_config_dir().ok()?.join("host.json"))
    }

    fn read(file: &Path) -> Kept {
        fs::read(file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn write(file: &Path, kept: Kept) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, serde_json::to_vec(&kept)?)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn choices_are_kept_and_a_broken_file_is_a_new_device() {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("new/host.json");
            assert_eq!(read(&file), Kept::default());
            write(&file, Kept { tray: true }).unwrap();
            assert_eq!(read(&file), Kept { tray: true });
            fs::write(&file, "{").unwrap();
            assert_eq!(read(&file), Kept::default());
        }
    }
}
