//! The web service behind a pass, as a person may see it.

use chrono::{DateTime, Utc};

use super::CardId;

/// How one pass stays fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceStatus {
    /// Whose pass.
    pub card: CardId,
    /// Host of the issuer's web service.
    pub host: String,
    /// Where it stands.
    pub state: SourceState,
    /// The shopper lets it be asked.
    pub on: bool,
    /// The issuer last said that what we have is the newest, or gave it.
    pub checked_at: Option<DateTime<Utc>>,
    /// The issuer last gave something new.
    pub changed_at: Option<DateTime<Utc>>,
    /// When it is asked next; `None` when it is not.
    pub due_at: Option<DateTime<Utc>>,
    /// This device is registered with the issuer.
    pub registered: bool,
    /// The issuer seems to answer registered wallets only: the person may be asked.
    pub may_register: bool,
}

/// Where a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// Nothing was asked yet.
    New,
    /// The last answer was good.
    Live,
    /// No answer lately; it is asked again later.
    Waiting,
    /// The issuer does not accept the token; asked again weekly.
    Rejected,
    /// The issuer no longer serves the pass; asked again now and then, then no more.
    Gone,
    /// The answer was refused: another pass, a lower provenance, another key.
    Refused,
    /// The address is not one that Kantis asks.
    Unsafe,
}

impl SourceState {
    const ALL: [Self; 7] = [
        Self::New,
        Self::Live,
        Self::Waiting,
        Self::Rejected,
        Self::Gone,
        Self::Refused,
        Self::Unsafe,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Live => "live",
            Self::Waiting => "waiting",
            Self::Rejected => "rejected",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Unsafe => "unsafe",
        }
    }

    /// The state with this word; an unknown word, from a newer Kantis, waits.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Waiting)
    }
}
