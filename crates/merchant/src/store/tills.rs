//! Tills, web shops and visits.

use uuid::Uuid;

use super::StoreError;
use crate::records::{TillRecord, VisitRecord};

/// Tills, web shops and visits.
pub trait Tills {
    /// By the hash of its key.
    ///
    /// # Errors
    /// When the database fails.
    fn till_by_key(&self, key_hash: &[u8; 32]) -> Result<Option<TillRecord>, StoreError>;

    /// All, by name.
    ///
    /// # Errors
    /// When the database fails.
    fn tills(&self) -> Result<Vec<TillRecord>, StoreError>;

    /// Lets a till in.
    ///
    /// # Errors
    /// When the database fails.
    fn add_till(&mut self, till: &TillRecord) -> Result<(), StoreError>;

    /// Shuts a till out.
    ///
    /// # Errors
    /// When the database fails.
    fn remove_till(&mut self, id: Uuid) -> Result<(), StoreError>;

    /// Notes who stands at a till.
    ///
    /// # Errors
    /// When the database fails.
    fn add_visit(&mut self, visit: &VisitRecord) -> Result<(), StoreError>;

    /// A visit, over or not.
    ///
    /// # Errors
    /// When the database fails.
    fn visit(&self, id: Uuid) -> Result<Option<VisitRecord>, StoreError>;

    /// Forgets visits that ended before an instant.
    ///
    /// # Errors
    /// When the database fails.
    fn trim_visits(&mut self, before: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError>;
}
