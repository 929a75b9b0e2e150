//! Ids. Records carry UUIDv7, so that they sort by age and never meet again on another device;
//! blobs are named by the SHA-256 of their bytes, so that the same picture is kept once.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! record_id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

record_id!(
    /// A card.
    CardId
);
record_id!(
    /// A code of a card.
    SymbolId
);
record_id!(
    /// A group of cards.
    GroupId
);
record_id!(
    /// A step that can be undone.
    StepId
);
record_id!(
    /// A line of the timeline.
    ActivityId
);
record_id!(
    /// A connection to a shop.
    ConnectionId
);
record_id!(
    /// A device that writes to this wallet or to one that will be merged with it.
    DeviceId
);

/// SHA-256 of a blob's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(pub [u8; 32]);

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a blob id")]
pub struct NotABlobId;

impl FromStr for BlobId {
    type Err = NotABlobId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(NotABlobId);
        }
        let mut id = [0; 32];
        for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotABlobId)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotABlobId)?;
        }
        Ok(Self(id))
    }
}
