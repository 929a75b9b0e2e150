//! What changed, for wallets that ask since a state.

use kantis_protocol::Kind;
use uuid::Uuid;

use super::StoreError;

/// Where a member's records stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Changes when the database was made anew or put back: then no delta is right.
    pub epoch: u64,
    /// Grows with each change.
    pub sequence: i64,
}

/// The newest change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// When, in the order of changes.
    pub sequence: i64,
    /// Which kind.
    pub kind: Kind,
    /// Its id, or a name.
    pub id: String,
    /// It is no more.
    pub removed: bool,
}

/// The log of changes: one row for each record, moved to the end with each change.
pub trait Changes {
    /// Notes that a member's record is new or other; for every member where none is named.
    ///
    /// # Errors
    /// When the database fails.
    fn touch(&mut self, member: Option<Uuid>, kind: Kind, id: &str) -> Result<(), StoreError>;

    /// Notes that a record is no more.
    ///
    /// # Errors
    /// When the database fails.
    fn gone(
        &mut self,
        member: Option<Uuid>,
        kind: Kind,
        id: &str,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), StoreError>;

    /// Where a member's records stand, with those of everybody.
    ///
    /// # Errors
    /// When the database fails.
    fn state(&self, member: Uuid) -> Result<State, StoreError>;

    /// What changed for a member after a state, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn changes_after(
        &self,
        member: Uuid,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<ChangeRow>, StoreError>;

    /// Before this, removals are forgotten: a delta from an older state is not right.
    ///
    /// # Errors
    /// When the database fails.
    fn horizon(&self) -> Result<i64, StoreError>;

    /// Forgets a deleted member's changes, and tells whoever still watches.
    ///
    /// # Errors
    /// When the database fails.
    fn forget_changes(&mut self, member: Uuid) -> Result<(), StoreError>;

    /// What was in the programme when it was last announced: kind, name, and a hash of it.
    ///
    /// # Errors
    /// When the database fails.
    fn announced(&self) -> Result<Vec<(Kind, String, [u8; 32])>, StoreError>;

    /// Notes that a part of the programme was announced.
    ///
    /// # Errors
    /// When the database fails.
    fn set_announced(&mut self, kind: Kind, id: &str, hash: &[u8; 32]) -> Result<(), StoreError>;

    /// Notes that a part is no longer in the programme.
    ///
    /// # Errors
    /// When the database fails.
    fn unset_announced(&mut self, kind: Kind, id: &str) -> Result<(), StoreError>;

    /// Forgets removals before an instant and moves the horizon.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_changes(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError>;
}
