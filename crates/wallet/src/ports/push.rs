//! The port to what receives pushes for this program: UnifiedPush on a Linux desktop, the system's
//! own service on a phone.
//!
//! A push says that something changed at a shop, and nothing else: it wakes the sync engine.

use std::fmt;
use std::sync::Arc;

use super::Secret;

/// Receives pushes. No call waits for an answer: what comes of it is heard.
pub trait PushReceiver: Send + Sync {
    /// From now on `heard` hears what happens, first of all [`PushEvent::Ready`] when registrations
    /// are taken just now. Who was given before hears nothing more.
    fn listen(&self, heard: HeardPush);

    /// Asks for an endpoint. The same token again asks where its endpoint is now.
    fn register(&self, registration: &PushRegistration);

    /// Ends a registration. Nothing more is heard of its token.
    fn unregister(&self, token: &Secret);
}

/// What an endpoint is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushRegistration {
    /// Names the registration: random, at most 100 bytes. Whoever knows it can wake the wallet.
    pub token: Secret,
    /// The key of the only one who may push there (RFC 8292): P-256 uncompressed, base64url.
    pub vapid: Option<String>,
}

/// What a receiver of pushes has to say.
#[derive(Clone, PartialEq, Eq)]
pub enum PushEvent {
    /// Registrations are taken: all that are wanted are to be asked for, those that were made
    /// before too.
    Ready,
    /// Nobody receives pushes at the moment.
    Away,
    /// Pushes for this token go here from now on.
    Endpoint {
        /// Which registration.
        token: Secret,
        /// An https address of at most 1000 bytes. Whoever knows it can wake the wallet.
        endpoint: String,
    },
    /// The registration is no more.
    Gone {
        /// Which registration.
        token: Secret,
    },
    /// A push came.
    Message {
        /// For which registration.
        token: Secret,
    },
}

/// Prints neither tokens nor endpoints.
impl fmt::Debug for PushEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "Ready",
            Self::Away => "Away",
            Self::Endpoint { .. } => "Endpoint",
            Self::Gone { .. } => "Gone",
            Self::Message { .. } => "Message",
        })
    }
}

/// Hears a receiver of pushes, on any thread; must not block.
pub type HeardPush = Arc<dyn Fn(PushEvent) + Send + Sync>;
