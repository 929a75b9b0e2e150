//! Challenges that members join.

use kantis_protocol as wire;

use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// Joins. Joining twice is as once.
///
/// # Errors
/// `not-found`, `wrong-state` outside of its window.
pub fn join(
    work: &mut Work<'_>,
    member: &MemberRecord,
    challenge: &str,
) -> Result<wire::Challenge, EngineError> {
    todo!("PERKS")
}

/// Counts a purchase; gives the prize once the steps are done.
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

/// Takes the steps of what came back; a prize that was given stays.
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

/// One challenge.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    challenge: &str,
) -> Result<Option<wire::Challenge>, EngineError> {
    todo!("PERKS")
}

/// Those that are open, joined, or ended in the last month.
///
/// # Errors
/// When the database fails.
pub fn challenges(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Vec<wire::Challenge>, EngineError> {
    todo!("PERKS")
}
