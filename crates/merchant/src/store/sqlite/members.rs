//! Members, by everything they are found by.

use uuid::Uuid;

use super::SqliteTx;
use crate::records::MemberRecord;
use crate::store::{Members, StoreError};

impl Members for SqliteTx<'_> {
    fn member(&self, id: Uuid) -> Result<Option<MemberRecord>, StoreError> {
        todo!("LIVE")
    }
    fn member_by_number(&self, number: &str) -> Result<Option<MemberRecord>, StoreError> {
        todo!("LIVE")
    }
    fn member_by_email(&self, email: &str) -> Result<Option<MemberRecord>, StoreError> {
        todo!("LIVE")
    }
    fn member_by_phone(&self, phone: &str) -> Result<Option<MemberRecord>, StoreError> {
        todo!("LIVE")
    }
    fn members_after(&self, after: Option<Uuid>, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        todo!("LIVE")
    }
    fn add_member(&mut self, member: &MemberRecord) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn set_member(&mut self, member: &MemberRecord) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn delete_member(&mut self, id: Uuid) -> Result<(), StoreError> {
        todo!("LIVE")
    }
}
