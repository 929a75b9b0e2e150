//! Pushes on a Linux desktop: a session bus of the test's own, a distributor that does as it is
//! told, and at the end a real shop.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bus;
mod distributor;
mod registering;
#[path = "../../../crates/merchant/tests/shop/mod.rs"]
mod shop;
mod story;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use kantis_api::{PushEvent, PushReceiver as _, PushRegistration, Secret};
use kantis_app_lib::push::{Desk, UnifiedPush};

use bus::Bus;

/// How Kantis is called on the test's bus.
const NAME: &str = "app.kantis.test";

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What Kantis has on its desktop, and what it hears.
struct Desktop {
    push: UnifiedPush,
    heard: Receiver<PushEvent>,
}

impl Desktop {
    fn on(bus: &Bus) -> Self {
        Self::wanting(bus, None)
    }

    fn wanting(bus: &Bus, distributor: Option<&str>) -> Self {
        let push = UnifiedPush::new(desk(bus, distributor));
        let (say, heard) = channel();
        let listener = move |event| drop(say.send(event));
        push.listen(Arc::new(listener));
        Self { push, heard }
    }

    /// What is heard next.
    fn next(&self) -> PushEvent {
        self.heard
            .recv_timeout(PATIENCE)
            .expect("something is said")
    }

    fn register(&self, token: &str, vapid: Option<&str>) {
        self.push.register(&PushRegistration {
            token: Secret::new(token),
            vapid: vapid.map(str::to_owned),
        });
    }
}

fn desk(bus: &Bus, distributor: Option<&str>) -> Desk {
    Desk {
        bus: Some(bus.address().to_owned()),
        name: NAME.to_owned(),
        distributor: distributor.map(str::to_owned),
        loopback: true,
    }
}
