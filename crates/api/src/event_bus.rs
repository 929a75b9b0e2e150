//! Carries events to whoever listens. Bounded: a slow listener loses events and is told so.

use tokio::sync::broadcast;

use crate::Event;

/// How many events wait for a slow listener before the oldest are dropped.
const QUEUE: usize = 1_024;

/// Sends events to any number of listeners.
#[derive(Debug, Clone)]
pub(crate) struct EventBus {
    sender: broadcast::Sender<Event>,
}

impl EventBus {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::channel(QUEUE).0,
        }
    }

    /// Tells everybody; nobody listening is fine.
    pub(crate) fn send(&self, event: Event) {
        let _ = self.sender.send(event);
    }

    pub(crate) fn listen(&self) -> Events {
        Events {
            receiver: self.sender.subscribe(),
        }
    }

    /// Whether anybody listens.
    pub(crate) fn heard(&self) -> bool {
        self.sender.receiver_count() > 0
    }
}

/// One listener's queue of events.
#[derive(Debug)]
pub struct Events {
    receiver: broadcast::Receiver<Event>,
}

impl Events {
    /// The next event; `None` when the wallet's host has gone.
    pub async fn next(&mut self) -> Option<Event> {
        Self::settle(self.receiver.recv().await)
    }

    /// The same for a thread that may block.
    pub fn next_blocking(&mut self) -> Option<Event> {
        Self::settle(self.receiver.blocking_recv())
    }

    fn settle(received: Result<Event, broadcast::error::RecvError>) -> Option<Event> {
        match received {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::Overflow),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
