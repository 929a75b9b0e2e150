//! Tills, web shops and visits.

use uuid::Uuid;

use super::SqliteTx;
use crate::records::{TillRecord, VisitRecord};
use crate::store::{StoreError, Tills};

impl Tills for SqliteTx<'_> {
    fn till_by_key(&self, key_hash: &[u8; 32]) -> Result<Option<TillRecord>, StoreError> {
        todo!("LIVE")
    }
    fn tills(&self) -> Result<Vec<TillRecord>, StoreError> {
        todo!("LIVE")
    }
    fn add_till(&mut self, till: &TillRecord) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn remove_till(&mut self, id: Uuid) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn add_visit(&mut self, visit: &VisitRecord) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn visit(&self, id: Uuid) -> Result<Option<VisitRecord>, StoreError> {
        todo!("LIVE")
    }
    fn trim_visits(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError> {
        todo!("LIVE")
    }
}
