//! What a shop could not or would not do.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kantis_protocol::ProblemType;

use super::super::Refusal;

/// A question without the answer that was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct MerchantFailure {
    /// What happened.
    pub kind: MerchantTrouble,
    /// `Retry-After` as a span from now.
    pub retry_after: Option<Duration>,
    /// The shop's clock, where it said it.
    pub date: Option<DateTime<Utc>>,
}

impl MerchantFailure {
    /// Whether a request that does something may have been done all the same: then the shop is asked
    /// what became of it, and nothing is repeated with another key.
    #[must_use]
    pub const fn is_unclear(&self) -> bool {
        match self.kind {
            MerchantTrouble::TimedOut
            | MerchantTrouble::Broken
            | MerchantTrouble::Stopped
            | MerchantTrouble::Unreadable
            | MerchantTrouble::TooLarge
            | MerchantTrouble::Unexpected { .. } => true,
            MerchantTrouble::Busy { status } => status != 429 && status != 503,
            MerchantTrouble::Problem(problem) => {
                matches!(problem, ProblemType::InFlight | ProblemType::Internal)
            }
            _ => false,
        }
    }
}

impl From<MerchantTrouble> for MerchantFailure {
    fn from(kind: MerchantTrouble) -> Self {
        Self {
            kind,
            retry_after: None,
            date: None,
        }
    }
}

/// What kept a shop from answering as wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MerchantTrouble {
    /// Not asked at all: no network, no such host, connection refused.
    #[error("the shop cannot be reached")]
    Unreachable,
    /// The connection broke after the question had left.
    #[error("the connection broke")]
    Broken,
    /// No whole answer in time.
    #[error("the shop took too long")]
    TimedOut,
    /// Nobody waits any more.
    #[error("stopped")]
    Stopped,
    /// The address, or one it redirects to, is not one that Kantis asks.
    #[error("the address is refused: {0}")]
    Refused(Refusal),
    /// No loyalty shop at this address: 404, a page, another format.
    #[error("there is no shop at this address")]
    NoShop,
    /// It speaks versions of the protocol that Kantis does not.
    #[error("the shop speaks another version")]
    OtherVersion,
    /// What it says of itself is not what it is asked as, or points elsewhere.
    #[error("the shop says that it is another one")]
    WrongIssuer,
    /// The invite is over, or not signed by the shop.
    #[error("the invite is not the shop's, or is over")]
    WrongInvite,
    /// What the browser came back with belongs to another sign-in.
    #[error("this belongs to another sign-in")]
    WrongSignIn,
    /// The person said no.
    #[error("the person said no")]
    Denied,
    /// The person has not decided yet.
    #[error("not decided yet")]
    Pending,
    /// The same, and we ask too often.
    #[error("not decided yet, and asked too often")]
    SlowDown,
    /// The code, the sign-in or the refresh token is over: the person has to sign in again.
    #[error("the sign-in is over")]
    SignInOver,
    /// The access token is over.
    #[error("the access token is over")]
    Unauthorized,
    /// Everything has to be read anew.
    #[error("changes since that state are not known")]
    CannotCalculate,
    /// The shop says no, by a type that the protocol names.
    #[error("the shop says no: {}", .0.slug())]
    Problem(ProblemType),
    /// 429 or 5xx without more words.
    #[error("the shop is in trouble (status {status})")]
    Busy {
        /// The status.
        status: u16,
    },
    /// An answer that the protocol does not know.
    #[error("the shop answered with status {status}")]
    Unexpected {
        /// The status.
        status: u16,
    },
    /// An answer of the right status that cannot be read: torn, HTML, another shape.
    #[error("the answer cannot be read")]
    Unreadable,
    /// More than ten MiB.
    #[error("the answer is too large")]
    TooLarge,
}
