//! Manual order as text that always has room in between (fractional indexing).
//!
//! A rank is read as the digits after the point of a number in base 36, so two ranks can take a
//! third between them without touching any other card; moves made on two devices then merge.

use crate::hlc::Hlc;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const BASE: usize = 36;
/// Digits of the largest stamp.
const STAMP_DIGITS: usize = 13;

/// The rank of something that is new: after everything that came before it.
pub(crate) fn newest(stamp: Hlc) -> String {
    let mut rest = u64::try_from(stamp.0).unwrap_or_default();
    let mut digits = [0_usize; STAMP_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = usize::try_from(rest % 36).unwrap_or_default();
        rest /= 36;
    }
    let mut rank: String = digits.into_iter().map(letter).collect();
    // No rank ends in a zero, so that there is room below each.
    rank.push(letter(BASE / 2));
    rank
}

/// A rank above `low` (empty: the start) and below `high` (`None`: the end).
pub(crate) fn between(low: &str, high: Option<&str>) -> String {
    let mut rank = String::with_capacity(low.len() + 1);
    let mut low = low.bytes().map(value);
    let mut high = high.map(|high| high.bytes().map(value).peekable());
    loop {
        let from = low.next().unwrap_or(0);
        let to = match &mut high {
            // Equal to the end, or out of order: data that we never write. Stay above `low`.
            Some(digits) => digits.next().filter(|to| *to >= from).unwrap_or(BASE),
            None => BASE,
        };
        if to - from > 1 {
            rank.push(letter(from.midpoint(to)));
            return rank;
        }
        if to == from {
            rank.push(letter(from));
            continue;
        }
        if high.as_mut().is_some_and(|digits| digits.peek().is_some()) {
            rank.push(letter(to));
            return rank;
        }
        rank.push(letter(from));
        high = None;
    }
}

fn letter(value: usize) -> char {
    DIGITS.get(value).copied().map_or('z', char::from)
}

fn value(letter: u8) -> usize {
    DIGITS
        .iter()
        .position(|digit| *digit == letter)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn new_ranks_follow_their_stamps() {
        let ranks: Vec<_> = [0, 1, 35, 36, 1 << 40, i64::MAX]
            .map(|n| newest(Hlc(n)))
            .into();
        assert!(ranks.is_sorted(), "{ranks:?}");
    }

    #[test]
    fn there_is_always_room_at_the_front() {
        let mut first = newest(Hlc(1 << 45));
        for _ in 0..1_000 {
            let rank = between("", Some(&first));
            assert!(rank < first && !rank.ends_with('0'), "{rank} {first}");
            first = rank;
        }
    }

    proptest! {
        #[test]
        fn any_sequence_of_moves_keeps_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut ranks = vec![newest(Hlc(1)), newest(Hlc(2))];
            for place in places {
                let at = place.index(ranks.len() + 1);
                let low = at.checked_sub(1).map_or("", |before| ranks[before].as_str());
                let rank = between(low, ranks.get(at).map(String::as_str));
                ranks.insert(at, rank);
            }
            prop_assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
