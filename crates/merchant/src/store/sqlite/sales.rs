//! Purchases and returns.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::SqliteTx;
use crate::records::{SaleLine, SaleRecord};
use crate::store::{Sales, StoreError};

impl Sales for SqliteTx<'_> {
    fn next_receipt_number(&mut self) -> Result<i64, StoreError> {
        todo!("LIVE")
    }
    fn add_sale(&mut self, sale: &SaleRecord) -> Result<(), StoreError> {
        todo!("LIVE")
    }
    fn sale(&self, id: Uuid) -> Result<Option<SaleRecord>, StoreError> {
        todo!("LIVE")
    }
    fn sale_of_order(&self, shop: &str, order: &str) -> Result<Option<SaleRecord>, StoreError> {
        todo!("LIVE")
    }
    fn sales_of(
        &self,
        member: Uuid,
        before: Option<(DateTime<Utc>, Uuid)>,
        limit: u32,
    ) -> Result<Vec<SaleRecord>, StoreError> {
        todo!("LIVE")
    }
    fn purchases_since(
        &self,
        member: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<SaleRecord>, StoreError> {
        todo!("LIVE")
    }
    fn purchase_count(&self, member: Uuid) -> Result<(u32, Option<DateTime<Utc>>), StoreError> {
        todo!("LIVE")
    }
    fn set_returned(&mut self, sale: Uuid, line: &SaleLine) -> Result<(), StoreError> {
        todo!("LIVE")
    }
}
