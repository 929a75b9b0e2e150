//! One window per wallet: a second start hands its files to the first and ends.

use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};

use tauri::Wry;
use tauri::plugin::TauriPlugin;

use crate::{opened, window};

/// The D-Bus name under which the app with the usual wallet is found.
const ID: &str = "app.kantis.wallet";

/// The plugin that notices a second start.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(name())
        .callback(|app, arguments, cwd| {
            window::present(app, None);
            opened::from_second_start(app, arguments, &cwd);
        })
        .build()
}

/// The D-Bus name of the app with this wallet. The plugin takes one that begins so.
pub(crate) fn name() -> String {
    id(std::env::var_os("KANTIS_WALLET").as_deref())
}

/// The name for the wallet in folder `dir`. A wallet of one's own choice (`KANTIS_WALLET`) has its
/// own: a demo and the real wallet may be open side by side.
fn id(dir: Option<&OsStr>) -> String {
    match dir.filter(|dir| !dir.is_empty()) {
        None => ID.to_owned(),
        Some(dir) => {
            let mut hasher = DefaultHasher::new();
            dir.hash(&mut hasher);
            format!("{ID}.w{:016x}", hasher.finish())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wallet_has_one_name() {
        let demo = id(Some(OsStr::new("/tmp/demo")));
        assert_eq!(demo, id(Some(OsStr::new("/tmp/demo"))));
        assert_ne!(demo, id(Some(OsStr::new("/tmp/other"))));
        assert_ne!(demo, id(None));
        assert_eq!(id(Some(OsStr::new(""))), id(None));
    }
}
