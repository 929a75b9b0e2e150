//! Keeping connected shops fresh, and bringing them what the shopper wishes.
//!
//! One state machine per connection (`schedule`). A visit to a shop (`visit`) first sends what
//! waits in the outbox (`outbox`), then reads what changed (`read`); `tokens` keeps the right to
//! ask, and `glance` asks where a visit would do nothing else. While somebody looks, `listen` hears of
//! changes at once. `leaving` tells a shop that it was left; `pictures` fetches what offers and rewards
//! look like; `asked` is what a person asks for and waits for; `push` is how a shop wakes us.

mod asked;
mod due;
mod glance;
mod leaving;
mod listen;
mod locks;
mod lost;
mod outbox;
mod pictures;
mod push;
mod read;
mod schedule;
mod tokens;
mod visit;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use crate::domain::ConnectionId;
use crate::ports::{MerchantTrouble as Trouble, Refusal, SourceTrouble};

pub use asked::Asked;
pub(super) use due::anchor;
pub(super) use glance::Glanced;
pub(super) use lost::ask_anew;
pub(super) use visit::{ShopJob, ShopRecord, ShopReply, Visitor};

/// What an engine's threads share about shops.
#[derive(Default)]
pub(super) struct Shops {
    /// One refresh of a token at a time.
    tokens: locks::Locks,
    /// One reading at a time.
    readings: locks::Locks,
    /// One wish at a time.
    outboxes: locks::Locks,
    /// What wakes us.
    pub(super) pushes: push::Pushes,
    /// Who is listened to.
    pub(super) live: Arc<listen::Live>,
    /// When a person overrode the schedule. The store has it too, but only once there is an answer.
    forced: Mutex<BTreeMap<ConnectionId, DateTime<Utc>>>,
}

/// How a shop's trouble is called in a report on a refresh.
pub(super) fn source_trouble(kind: &Trouble) -> SourceTrouble {
    match kind {
        Trouble::Unreachable | Trouble::Broken => SourceTrouble::Unreachable,
        Trouble::TimedOut => SourceTrouble::TimedOut,
        Trouble::Stopped => SourceTrouble::Stopped,
        Trouble::Refused(why) => SourceTrouble::Refused(*why),
        Trouble::WrongIssuer => SourceTrouble::Refused(Refusal::NotAnAddress),
        Trouble::NoShop | Trouble::Unexpected { status: 404 | 410 } => SourceTrouble::Gone,
        Trouble::SignInOver
        | Trouble::Unauthorized
        | Trouble::Denied
        | Trouble::WrongSignIn
        | Trouble::WrongInvite
        | Trouble::Pending
        | Trouble::SlowDown => SourceTrouble::Rejected,
        Trouble::Busy { status } => SourceTrouble::Busy { status: *status },
        Trouble::Unexpected { status } => SourceTrouble::Unexpected { status: *status },
        Trouble::Problem(problem) => match problem.status() {
            404 | 410 => SourceTrouble::Gone,
            401 | 403 => SourceTrouble::Rejected,
            status @ 500.. => SourceTrouble::Busy { status },
            status => SourceTrouble::Unexpected { status },
        },
        Trouble::OtherVersion | Trouble::CannotCalculate | Trouble::Unreadable => {
            SourceTrouble::Unexpected { status: 200 }
        }
        Trouble::TooLarge => SourceTrouble::TooLarge,
    }
}
