//! Notices on a Linux desktop (the Desktop Notifications Specification), through `notify-rust`.
//!
//! A notice stands as long as the connection that it came over: GNOME takes it away otherwise, and a
//! click is told there. So each has a task of its own until it is clicked or gone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kantis_api::{Notice, Notifier, NotifyError};
use notify_rust::{Hint, Notification, NotificationHandle, NotificationResponse};
use tauri::async_runtime::{self, Receiver, Sender};
use tauri::{AppHandle, Manager};

use super::{NAME, clicked, lock, place_of, readable};
use crate::bus;
use crate::core::Core;
use crate::window::Place;
use crate::words;

/// The name of the desktop file and of the icons that a package installs.
const DESKTOP_ENTRY: &str = "kantis-app";

/// Neither mail nor a transfer; the specification lets programs name their own kinds.
const CATEGORY: &str = "x-kantis.card";

/// The action that a click on the notice itself invokes.
const CLICK: &str = "default";

/// The action of the button.
const OPEN: &str = "open";

/// How many notices are listened to. A person sees a handful; the oldest beyond that are let go.
const LISTENED: usize = 24;

/// How long the desktop may take to show a notice.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows notices on the desktop.
pub(super) struct Freedesktop {
    app: AppHandle,
    standing: Arc<Mutex<Vec<Standing>>>,
}

/// A notice on the desktop, oldest first in the list.
struct Standing {
    key: String,
    orders: Sender<Order>,
}

/// What the task of a notice is to do with it.
enum Order {
    Replace(Box<Notification>, Place),
    Close,
}

impl Freedesktop {
    pub(super) fn new(app: AppHandle) -> Self {
        Self {
            app,
            standing: Arc::default(),
        }
    }

    /// The notice as the desktop takes it; `None` where no desktop takes any.
    fn compose(&self, notice: &Notice) -> Option<Notification> {
        let abilities = abilities()?;
        let can = |ability: &str| abilities.iter().any(|known| known == ability);
        let (title, body) = readable(notice, notice.public || !lock::is_locked());
        let mut composed = Notification::new();
        composed
            .appname(NAME)
            .icon(DESKTOP_ENTRY)
            .summary(title)
            .hint(Hint::DesktopEntry(DESKTOP_ENTRY.to_owned()))
            .hint(Hint::Category(CATEGORY.to_owned()));
        if can("body-markup") {
            composed.body(&escape(body));
        } else {
            composed.body(body);
        }
        if can("actions")
            && let Some(words) = words::of_reader(&self.app.state::<Core>())
        {
            composed
                .action(CLICK, &words.open)
                .action(OPEN, &words.open);
        }
        Some(composed)
    }

    /// Gives an order to the task of the notice with this key, if it still stands.
    fn order(&self, key: &str, order: Order) -> bool {
        locked(&self.standing)
            .iter()
            .find(|notice| notice.key == key)
            .is_some_and(|notice| notice.orders.try_send(order).is_ok())
    }

    /// Keeps a new notice in mind and lets the oldest go where there are too many.
    fn listen(&self, key: &str, place: Place, handle: NotificationHandle) {
        let (orders, received) = async_runtime::channel(4);
        {
            let mut standing = locked(&self.standing);
            standing.retain(|notice| notice.key != key && !notice.orders.is_closed());
            if standing.len() >= LISTENED {
                standing.remove(0);
            }
            standing.push(Standing {
                key: key.to_owned(),
                orders,
            });
        }
        let app = self.app.clone();
        async_runtime::spawn(async move {
            if let Some(place) = stand(handle, place, received).await {
                clicked(&app, place);
            }
        });
    }
}

impl Notifier for Freedesktop {
    fn show(&self, notice: &Notice) -> Result<(), NotifyError> {
        let composed = self.compose(notice).ok_or(NotifyError)?;
        let place = place_of(notice);
        let replace = Order::Replace(Box::new(composed.clone()), place);
        if self.order(&notice.key, replace) {
            return Ok(());
        }
        let shown = async_runtime::block_on(async {
            tokio::time::timeout(PATIENCE, composed.show_async()).await
        });
        let Ok(Ok(handle)) = shown else {
            return Err(NotifyError);
        };
        self.listen(&notice.key, place, handle);
        Ok(())
    }

    fn withdraw(&self, key: &str) {
        self.order(key, Order::Close);
    }
}

/// Stays with a notice until it is clicked, and answers where that leads; `None` when it went away.
async fn stand(
    mut handle: NotificationHandle,
    mut place: Place,
    mut orders: Receiver<Order>,
) -> Option<Place> {
    loop {
        let mut heard = None;
        let order = tokio::select! {
            () = handle.wait_for_action_async(|response: &NotificationResponse| {
                heard = Some(response.clone());
            }) => None,
            order = orders.recv() => Some(order),
        };
        match order {
            None => {
                return match heard {
                    Some(NotificationResponse::Default | NotificationResponse::Action(_)) => {
                        Some(place)
                    }
                    _ => None,
                };
            }
            Some(Some(Order::Replace(composed, leads))) => {
                *handle = *composed;
                place = leads;
                // It waits for the desktop, which a task must not.
                let updated = async_runtime::spawn_blocking(move || {
                    let _ = handle.update();
                    handle
                });
                handle = updated.await.ok()?;
            }
            Some(Some(Order::Close)) => {
                handle.close_async().await;
                return None;
            }
            // Too many stand.
            Some(None) => return None,
        }
    }
}

/// What the desktop's notices can do; `None` where nobody shows any.
fn abilities() -> Option<Vec<String>> {
    bus::ask(async {
        let session = zbus::Connection::session().await?;
        let service = "org.freedesktop.Notifications";
        let path = "/org/freedesktop/Notifications";
        session
            .call_method(Some(service), path, Some(service), "GetCapabilities", &())
            .await?
            .body()
            .deserialize()
    })
}

/// Text as it is, where the desktop reads markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn an_issuers_words_are_no_markup() {
        assert_eq!(escape("R&D <b>10</b>"), "R&amp;D &lt;b&gt;10&lt;/b&gt;");
    }
}
