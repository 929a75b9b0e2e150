//! Member codes: linking a device, and judging what was scanned.

use chrono::{DateTime, Utc};
use kantis_protocol as wire;
use uuid::Uuid;

use super::{EngineError, Work};
use crate::records::{MemberRecord, VisitRecord, VisitStrength};

/// Links a device: an alias and a secret of its own. One for each grant; linking again replaces it.
///
/// # Errors
/// When the database fails.
pub fn link(
    work: &mut Work<'_>,
    member: Uuid,
    grant: Uuid,
    request: wire::DeviceRequest,
) -> Result<wire::DeviceLink, EngineError> {
    todo!("SALES")
}

/// Who that is. Uses a rotating code up; counts wrong codes and shuts out who guesses.
///
/// # Errors
/// `unknown-member`, `code-expired`, `locked`.
pub fn recognise(
    work: &mut Work<'_>,
    till: Uuid,
    by: &wire::pos::MemberRef,
) -> Result<(MemberRecord, VisitStrength), EngineError> {
    todo!("SALES")
}

/// Who that was when an offline till scanned it: judged at that time, within 72 h, each step once, in any order.
///
/// # Errors
/// `unknown-member`, `code-expired`.
pub fn recognise_then(
    work: &mut Work<'_>,
    by: &wire::pos::MemberRef,
    scanned: DateTime<Utc>,
) -> Result<MemberRecord, EngineError> {
    todo!("SALES")
}

/// Opens a visit for a quarter of an hour.
///
/// # Errors
/// As [`recognise`].
pub fn visit(
    work: &mut Work<'_>,
    till: Uuid,
    by: &wire::pos::MemberRef,
) -> Result<VisitRecord, EngineError> {
    todo!("SALES")
}
