//! What a shop does by itself as time passes.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::{Shop, letters};
use crate::engine::tick;

/// How often it looks whether something is due.
const PULSE: Duration = Duration::from_secs(5);
/// Due work that is done in one transaction: a till waits no longer than for that.
const PIECE: u32 = 50;

impl Shop {
    /// Does what is due again and again, and sends letters, until the shop closes.
    pub async fn live(self: Arc<Self>) {
        // It ends by itself when the shop closes.
        tokio::spawn(letters::run(Arc::clone(&self)));
        let mut pulse = interval(PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.hub.closed() => return,
                _ = pulse.tick() => self.beat().await,
            }
        }
    }

    /// Does everything that is due now, piece by piece.
    async fn beat(self: &Arc<Self>) {
        let closing = self.hub.closing();
        while !*closing.borrow() {
            match self.write(|work| tick::tick(work, PIECE)).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(failure) => {
                    tracing::error!(kind = failure.problem.kind, "due work was not done");
                    return;
                }
            }
        }
    }
}
