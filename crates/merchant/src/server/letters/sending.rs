//! Letters go out one after the other, apart from everything else: a slow mail server keeps no till
//! waiting.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Receiver;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::engine::{EngineError, letters};
use crate::ports::MailError;
use crate::server::Shop;

/// How often it looks whether a letter is due.
const PULSE: Duration = Duration::from_secs(10);

/// Sends what is due again and again, until the shop closes.
pub(crate) async fn run(shop: Arc<Shop>) {
    let mut closing = shop.hub.closing();
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = closed(&mut closing) => return,
            _ = pulse.tick() => {}
        }
        let shop = Arc::clone(&shop);
        match spawn_blocking(move || shop.deliver()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "letters were not sent"),
            Err(error) => {
                tracing::error!(panicked = error.is_panic(), "letters were not sent");
            }
        }
    }
}

/// Waits until the shop closes; one that is gone is closed.
async fn closed(closing: &mut Receiver<bool>) {
    drop(closing.wait_for(|closing| *closing).await);
}

impl Shop {
    /// Sends the letters that are due, one after the other, until none is, the mail server asks for
    /// patience, or the shop closes. How many were handed over. Blocks.
    ///
    /// # Errors
    /// When the database fails.
    pub fn deliver(&self) -> Result<u32, EngineError> {
        let closing = self.hub.closing();
        let link = |token: &str| format!("{}/unsubscribe/{token}", self.settings.public_url);
        let mut sent = 0;
        self.ports.mail.age();
        while !*closing.borrow() {
            // Most of the time there is none, and then nobody waits for a turn to write.
            if self
                .read_now(|work| Ok(work.tx.next_addressee(work.now)?))?
                .is_none()
            {
                break;
            }
            let Some(envelope) = self.write_now(|work| letters::next(work, &link))? else {
                break;
            };
            let outcome = self.ports.mail.send(&envelope.letter);
            let later = outcome == Err(MailError::Later);
            sent += u32::from(outcome.is_ok());
            self.write_now(|work| letters::done(work, &envelope, outcome))?;
            if later {
                tracing::warn!("the mail server takes no letters now");
                break;
            }
        }
        Ok(sent)
    }
}
