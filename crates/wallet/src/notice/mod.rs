//! What is told outside of Kantis's own window: once, in the shopper's language, not at night.

use std::sync::Arc;

use crate::error::Result;
use crate::ports::Notifier;
use crate::store::Wallet;
use chrono::{DateTime, Utc};

impl Wallet {
    /// Finds reminders that fell due, and tells every notice that waits and may be told now.
    /// Gives when there is something to tell next.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn tell_notices(
        &self,
        _notifier: Option<&Arc<dyn Notifier>>,
    ) -> Result<Option<DateTime<Utc>>> {
        todo!()
    }
}
