//! Who is told when something changed: open event streams, and pushes. Hints, never data.

use tokio::sync::broadcast;

use crate::store::Touched;

/// Hints that a slow listener may lag behind; lagging means *ask*.
const DEPTH: usize = 256;

/// Tells whoever listens that records changed.
pub(crate) struct Hub {
    touched: broadcast::Sender<Touched>,
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            touched: broadcast::channel(DEPTH).0,
        }
    }

    /// Tells what a transaction changed, once it lasts.
    pub(crate) fn tell(&self, touched: &Touched) {
        if touched.everyone || !touched.members.is_empty() {
            // Nobody may be listening.
            let _ = self.touched.send(touched.clone());
        }
    }

    /// Listens from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Touched> {
        self.touched.subscribe()
    }
}
