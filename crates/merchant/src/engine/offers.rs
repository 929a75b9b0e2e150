//! Offers: made by rules, activated, used.

use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::programme::OfferRule;
use crate::records::{MemberRecord, OfferRecord};

/// Makes the offers that are due for a member: after a purchase, a consent, and once a day. How many.
///
/// # Errors
/// When the database fails.
pub fn make(work: &mut Work<'_>, member: &MemberRecord) -> Result<u32, EngineError> {
    todo!("OFFERS")
}

/// Offers that may be used on a purchase now: activated where that is asked.
///
/// # Errors
/// When the database fails.
pub fn usable(
    work: &Work<'_>,
    member: &MemberRecord,
) -> Result<Vec<(OfferRecord, OfferRule)>, EngineError> {
    todo!("OFFERS")
}

/// The offer with this checkout code.
///
/// # Errors
/// When the database fails.
pub fn by_code(work: &Work<'_>, code: &str) -> Result<Option<OfferRecord>, EngineError> {
    todo!("OFFERS")
}

/// Notes that an offer was used: a single one exactly once.
///
/// # Errors
/// `wrong-state`.
pub fn redeem(work: &mut Work<'_>, offer: Uuid, receipt: Uuid) -> Result<OfferRecord, EngineError> {
    todo!("OFFERS")
}

/// The whole purchase came back: its offers may be used again while they are good.
///
/// # Errors
/// When the database fails.
pub fn returned(work: &mut Work<'_>, member: Uuid, receipt: Uuid) -> Result<(), EngineError> {
    todo!("OFFERS")
}

/// Activates. Twice is as once.
///
/// # Errors
/// `not-found`, `wrong-state`, `gone`.
pub fn activate(
    work: &mut Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
) -> Result<wire::Offer, EngineError> {
    todo!("OFFERS")
}

/// Hides, or shows again.
///
/// # Errors
/// `not-found`.
pub fn hide(
    work: &mut Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
    hidden: bool,
) -> Result<wire::Offer, EngineError> {
    todo!("OFFERS")
}

/// Takes back the personal offers of a member who no longer agrees.
///
/// # Errors
/// When the database fails.
pub fn withdraw_personal(work: &mut Work<'_>, member: Uuid) -> Result<u32, EngineError> {
    todo!("OFFERS")
}

/// Once a day for each member: makes what is due, lets old ones end.
///
/// # Errors
/// When the database fails.
pub fn tick(work: &mut Work<'_>, limit: u32) -> Result<u32, EngineError> {
    todo!("OFFERS")
}

/// One offer as the member sees it.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    offer: Uuid,
) -> Result<Option<wire::Offer>, EngineError> {
    todo!("OFFERS")
}

/// A member's offers: those that are good, and those that ended in the last month.
///
/// # Errors
/// When the database fails.
pub fn offers(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::Offer>, EngineError> {
    todo!("OFFERS")
}
