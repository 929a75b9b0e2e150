//! Who is told when something changed: open event streams, and pushes. Hints, never data.

use tokio::sync::{broadcast, watch};

use crate::store::Touched;

/// Hints that a slow listener may lag behind; lagging means *ask*.
const DEPTH: usize = 256;

/// Tells whoever listens that records changed.
pub(crate) struct Hub {
    touched: broadcast::Sender<Touched>,
    closing: watch::Sender<bool>,
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            touched: broadcast::channel(DEPTH).0,
            closing: watch::channel(false).0,
        }
    }

    /// Tells what a transaction changed, once it lasts.
    pub(crate) fn tell(&self, touched: &Touched) {
        if touched.everyone || !touched.members.is_empty() || !touched.ended.is_empty() {
            // Nobody may be listening.
            let _ = self.touched.send(touched.clone());
        }
    }

    /// Listens from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Touched> {
        self.touched.subscribe()
    }

    /// The shop closes: streams end, and what works by itself stops.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// True once the shop closes.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Waits until the shop closes.
    pub(crate) async fn closed(&self) {
        // An error means that the hub is gone, and the shop with it.
        let _ = self.closing().wait_for(|closing| *closing).await;
    }
}
