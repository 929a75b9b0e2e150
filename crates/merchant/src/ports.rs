//! What a shop needs from the world, handed in at the edge.

use chrono::{DateTime, Utc};

/// Tells the time. Tests hand in one that can be moved.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Makes bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// Sends a mail, or keeps it where somebody can see it.
pub trait Mail: Send + Sync {
    /// Hands one mail over. Blocks; is called from a thread that may.
    ///
    /// # Errors
    /// When it could not be handed over; it may be tried again later.
    fn send(&self, letter: &Letter) -> Result<(), MailError>;

    /// Letters that were kept instead of sent, newest first: for demonstrations.
    fn kept(&self, limit: usize) -> Vec<KeptLetter> {
        let _ = limit;
        Vec::new()
    }

    /// Forgets the letters to an address that were kept instead of sent: their reader left. Blocks.
    fn forget(&self, address: &str) {
        let _ = address;
    }

    /// Forgets letters that were kept for as long as anybody needs them. Blocks.
    fn age(&self) {}
}

/// A letter that was kept instead of sent.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptLetter {
    /// When.
    pub at: DateTime<Utc>,
    /// The letter.
    pub letter: Letter,
}

/// One mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// For one-click unsubscription (RFC 8058); none for mail that was asked for.
    pub unsubscribe: Option<String>,
}

/// Why a mail could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It will never work: a malformed address, a refusal for good.
    #[error("the mail was refused")]
    Refused,
    /// It may work later.
    #[error("the mail could not be handed over now")]
    Later,
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The machine's chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // Nothing secret may be made without chance; there is no way on.
            std::process::abort();
        }
    }
}
