//! Mail that waits to be sent, and the links that end it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{Hash, MailRecord};

/// Mail that waits to be sent, and the links that end it.
pub trait MailQueue {
    /// Puts mail in the queue.
    ///
    /// # Errors
    /// When the database fails.
    fn add_mail(&mut self, mail: &MailRecord) -> Result<(), StoreError>;

    /// Writes anew where a mail stands.
    ///
    /// # Errors
    /// When the database fails.
    fn set_mail(&mut self, mail: &MailRecord) -> Result<(), StoreError>;

    /// The member whose mail has been due the longest.
    ///
    /// # Errors
    /// When the database fails.
    fn next_addressee(&self, now: DateTime<Utc>) -> Result<Option<Uuid>, StoreError>;

    /// A member's mail that is due, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn mail_due(&self, member: Uuid, now: DateTime<Utc>) -> Result<Vec<MailRecord>, StoreError>;

    /// One mail.
    ///
    /// # Errors
    /// When the database fails.
    fn mail(&self, id: Uuid) -> Result<Option<MailRecord>, StoreError>;

    /// Mail whose handing over began before an instant and never ended.
    ///
    /// # Errors
    /// When the database fails.
    fn mail_unclear(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<MailRecord>, StoreError>;

    /// All mail to a member, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn mail_to(&self, member: Uuid) -> Result<Vec<MailRecord>, StoreError>;

    /// Keeps the hash of a link's token.
    ///
    /// # Errors
    /// When the database fails.
    fn add_unsubscriber(
        &mut self,
        token: &Hash,
        member: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Whose link that is.
    ///
    /// # Errors
    /// When the database fails.
    fn unsubscriber(&self, token: &Hash) -> Result<Option<Uuid>, StoreError>;

    /// Forgets mail that ended and links that were made before an instant. How much.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_mail(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32, StoreError>;
}
