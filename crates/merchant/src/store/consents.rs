//! What members said, to which words.

use kantis_protocol::Purpose;
use uuid::Uuid;

use super::StoreError;
use crate::records::ConsentAnswer;

/// What members said, to which words. Answers are only ever added.
pub trait Consents {
    /// Keeps an answer.
    ///
    /// # Errors
    /// When the database fails.
    fn add_answer(&mut self, answer: &ConsentAnswer) -> Result<(), StoreError>;

    /// Whether the newest answer is yes.
    ///
    /// # Errors
    /// When the database fails.
    fn agreed(&self, member: Uuid, purpose: Purpose) -> Result<bool, StoreError>;

    /// The newest answer.
    ///
    /// # Errors
    /// When the database fails.
    fn newest_answer(
        &self,
        member: Uuid,
        purpose: Purpose,
    ) -> Result<Option<ConsentAnswer>, StoreError>;

    /// All answers of a member, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn answers_of(&self, member: Uuid) -> Result<Vec<ConsentAnswer>, StoreError>;
}
