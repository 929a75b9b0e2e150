//! The codes of offers, for the checkout of a web shop. They are longer than those of claims, so
//! that no code is both.

use crate::engine::perks::code::{OF_OFFER, drawn, read};
use crate::engine::{EngineError, Work};
use crate::records::OfferRecord;

/// A code that no offer has.
pub(super) fn new(work: &Work<'_>) -> Result<String, EngineError> {
    loop {
        let code = drawn(work, OF_OFFER);
        if work.tx.offer_by_code(&code)?.is_none() {
            return Ok(code);
        }
    }
}

/// The offer with this checkout code, whatever its state. Small letters, spaces and dashes are as
/// good.
///
/// # Errors
/// When the database fails.
pub fn by_code(work: &Work<'_>, code: &str) -> Result<Option<OfferRecord>, EngineError> {
    match read(code, OF_OFFER) {
        Some(code) => Ok(work.tx.offer_by_code(&code)?),
        None => Ok(None),
    }
}
