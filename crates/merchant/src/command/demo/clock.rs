//! A clock that lives through a past and then tells the time.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use kantis_merchant::ports::Clock;

/// Milliseconds since 1970 while in the past; 0: now is now.
#[derive(Debug, Default)]
pub(super) struct PastClock(AtomicI64);

impl PastClock {
    /// It is this time until it is said otherwise.
    pub(super) fn be(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// The past is over.
    pub(super) fn be_now(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Clock for PastClock {
    fn now(&self) -> DateTime<Utc> {
        match self.0.load(Ordering::Relaxed) {
            0 => Utc::now(),
            millis => DateTime::from_timestamp_millis(millis).unwrap_or_else(Utc::now),
        }
    }
}
