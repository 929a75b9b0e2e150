//! Members, by everything they are found by.

use uuid::Uuid;

use super::StoreError;
use crate::records::MemberRecord;

/// Members.
pub trait Members {
    /// The member of this id, unless deleted.
    ///
    /// # Errors
    /// When the database fails.
    fn member(&self, id: Uuid) -> Result<Option<MemberRecord>, StoreError>;

    /// By the static card number.
    ///
    /// # Errors
    /// When the database fails.
    fn member_by_number(&self, number: &str) -> Result<Option<MemberRecord>, StoreError>;

    /// By e-mail address, in small letters.
    ///
    /// # Errors
    /// When the database fails.
    fn member_by_email(&self, email: &str) -> Result<Option<MemberRecord>, StoreError>;

    /// By phone, in E.164.
    ///
    /// # Errors
    /// When the database fails.
    fn member_by_phone(&self, phone: &str) -> Result<Option<MemberRecord>, StoreError>;

    /// Ids after this one, in order: for what is done to all of them, piece by piece.
    ///
    /// # Errors
    /// When the database fails.
    fn members_after(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<Uuid>, StoreError>;

    /// Writes a new member.
    ///
    /// # Errors
    /// [`StoreError::Taken`] for an address, phone or number of another's.
    fn add_member(&mut self, member: &MemberRecord) -> Result<(), StoreError>;

    /// Writes a member anew.
    ///
    /// # Errors
    /// As [`Members::add_member`].
    fn set_member(&mut self, member: &MemberRecord) -> Result<(), StoreError>;

    /// Takes everything of a member away that names them. Sales stay, without the member.
    ///
    /// # Errors
    /// When the database fails.
    fn delete_member(&mut self, id: Uuid) -> Result<(), StoreError>;
}
