//! Notices on phones, through the official plugin.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use kantis_api::{Notice, Notifier, NotifyError};
use tauri::AppHandle;
use tauri_plugin_notification::{NotificationExt, PermissionState};

use super::{clicked, place_of};
use crate::window::Place;

/// Under which a notice carries the card that it leads to.
const CARD: &str = "card";

/// Shows notices in the phone's list of them.
pub(super) struct Phone {
    app: AppHandle,
    /// Done with the first notice: the plugin is not there yet when the app starts.
    prepared: OnceLock<()>,
}

impl Phone {
    pub(super) fn new(app: AppHandle) -> Self {
        Self {
            app,
            prepared: OnceLock::new(),
        }
    }

    /// Listens to taps and, on Android, says which notices may stand on a locked screen.
    fn prepare(&self) {
        let app = self.app.clone();
        let _ = self.app.notification().on_action(move |action| {
            let card = action
                .notification()
                .and_then(|notice| notice.extra().get(CARD))
                .and_then(|card| card.as_str()?.parse().ok());
            clicked(&app, card.map_or(Place::Activity, Place::Card));
        });
        #[cfg(target_os = "android")]
        channel::make(&self.app);
    }

    fn is_allowed(&self) -> bool {
        let notices = self.app.notification();
        match notices.permission_state() {
            Ok(PermissionState::Granted) => true,
            Ok(PermissionState::Denied) | Err(_) => false,
            Ok(_) => matches!(notices.request_permission(), Ok(PermissionState::Granted)),
        }
    }
}

impl Notifier for Phone {
    fn show(&self, notice: &Notice) -> Result<(), NotifyError> {
        if !self.is_allowed() {
            return Err(NotifyError);
        }
        self.prepared.get_or_init(|| self.prepare());
        // Android hides a channel's notices from a locked screen; iOS has the person's own setting
        // for all apps, so there nothing private is said.
        #[cfg(target_os = "android")]
        let (title, body) = (&notice.title, &notice.body);
        #[cfg(target_os = "ios")]
        let (title, body) = super::readable(notice, false);
        let shown = self
            .app
            .notification()
            .builder()
            .id(number(&notice.key))
            .title(title)
            .body(body)
            .auto_cancel();
        #[cfg(target_os = "android")]
        let shown = shown.channel_id(channel::of(notice));
        let shown = match place_of(notice) {
            Place::Card(id) => shown.extra(CARD, id.to_string()),
            Place::Activity => shown,
        };
        shown.show().map_err(|_| NotifyError)
    }

    fn withdraw(&self, key: &str) {
        let _ = self.app.notification().remove_active(vec![number(key)]);
    }
}

/// Phones know notices by number; the same key has the same one, after a restart too.
fn number(key: &str) -> i32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    // 31 bits: never negative, which Android keeps for itself.
    i32::try_from(hasher.finish() >> 33).unwrap_or_default()
}

/// Android's channels: what a person may switch apart in the phone's settings.
#[cfg(target_os = "android")]
mod channel {
    use kantis_api::Notice;
    use tauri::{AppHandle, Manager};
    use tauri_plugin_notification::{Channel, NotificationExt, Visibility};

    use crate::core::Core;
    use crate::words;

    const PUBLIC: &str = "notices";
    const PRIVATE: &str = "private";

    /// Makes both. Making one again changes its name only.
    pub(super) fn make(app: &AppHandle) {
        let Some(words) = words::of_reader(&app.state::<Core>()) else {
            return;
        };
        for (id, name, visibility) in [
            (PUBLIC, &words.notices, Visibility::Public),
            (PRIVATE, &words.private_notices, Visibility::Secret),
        ] {
            let channel = Channel::builder(id, name).visibility(visibility).build();
            let _ = app.notification().create_channel(channel);
        }
    }

    pub(super) fn of(notice: &Notice) -> &'static str {
        if notice.public { PUBLIC } else { PRIVATE }
    }
}
