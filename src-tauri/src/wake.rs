//! Tells the core what happens around it: a person looks, nobody does, the network is back.

use std::sync::mpsc::{Sender, channel};
use std::thread;

pub(crate) use kantis_api::dto::Wake;
use kantis_api::dto::WakeRequest;

use crate::core::Core;

/// Hands wakes to the core without waiting for it.
#[derive(Clone)]
pub(crate) struct Waker(Sender<Wake>);

impl Waker {
    /// Starts the thread that waits for the core instead.
    pub(crate) fn start(core: Core) -> Self {
        let (sender, wakes) = channel();
        thread::spawn(move || {
            while let Ok(wake) = wakes.recv() {
                if let Ok(request) = serde_json::to_value(WakeRequest { wake }) {
                    let _ = core.api().call("wake", request);
                }
            }
        });
        let waker = Self(sender);
        #[cfg(target_os = "linux")]
        crate::network::follow(waker.clone());
        waker
    }

    /// Tells the core soon.
    pub(crate) fn wake(&self, wake: Wake) {
        let _ = self.0.send(wake);
    }
}
