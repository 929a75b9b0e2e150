//! Making ids: UUIDv7 (RFC 9562) from the clock and entropy ports.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

use crate::ports::Entropy;

/// A new id that sorts after those made before `now`.
pub(crate) fn new_uuid(now: DateTime<Utc>, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
