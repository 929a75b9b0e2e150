//! Ports: what the wallet needs from the world, handed in at the edge.

mod merchant;
mod notifier;
mod pass_source;
mod push;
mod stop;

use chrono::{DateTime, Utc};

use crate::key::RootKey;

pub use kantis_pass::Zone;
pub use merchant::{
    Access, Answered, Client, DeviceSignIn, Done, Granted, Heard, Invite, Merchant,
    MerchantFailure, MerchantTrouble, Secret, Shop, SignIn, Standing, Stood, Wish,
};
pub use notifier::{Notice, Notifier, NotifyError};
pub use pass_source::{
    Call, ChangedSerials, Cursor, Fetched, PassAccess, PassHeard, PassSource, Question, Refusal,
    ServiceDevice, SourceFailure, SourceTrouble,
};
pub use push::{HeardPush, PushEvent, PushReceiver, PushRegistration};
pub use stop::{Stop, StopAsked};

/// What is left to do of many questions that were begun: to be called on a thread that may block,
/// and over when it returns.
pub type Rest<'p> = Box<dyn FnOnce() + Send + 'p>;

/// Tells the time. Tests hand in one that can be moved.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;

    /// The reader's time zone, for what is shown and for whether a day is over.
    fn zone(&self) -> Zone;
}

/// Makes bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// Keeps root keys: the operating system's keyring, a key file, a passphrase.
pub trait SecretStore: Send + Sync {
    /// The key kept under this name, if there is one.
    ///
    /// # Errors
    /// When the store does not answer or what it holds is no key.
    fn load(&self, name: &str) -> Result<Option<RootKey>, SecretError>;

    /// Keeps a key under this name, replacing what was there.
    ///
    /// # Errors
    /// When the store does not answer or cannot be written.
    fn save(&self, name: &str, key: &RootKey) -> Result<(), SecretError>;
}

/// Why a secret could not be had or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No keyring answers, or it is locked.
    #[error("no keyring answers")]
    Unavailable,
    /// What is kept is no key; `why` says in a word.
    #[error("what is kept is no key: {why}")]
    Malformed {
        /// `length`, `mode`, `kind`.
        why: &'static str,
    },
    /// This store is only read (a key file).
    #[error("this store is only read")]
    ReadOnly,
}
