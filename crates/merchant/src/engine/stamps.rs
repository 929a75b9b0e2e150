//! Stamp cards.

use kantis_protocol as wire;

use super::{EngineError, Work};
use crate::records::{MemberRecord, SaleRecord};

/// Stamps for a purchase, on every card that it fits; a full card makes a claim and begins anew. A line that costs nothing gives no stamp; a piece had for nothing out of
/// several is a line of its own. `on_top` come on every card.
///
/// # Errors
/// When the database fails.
pub fn purchase(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    on_top: u32,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    todo!("PERKS")
}

/// What a purchase would stamp. Changes nothing.
///
/// # Errors
/// When the database fails.
pub fn preview(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    on_top: u32,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    todo!("PERKS")
}

/// Takes back the stamps of what came back; an unused claim of a card that is no longer full goes, a used one stays.
/// `purchase` is as it was kept before `back`.
///
/// # Errors
/// When the database fails.
pub fn returned(
    work: &mut Work<'_>,
    member: &MemberRecord,
    purchase: &SaleRecord,
    back: &SaleRecord,
) -> Result<Vec<wire::StampEffect>, EngineError> {
    todo!("PERKS")
}

/// Lets old stamps wear off.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    todo!("PERKS")
}

/// One card.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    card: &str,
) -> Result<Option<wire::StampCard>, EngineError> {
    todo!("PERKS")
}

/// All of a member's cards, in the programme's order.
///
/// # Errors
/// When the database fails.
pub fn cards(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::StampCard>, EngineError> {
    todo!("PERKS")
}
