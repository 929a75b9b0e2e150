//! Answers to requests with a key.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// SHA-256 of what was asked.
    pub request: [u8; 32],
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Answers to requests with a key.
pub trait Idempotency {
    /// The answer that this asker got for this key on this route.
    ///
    /// # Errors
    /// When the database fails.
    fn answer(&self, asker: Uuid, route: &str, key: &str)
    -> Result<Option<KeptAnswer>, StoreError>;

    /// Keeps an answer.
    ///
    /// # Errors
    /// When the database fails, or there is one.
    fn keep_answer(
        &mut self,
        asker: Uuid,
        route: &str,
        key: &str,
        answer: &KeptAnswer,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Forgets the answers that an asker got: a member who goes.
    ///
    /// # Errors
    /// When the database fails.
    fn forget_answers(&mut self, asker: Uuid) -> Result<(), StoreError>;

    /// Forgets answers from before an instant.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_answers(&mut self, before: DateTime<Utc>) -> Result<(), StoreError>;
}
