//! What happens by itself as time passes. Called by the server every few seconds and by tests.

use super::{EngineError, Work};

/// Does a piece of what is due, in the order points, claims, stamps, tiers, offers, draws, trimming. How much was done; 0 when nothing is due.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    todo!("SALES")
}
