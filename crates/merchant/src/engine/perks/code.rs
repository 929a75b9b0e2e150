//! Codes that are shown at a till or typed at a checkout: short enough to be read aloud, too many
//! to be guessed. How long one is says what it is of.

use crate::engine::Work;

/// Of a claim: fifty bits.
pub(in crate::engine) const OF_CLAIM: usize = 10;
/// Of an offer, for the checkout of a web shop: sixty bits.
pub(in crate::engine) const OF_OFFER: usize = 12;

/// Thirty-two letters and digits, none of which looks like another: no 0, O, 1 and I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A code of so many letters, every one as likely as another.
pub(in crate::engine) fn drawn(work: &Work<'_>, length: usize) -> String {
    let mut chance = vec![0; length];
    work.entropy.fill(&mut chance);
    chance
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}

/// A code of so many letters as it is kept; none for what cannot be one. Small letters, spaces and
/// dashes are as good.
pub(in crate::engine) fn read(typed: &str, length: usize) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-'))
        .take(length + 1)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let fits = code.len() == length && code.bytes().all(|letter| ALPHABET.contains(&letter));
    fits.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, code: Option<&str>) {
        assert_eq!(read(typed, OF_CLAIM).as_deref(), code, "{typed}");
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        check("ABCDE23456", Some("ABCDE23456"));
        check(" abcde-23456 ", Some("ABCDE23456"));
        check("ABCDE2345", None);
        check("ABCDE234567", None);
        check("ABCDE2345O", None);
        check("ABCDE2345Ä", None);
        check(&"A".repeat(100_000), None);
    }
}
