//! The boundary to the database: what the engine asks and changes, as traits over [`crate::records`].
//!
//! One subject, one trait, one file; [`sqlite`] fills them. A store of another kind (PostgreSQL) is
//! another folder beside it. A transaction is dropped or committed whole; the engine never sees SQL.

mod campaigns;
mod changes;
mod claims;
mod codes;
mod consents;
mod grants;
mod idempotency;
mod mail;
mod members;
mod offers;
mod points;
mod push;
mod rights;
mod sales;
pub mod sqlite;
mod stamps;
mod tiers;
mod tills;

use std::collections::BTreeSet;

use uuid::Uuid;

pub use campaigns::Campaigns;
pub use changes::{ChangeRow, Changes, State};
pub use claims::Claims;
pub use codes::Codes;
pub use consents::Consents;
pub use grants::Grants;
pub use idempotency::{Idempotency, KeptAnswer};
pub use mail::MailQueue;
pub use members::Members;
pub use offers::Offers;
pub use points::PointRows;
pub use push::PushRows;
pub use rights::Rights;
pub use sales::Sales;
pub use stamps::Stamps;
pub use tiers::TierRows;
pub use tills::Tills;

/// A database.
pub trait Store: Send + Sync {
    /// Begins to read: a picture that does not change.
    ///
    /// # Errors
    /// When the database does not answer.
    fn read(&self) -> Result<Box<dyn Tx + '_>, StoreError>;

    /// Begins to write. One at a time; waits for its turn.
    ///
    /// # Errors
    /// When the database does not answer.
    fn write(&self) -> Result<Box<dyn Tx + '_>, StoreError>;
}

/// A transaction. Dropped without [`Tx::commit`], nothing of it happened.
pub trait Tx:
    Members
    + Tills
    + Codes
    + Sales
    + PointRows
    + TierRows
    + Stamps
    + Claims
    + Offers
    + Campaigns
    + Consents
    + Changes
    + Grants
    + Idempotency
    + MailQueue
    + PushRows
    + Rights
{
    /// Makes it last: once this returns, a crash takes nothing back.
    ///
    /// # Errors
    /// When it could not be written; then nothing of it happened.
    fn commit(self: Box<Self>) -> Result<Touched, StoreError>;
}

/// Whose records a transaction changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// These members'.
    pub members: BTreeSet<Uuid>,
    /// Something that every member sees.
    pub everyone: bool,
    /// Linked wallets, members and tills that are let in no more.
    pub ended: BTreeSet<Uuid>,
}

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is there already: what is unique says which.
    #[error("{what} is there already")]
    Taken {
        /// `email`, `phone`, `number`, `order`, `code`.
        what: &'static str,
    },
    /// What is kept cannot be read back; names the table, never the value.
    #[error("a row of {table} cannot be read")]
    Unreadable {
        /// The table.
        table: &'static str,
    },
    /// Made by a newer version of Kantis.
    #[error("the database is of a newer version")]
    Newer,
    /// The database itself.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}
