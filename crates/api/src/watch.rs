//! Watches for commits of another process: `kantis card add` in a terminal shows in the window.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::{Api, Event};

/// How long another process's change may go unseen. Asking costs one read of a page's header.
const INTERVAL: Duration = Duration::from_millis(500);

/// Starts a thread that lives as long as the wallet's host.
pub(crate) fn watch(api: &Arc<Api>) {
    let api = Arc::downgrade(api);
    // Without a thread the wallet still works; only other processes' changes show later.
    let _ = std::thread::Builder::new()
        .name("kantis-watch".to_owned())
        .spawn(move || {
            while look(&api).is_some() {
                std::thread::sleep(INTERVAL);
            }
        });
}

/// One look; `None` when the host has gone.
fn look(api: &Weak<Api>) -> Option<()> {
    let api = api.upgrade()?;
    if api.events.heard()
        && let Ok(wallet) = api.wallet()
        && wallet.foreign_commit().unwrap_or(false)
    {
        api.tell(Event::WalletChanged);
    }
    Some(())
}
