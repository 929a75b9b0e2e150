//! Prize draws: fair, drawn once, and on record.

use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// Tickets for a purchase.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
) -> Result<(), EngineError> {
    todo!("PERKS")
}

/// Takes back the tickets that what is left of a purchase no longer earns, unless the draw is over.
/// `purchase` is as it was kept before `back`.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<(), EngineError> {
    todo!("PERKS")
}

/// Tickets that a challenge gave.
///
/// # Errors
/// When the database fails.
pub fn tickets(
    work: &mut Work<'_>,
    member: Uuid,
    draw: &str,
    count: u32,
) -> Result<(), EngineError> {
    todo!("PERKS")
}

/// Draws what is due: commits to a seed when the draw opens, and publishes it with the list of tickets once drawn, so that anybody can draw again.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>) -> Result<u32, EngineError> {
    todo!("PERKS")
}
