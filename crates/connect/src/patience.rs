//! How long an answer is waited for.

use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

use crate::exchange::NoAnswer;

/// One clock for many questions in a row, wound up for each: a new one would have to be entered among
/// the runtime's and struck out again, every time.
pub(crate) struct Patience {
    span: Duration,
    clock: Pin<Box<Sleep>>,
}

impl Patience {
    /// For this long each time. Where the network's own threads are at work.
    pub(crate) fn new(span: Duration) -> Self {
        Self {
            span,
            clock: Box::pin(sleep(span)),
        }
    }

    /// Waits for an answer, and no longer than that.
    pub(crate) async fn wait<T>(
        &mut self,
        work: impl Future<Output = Result<T, NoAnswer>>,
    ) -> Result<T, NoAnswer> {
        let work = pin!(work);
        // A span without end has none.
        if let Some(end) = Instant::now().checked_add(self.span) {
            self.clock.as_mut().reset(end);
        }
        tokio::select! {
            biased;
            done = work => done,
            () = self.clock.as_mut() => Err(NoAnswer::TimedOut),
        }
    }
}
