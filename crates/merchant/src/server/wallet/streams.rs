//! How many event streams a linked wallet has open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// A wallet that comes back may do so before the stream that broke is known to be over.
const MOST: u8 = 8;

/// The streams that are open, by linked wallet.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<Uuid, u8>>>);

/// One open stream; it is counted until this is dropped.
pub(super) struct Open {
    streams: Streams,
    grant: Uuid,
}

impl Streams {
    /// Opens one more; none where there are too many.
    pub(super) fn open(&self, grant: Uuid) -> Option<Open> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(grant).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Open {
            streams: self.clone(),
            grant,
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut counts = self
            .streams
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.grant) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.grant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_has_eight_streams_and_another_one_when_one_ends() {
        let streams = Streams::default();
        let (wallet, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut open: Vec<_> = (0..MOST).map(|_| streams.open(wallet).unwrap()).collect();
        assert!(streams.open(wallet).is_none());
        assert!(streams.open(other).is_some(), "others are not counted");
        open.pop();
        open.push(streams.open(wallet).unwrap());
        assert!(streams.open(wallet).is_none());
        drop(open);
        assert!(streams.0.lock().unwrap().is_empty(), "nothing is kept");
    }
}
