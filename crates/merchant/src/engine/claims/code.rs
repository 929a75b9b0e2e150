//! The codes of claims.

use crate::engine::perks::code::{OF_CLAIM, drawn, read};
use crate::engine::{EngineError, Work};
use crate::records::ClaimRecord;

/// A code that no claim has.
pub(super) fn new(work: &Work<'_>) -> Result<String, EngineError> {
    loop {
        let code = drawn(work, OF_CLAIM);
        if work.tx.claim_by_code(&code)?.is_none() {
            return Ok(code);
        }
    }
}

/// The claim of this code, whatever its state. Small letters, spaces and dashes are as good.
///
/// # Errors
/// When the database fails.
pub fn by_code(work: &Work<'_>, code: &str) -> Result<Option<ClaimRecord>, EngineError> {
    match read(code, OF_CLAIM) {
        Some(code) => Ok(work.tx.claim_by_code(&code)?),
        None => Ok(None),
    }
}
