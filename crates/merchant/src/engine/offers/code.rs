//! The codes of offers, for the checkout of a web shop: long enough that nobody guesses one.

use crate::engine::{EngineError, Work};
use crate::records::OfferRecord;

/// Thirty-two letters and digits, none of which looks like another: no 0, O, 1 and I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Sixty bits. Claims have ten letters, so that no code is both.
const LENGTH: usize = 12;

/// A code that no offer has.
pub(super) fn new(work: &Work<'_>) -> Result<String, EngineError> {
    loop {
        let mut chance = [0; LENGTH];
        work.entropy.fill(&mut chance);
        let code: String = chance
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
            .map(|letter| char::from(*letter))
            .collect();
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
    let code: String = code
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-'))
        .take(LENGTH + 1)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    if code.len() != LENGTH || !code.bytes().all(|letter| ALPHABET.contains(&letter)) {
        return Ok(None);
    }
    Ok(work.tx.offer_by_code(&code)?)
}
