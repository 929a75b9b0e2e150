//! A connection to a shop, as a person may see it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{CardId, ConnectionId};

/// How one shop stays connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopConnection {
    /// Which connection.
    pub id: ConnectionId,
    /// The card that shows it.
    pub card: CardId,
    /// The shop's origin.
    pub issuer: String,
    /// The programme's name, as the shop says it.
    pub name: String,
    /// A page of the shop's for people.
    pub about: String,
    /// Where it stands.
    pub state: ConnectionState,
    /// More than reading was granted.
    pub may_write: bool,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The shop last said that what we have is the newest, or gave it.
    pub checked_at: Option<DateTime<Utc>>,
    /// The shop last gave something new.
    pub changed_at: Option<DateTime<Utc>>,
    /// When it is asked next; `None` when it is not.
    pub due_at: Option<DateTime<Utc>>,
    /// Wishes that wait to be sent, or whose answer is not known.
    pub waiting: u32,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nothing was read yet.
    New,
    /// The last answer was good.
    Live,
    /// No answer lately; it is asked again later.
    Waiting,
    /// The person has to sign in again.
    SignInOver,
    /// The shop no longer knows the member, or there is no shop any more.
    Gone,
    /// The address is not one that Kantis asks, or the shop says that it is another one.
    Unsafe,
    /// The shopper ended it, and the shop has not heard of it yet. Nobody sees these.
    Leaving,
}

impl ConnectionState {
    const ALL: [Self; 7] = [
        Self::New,
        Self::Live,
        Self::Waiting,
        Self::SignInOver,
        Self::Gone,
        Self::Unsafe,
        Self::Leaving,
    ];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Live => "live",
            Self::Waiting => "waiting",
            Self::SignInOver => "signInOver",
            Self::Gone => "gone",
            Self::Unsafe => "unsafe",
            Self::Leaving => "leaving",
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

/// What the shopper asked a shop to do, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Which wish.
    pub id: Uuid,
    /// At which shop.
    pub connection: ConnectionId,
    /// What is wished.
    pub wish: crate::ports::Wish,
    /// When it was wished.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub state: OutboxState,
    /// Why the shop said no: the slug of the problem's type.
    pub why: Option<String>,
}

/// Where a wish stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// Not sent yet.
    Waiting,
    /// It may have reached the shop; what it made of it is not known yet.
    Sent,
    /// It came true.
    Done,
    /// The shop said no.
    Refused,
}

impl OutboxState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Done, Self::Refused];

    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The state with this word; an unknown word counts as sent: nobody repeats it blindly.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Sent)
    }
}
