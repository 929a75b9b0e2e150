//! Hybrid logical clock: the order in which fields were written, across devices.
//!
//! A stamp is 48 bits of Unix milliseconds and a 16-bit counter in one `i64` (Kulkarni and others,
//! "Logical Physical Clocks", 2014). It never goes back: when the wall clock does, the counter
//! goes on, and when the counter is full it carries into the milliseconds.

use chrono::{DateTime, Utc};

/// A point in the order of writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hlc(pub(crate) i64);

/// The largest wall clock that fits: the year 6429.
const MOST_MILLIS: i64 = (1 << 47) - 1;

impl Hlc {
    /// The stamp that follows `self` at wall time `now`.
    pub(crate) fn after(self, now: DateTime<Utc>) -> Self {
        let wall = now.timestamp_millis().clamp(0, MOST_MILLIS) << 16;
        Self(wall.max(self.0.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    #[test]
    fn follows_the_wall_clock() {
        assert_eq!(Hlc::default().after(at(1_000)), Hlc(1_000 << 16));
    }

    #[test]
    fn counts_on_when_the_clock_stands_or_jumps_back() {
        let first = Hlc::default().after(at(5_000));
        let second = first.after(at(5_000));
        let third = second.after(at(1));
        assert_eq!([second.0 - first.0, third.0 - second.0], [1, 1]);
    }

    #[test]
    fn carries_into_the_milliseconds() {
        let full = Hlc((5_000 << 16) + 0xffff);
        assert_eq!(full.after(at(5_000)), Hlc(5_001 << 16));
        assert_eq!(Hlc(i64::MAX).after(at(5_000)), Hlc(i64::MAX));
    }
}
