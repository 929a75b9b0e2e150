//! Tiers: what it takes to rise and to stay.

use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// Points of a purchase times so much in per cent; 100 without tiers.
///
/// # Errors
/// When the database fails.
pub fn points_percent(work: &Work<'_>, member: Uuid) -> Result<u32, EngineError> {
    todo!("POINTS")
}

/// Whether a member is in this tier or a higher one.
///
/// # Errors
/// When the database fails.
pub fn at_least(work: &Work<'_>, member: Uuid, tier: &str) -> Result<bool, EngineError> {
    todo!("POINTS")
}

/// Counts a purchase and judges anew: rises at once. The tier that was reached.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: Uuid,
    sale: &SaleRecord,
) -> Result<Option<String>, EngineError> {
    todo!("POINTS")
}

/// Counts a return on the day of its purchase and judges anew.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: Uuid,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<(), EngineError> {
    todo!("POINTS")
}

/// Lets members fall whose time and grace are over. How many.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    todo!("POINTS")
}

/// Where a member stands; none without tiers.
///
/// # Errors
/// When the database fails.
pub fn view(work: &Work<'_>, member: &MemberRecord) -> Result<Option<wire::Tier>, EngineError> {
    todo!("POINTS")
}
