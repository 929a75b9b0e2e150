//! The codes of claims: short enough to be read aloud, too many to be guessed.

use crate::engine::{EngineError, Work};
use crate::records::ClaimRecord;

/// Thirty-two letters and digits, none of which looks like another: no 0, O, 1 and I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Fifty bits.
const LENGTH: usize = 10;

/// A code that no claim has.
pub(super) fn new(work: &Work<'_>) -> Result<String, EngineError> {
    loop {
        let mut chance = [0; LENGTH];
        work.entropy.fill(&mut chance);
        let code: String = chance
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
            .map(|letter| char::from(*letter))
            .collect();
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
    let code: String = code
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-'))
        .take(LENGTH + 1)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    if code.len() != LENGTH || !code.bytes().all(|letter| ALPHABET.contains(&letter)) {
        return Ok(None);
    }
    Ok(work.tx.claim_by_code(&code)?)
}
