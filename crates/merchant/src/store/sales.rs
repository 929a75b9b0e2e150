//! Purchases and returns.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::records::{SaleLine, SaleRecord};

/// Purchases and returns.
pub trait Sales {
    /// The next number of a receipt: unbroken, taken with this transaction.
    ///
    /// # Errors
    /// When the database fails.
    fn next_receipt_number(&mut self) -> Result<i64, StoreError>;

    /// Writes a purchase or a return, whole.
    ///
    /// # Errors
    /// When the database fails.
    fn add_sale(&mut self, sale: &SaleRecord) -> Result<(), StoreError>;

    /// One purchase or return.
    ///
    /// # Errors
    /// When the database fails.
    fn sale(&self, id: Uuid) -> Result<Option<SaleRecord>, StoreError>;

    /// The purchase or return with this number on its receipt.
    ///
    /// # Errors
    /// When the database fails.
    fn sale_numbered(&self, number: i64) -> Result<Option<SaleRecord>, StoreError>;

    /// The last purchases and returns that any till rang up, newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn last_sales(&self, limit: u32) -> Result<Vec<SaleRecord>, StoreError>;

    /// The purchase of a web shop's order.
    ///
    /// # Errors
    /// When the database fails.
    fn sale_of_order(&self, shop: &str, order: &str) -> Result<Option<SaleRecord>, StoreError>;

    /// A member's purchases and returns, newest first, that happened before `before` (its instant and id).
    ///
    /// # Errors
    /// When the database fails.
    fn sales_of(
        &self,
        member: Uuid,
        before: Option<(DateTime<Utc>, Uuid)>,
        limit: u32,
    ) -> Result<Vec<SaleRecord>, StoreError>;

    /// A member's purchases since an instant, oldest first, without returns; what came back is
    /// said in each line.
    ///
    /// # Errors
    /// When the database fails.
    fn purchases_since(
        &self,
        member: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<SaleRecord>, StoreError>;

    /// How many purchases a member ever made, and when the last one was.
    ///
    /// # Errors
    /// When the database fails.
    fn purchase_count(&self, member: Uuid) -> Result<(u32, Option<DateTime<Utc>>), StoreError>;

    /// Notes how much of a line is back.
    ///
    /// # Errors
    /// When the database fails.
    fn set_returned(&mut self, sale: Uuid, line: &SaleLine) -> Result<(), StoreError>;
}
