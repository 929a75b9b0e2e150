//! The symbol characters of a Code 128 (ISO/IEC 15417, table 1): FNC1 exactly.
//!
//! rxing 0.9.3 tells FNC1 only when asked, and then takes a check character of value 102 for
//! one more.

use super::Content;
use crate::encode::GS;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    A,
    B,
    C,
}

/// `codes` from the start character to the stop character. `None` for FNC2, FNC3, FNC4 or
/// damage: the caller has the reader's text then.
pub(super) fn decode(codes: &[u8]) -> Option<Content> {
    let [start, data @ .., _check, 106] = codes else {
        return None;
    };
    let mut set = match start {
        103 => Set::A,
        104 => Set::B,
        105 => Set::C,
        _ => return None,
    };
    let mut content = Content {
        payload: Vec::new(),
        eci: None,
        gs1: false,
    };
    let mut shifted = false;
    for (place, &code) in data.iter().enumerate() {
        let now = match (set, std::mem::take(&mut shifted)) {
            (Set::A, true) => Set::B,
            (Set::B, true) => Set::A,
            (set, _) => set,
        };
        match (now, code) {
            (_, 102) if place == 0 => content.gs1 = true,
            (_, 102) => content.payload.push(GS),
            (Set::C, 0..=99) => content.payload.extend([b'0' + code / 10, b'0' + code % 10]),
            (Set::A, 64..=95) => content.payload.push(code - 64),
            (Set::A | Set::B, 0..=95) => content.payload.push(code + b' '),
            (Set::A | Set::B, 98) => shifted = true,
            (Set::A | Set::B, 99) => set = Set::C,
            (Set::A | Set::C, 100) => set = Set::B,
            (Set::B | Set::C, 101) => set = Set::A,
            _ => return None,
        }
    }
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_shifts_and_fnc1() {
        // FNC1, 42 in set C, GS, to B: "a", shift to A: NUL, "b".
        let codes = [105, 102, 42, 102, 100, 65, 98, 64, 66, 102, 106];
        let decoded = decode(&codes).unwrap();
        assert_eq!(
            decoded.payload, b"42\x1da\0b",
            "the check character 102 is no FNC1"
        );
        assert!(decoded.gs1);
    }

    #[test]
    fn damage_is_no_content() {
        assert!(decode(&[]).is_none());
        assert!(decode(&[105, 106]).is_none());
        assert!(decode(&[1, 2, 3, 106]).is_none());
        assert!(decode(&[104, 96, 0, 106]).is_none(), "FNC3");
    }
}
