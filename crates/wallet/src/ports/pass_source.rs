//! The port to the web services of pass issuers (Apple's "Web Service for updating passes").

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use kantis_pass::AuthenticationToken;

use super::{Rest, Stop};

/// Asks web services of pass issuers. Calls block, save [`PassSource::fetch_all`]; several threads call
/// at once.
///
/// An implementation never follows a card's address to a private network, never sends a token to
/// another origin, and never returns more than ten MiB.
pub trait PassSource: Send + Sync {
    /// The newest version of a pass, when it differs from the one that the cursor stands for.
    ///
    /// # Errors
    /// Why there was no answer that could be used.
    fn fetch(
        &self,
        pass: &PassAccess,
        cursor: &Cursor,
        call: &Call,
    ) -> Result<Fetched, SourceFailure>;

    /// Begins to ask for passes of several origins: origins side by side, the passes of one after the
    /// other, for as long as there is nothing new. The call's timeout is for each question.
    ///
    /// `answered` hears each answer with its origin's place, those of one origin in order; it may be
    /// on any thread, must not block, and may say that this is enough of that origin. So does an
    /// answer that is not [`Fetched::Unchanged`], which every origin gets that is not asked to its
    /// end, be it only that nobody waits any more. Who calls must bear one after its origin's end.
    fn fetch_all(&self, origins: Vec<Vec<Question>>, call: &Call, answered: PassHeard) -> Rest<'_> {
        let call = call.clone();
        let ask = move |origin: usize, questions: &[Question]| {
            for Question { pass, cursor } in questions {
                let answer = self.fetch(pass, cursor, &call);
                let is_end = !matches!(answer, Ok(Fetched::Unchanged));
                if answered(origin, answer).is_break() || is_end {
                    return;
                }
            }
        };
        Box::new(move || {
            std::thread::scope(|scope| {
                for (origin, questions) in origins.iter().enumerate() {
                    let ask = &ask;
                    scope.spawn(move || ask(origin, questions));
                }
            });
        })
    }

    /// Tells the issuer that this device has the pass.
    ///
    /// # Errors
    /// Why the issuer did not take it.
    fn register(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure>;

    /// Tells the issuer that this device no longer has the pass. Not being registered is success.
    ///
    /// # Errors
    /// Why the issuer did not take it.
    fn unregister(
        &self,
        pass: &PassAccess,
        device: &ServiceDevice,
        call: &Call,
    ) -> Result<(), SourceFailure>;

    /// Which of the registered passes of one type changed since `tag`.
    ///
    /// # Errors
    /// Why there was no answer that could be used.
    fn changed(
        &self,
        service: &str,
        pass_type: &str,
        device: &ServiceDevice,
        tag: Option<&str>,
        call: &Call,
    ) -> Result<ChangedSerials, SourceFailure>;
}

/// A pass and the right to ask for it. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PassAccess {
    /// `webServiceURL` as issued.
    pub service: String,
    /// `passTypeIdentifier`.
    pub pass_type: String,
    /// `serialNumber`, not encoded.
    pub serial: String,
    /// `authenticationToken`.
    pub token: AuthenticationToken,
}

/// One question of several: for a pass, and what the wallet has of it.
#[derive(Debug, Clone)]
pub struct Question {
    /// The pass and the right to ask for it.
    pub pass: Arc<PassAccess>,
    /// What the last answer said.
    pub cursor: Cursor,
}

/// Hears answers by the place of their origin, and says whether that is enough of it.
pub type PassHeard =
    Arc<dyn Fn(usize, Result<Fetched, SourceFailure>) -> ControlFlow<()> + Send + Sync>;

/// Who this device is to one service and pass type: random, so that services cannot compare.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceDevice {
    /// `deviceLibraryIdentifier`: 32 hex digits.
    pub id: String,
    /// `pushToken`: 64 hex digits that lead nowhere.
    pub push_token: String,
}

/// What the last answer said, to be sent back verbatim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
}

/// How long a call may take and whether it is still wanted.
#[derive(Debug, Clone)]
pub struct Call {
    /// At most this long in all, redirects and body included.
    pub timeout: Duration,
    /// Set when nobody waits for the answer any more.
    pub stop: Stop,
}

/// What a service answered.
#[derive(Clone, PartialEq, Eq)]
pub enum Fetched {
    /// 304 or 204: what the wallet has is the newest.
    Unchanged,
    /// 200 with something that has the shape of a zip. Whether it is the pass is for the wallet.
    Pass {
        /// The body.
        bytes: Vec<u8>,
        /// To be sent back next time.
        cursor: Cursor,
    },
}

/// Registered passes that changed.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangedSerials {
    /// Their serial numbers; empty for 204.
    pub serials: Vec<String>,
    /// Opaque; `None` when the answer had none.
    pub tag: Option<String>,
}

/// An answer that could not be used, and when the service wants to be asked again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct SourceFailure {
    /// What happened.
    pub kind: SourceTrouble,
    /// `Retry-After`, in seconds or as a date, as a span from now.
    pub retry_after: Option<Duration>,
}

impl From<SourceTrouble> for SourceFailure {
    fn from(kind: SourceTrouble) -> Self {
        Self {
            kind,
            retry_after: None,
        }
    }
}

/// What kept a service from answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceTrouble {
    /// No answer: no network, no such host, connection refused or broken.
    #[error("the service cannot be reached")]
    Unreachable,
    /// No whole answer in time.
    #[error("the service took too long")]
    TimedOut,
    /// 401 or 403.
    #[error("the service does not accept the pass's token")]
    Rejected,
    /// 404 or 410.
    #[error("the service no longer knows the pass")]
    Gone,
    /// 429 or 5xx.
    #[error("the service is in trouble (status {status})")]
    Busy {
        /// The status.
        status: u16,
    },
    /// A status that the protocol does not know.
    #[error("the service answered with status {status}")]
    Unexpected {
        /// The status.
        status: u16,
    },
    /// 200, but an HTML page, an empty body or anything else that is no zip.
    #[error("the service answered with something that is no pass")]
    NotAPass,
    /// More than ten MiB.
    #[error("the answer is too large")]
    TooLarge,
    /// The address, or one it redirects to, is not one that Kantis asks.
    #[error("the address is refused: {0}")]
    Refused(Refusal),
    /// Nobody waits any more.
    #[error("stopped")]
    Stopped,
}

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an address.
    #[error("not a web address")]
    NotAnAddress,
    /// Not https.
    #[error("not https")]
    NotHttps,
    /// Leads into a private, link-local or otherwise local network.
    #[error("a private address")]
    Private,
    /// More than three redirects.
    #[error("too many redirects")]
    TooManyRedirects,
}

macro_rules! redacted {
    ($($type:ident),+) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        })+
    };
}
redacted!(PassAccess, ServiceDevice, Fetched, ChangedSerials);
