//! Mail that was decided on.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An offer that a member is to hear of by mail. Neither the address nor the text is kept: both are
/// taken from the member and the offer when the letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    /// Stable.
    pub id: Uuid,
    /// To whom.
    pub member: Uuid,
    /// Of which offer.
    pub offer: Uuid,
    /// When it was decided.
    pub created: DateTime<Utc>,
    /// Not to be tried before.
    pub due: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// Since when it is being handed over.
    pub taken: Option<DateTime<Utc>>,
    /// What became of it, and when.
    pub end: Option<(MailEnd, DateTime<Utc>)>,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEnd {
    /// It was handed over.
    Sent,
    /// The mail server refused it for good, or it could not be handed over for days.
    Failed,
    /// It was no longer to be sent: the consent was withdrawn, the offer is over.
    Dropped,
    /// The shop ended while it was being handed over. It is not sent again: one letter too few is
    /// better than the same letter twice.
    Unclear,
}
