//! Which line of the timeline, and where it stands among the others.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A line of the timeline and its place, ordered by time. As text it is for asking with again; what
/// it says is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityKey {
    /// Milliseconds.
    pub(crate) at: i64,
    pub(crate) from: ActivitySource,
}

/// Where a line comes from, and which it is there. The order tells what stands first of the same
/// moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ActivitySource {
    /// A receipt that the shopper kept of a shop that is no longer connected: card, receipt.
    Kept(Uuid, Uuid),
    /// A line of a shop's ledger: connection, line.
    Ledger(Uuid, Uuid),
    /// A shop's receipt: connection, receipt.
    Receipt(Uuid, Uuid),
    /// A line of ours, by number.
    Line(i64),
}

impl fmt::Display for ActivityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.from {
            ActivitySource::Kept(card, id) => write!(f, "k.{at}.{card}.{id}"),
            ActivitySource::Ledger(connection, id) => write!(f, "m.{at}.{connection}.{id}"),
            ActivitySource::Receipt(connection, id) => write!(f, "r.{at}.{connection}.{id}"),
            ActivitySource::Line(num) => write!(f, "l.{at}.{num}"),
        }
    }
}

/// The text is no place in the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the timeline")]
pub struct NotAnActivityKey;

impl FromStr for ActivityKey {
    type Err = NotAnActivityKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| NotAnActivityKey);
        let number = |text: &str| text.parse::<i64>().map_err(|_| NotAnActivityKey);
        let parts: Vec<&str> = text.split('.').collect();
        let (at, from) = match *parts {
            ["l", at, num] => (at, ActivitySource::Line(number(num)?)),
            ["k", at, one, two] => (at, ActivitySource::Kept(id(one)?, id(two)?)),
            ["m", at, one, two] => (at, ActivitySource::Ledger(id(one)?, id(two)?)),
            ["r", at, one, two] => (at, ActivitySource::Receipt(id(one)?, id(two)?)),
            _ => return Err(NotAnActivityKey),
        };
        Ok(Self {
            at: number(at)?,
            from,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_after_it_was_written_and_read() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for from in [
            ActivitySource::Line(7),
            ActivitySource::Kept(one, two),
            ActivitySource::Ledger(one, two),
            ActivitySource::Receipt(two, one),
        ] {
            let key = ActivityKey { at: -5, from };
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for text in ["", "l.1", "l.x.1", "r.1.2.3", "z.1.2", "l.1.2.3"] {
            assert_eq!(text.parse::<ActivityKey>(), Err(NotAnActivityKey), "{text}");
        }
    }
}
