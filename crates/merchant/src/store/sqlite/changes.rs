//! What changed, for wallets that ask since a state.

use kantis_protocol::Kind;
use uuid::Uuid;

use super::SqliteTx;
use crate::store::{ChangeRow, Changes, State, StoreError};

impl Changes for SqliteTx<'_> {
    fn touch(&mut self, member: Option<Uuid>, kind: Kind, id: &str) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn gone(&mut self, member: Option<Uuid>, kind: Kind, id: &str) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn state(&self, member: Uuid) -> Result<State, StoreError> {
        todo!("LIVE")
    }
    fn changes_after(
        &self,
        member: Uuid,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<ChangeRow>, StoreError> {
        todo!("LIVE")
    }
    fn horizon(&self) -> Result<i64, StoreError> {
        todo!("LIVE")
    }
    fn trim_changes(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError> {
        todo!("LIVE")
    }
}
