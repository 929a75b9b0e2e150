//! Hears from NetworkManager that the network is back. Where it does not run, the page's own
//! `online` event still tells while there is a window.

use futures_util::StreamExt;
use zbus::{Connection, Proxy};

use crate::wake::{Wake, Waker};

/// `NM_STATE_CONNECTED_GLOBAL`: the internet can be reached.
const CONNECTED: u32 = 70;

/// Listens for as long as the program runs.
pub(crate) fn follow(waker: Waker) {
    tauri::async_runtime::spawn(async move {
        // Without a system bus nothing is heard.
        let _ = listen(&waker).await;
    });
}

async fn listen(waker: &Waker) -> zbus::Result<()> {
    let bus = Connection::system().await?;
    let service = "org.freedesktop.NetworkManager";
    let manager = Proxy::new(&bus, service, "/org/freedesktop/NetworkManager", service).await?;
    let mut states = manager.receive_signal("StateChanged").await?;
    while let Some(signal) = states.next().await {
        if signal.body().deserialize::<u32>() == Ok(CONNECTED) {
            waker.wake(Wake::NetworkUp);
        }
    }
    Ok(())
}
