//! Campaigns: more points for a while.

use super::points::Boost;
use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// What the campaigns of the day put on top of a purchase.
///
/// # Errors
/// When the database fails.
pub fn boost(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
) -> Result<Boost, EngineError> {
    todo!("PERKS")
}

/// Notes who took part in campaigns that are for the first so many.
///
/// # Errors
/// When the database fails.
pub fn took_part(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<(), EngineError> {
    todo!("PERKS")
}
