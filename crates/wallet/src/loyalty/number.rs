//! Numbers as shops write them, read exactly: `2 140`, `1.250,50`, `1,250.50`, `12’500`.

/// A number: `amount / 10^scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) amount: i64,
    pub(super) scale: u8,
}

impl Number {
    /// The number as an integer, when it is one.
    pub(super) fn whole(self) -> Option<i64> {
        let Number { amount, scale } = self.trimmed();
        (scale == 0).then_some(amount)
    }

    /// Without zeros at the end of the decimals.
    pub(super) fn trimmed(self) -> Self {
        let Self {
            mut amount,
            mut scale,
        } = self;
        while scale > 0 && amount % 10 == 0 {
            amount /= 10;
            scale -= 1;
        }
        Self { amount, scale }
    }

    /// With at least this many decimals; `None` when it does not fit.
    pub(super) fn with_scale(self, least: u8) -> Option<Self> {
        let Self {
            mut amount,
            mut scale,
        } = self;
        while scale < least {
            amount = amount.checked_mul(10)?;
            scale += 1;
        }
        Some(Self { amount, scale })
    }

    /// In tenths, when that is exact.
    pub(super) fn tenths(self) -> Option<u32> {
        let Self { amount, scale } = self.trimmed();
        match scale {
            0 => u32::try_from(amount.checked_mul(10)?).ok(),
            1 => u32::try_from(amount).ok(),
            _ => None,
        }
    }
}

/// A number as JSON writes it: an optional minus, digits, a point, digits.
pub(super) fn plain(text: &str) -> Option<Number> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let number = joined(&[whole], decimals)?;
    Some(Number {
        amount: if negative {
            -number.amount
        } else {
            number.amount
        },
        ..number
    })
}

/// A run of digits and separators, read as people do. A single separator before three digits
/// groups them, unless nothing but a zero stands before it or `thousandths` exist.
pub(super) fn written(run: &str, thousandths: bool) -> Option<Number> {
    let is_mark = |char: char| char == '.' || char == ',';
    let mut marks = run.chars().filter(|char| is_mark(*char));
    let first = marks.next();
    let last = marks.next_back().or(first);
    let decimal = match (first, last) {
        (Some(first), Some(last)) if first != last => Some(last),
        (Some(mark), _) if run.matches(mark).count() == 1 => {
            let (before, after) = run.split_once(mark)?;
            let groups = after.len() == 3 && !thousandths && before != "0" && before.len() <= 3;
            (!groups).then_some(mark)
        }
        _ => None,
    };
    let (whole, decimals) = match decimal {
        Some(mark) => {
            if run.matches(mark).count() != 1 {
                return None;
            }
            run.split_once(mark)?
        }
        None => (run, ""),
    };
    let groups: Vec<&str> = whole.split(|char: char| !char.is_ascii_digit()).collect();
    let grouped = groups.len() == 1
        || groups
            .first()
            .is_some_and(|group| (1..=3).contains(&group.len()))
            && groups.iter().skip(1).all(|group| group.len() == 3);
    if !grouped {
        return None;
    }
    joined(&groups, decimals)
}

fn joined(groups: &[&str], decimals: &str) -> Option<Number> {
    let digits: String = groups.iter().copied().chain([decimals]).collect();
    let whole: usize = groups.iter().map(|group| group.len()).sum();
    if whole == 0 || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = u8::try_from(decimals.len())
        .ok()
        .filter(|scale| *scale <= 9)?;
    Some(Number {
        amount: digits.parse().ok()?,
        scale,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (run, expected) in [
            ("127", Some((127, 0))),
            ("2 140", Some((2140, 0))),
            ("2\u{a0}140", Some((2140, 0))),
            ("1.250,50", Some((125_050, 2))),
            ("1,250.50", Some((125_050, 2))),
            ("12’500", Some((12_500, 0))),
            ("1.250", Some((1250, 0))),
            ("1,250", Some((1250, 0))),
            ("0.250", Some((250, 3))),
            ("1234.567", Some((1_234_567, 3))),
            ("12,5", Some((125, 1))),
            ("1.000.000", Some((1_000_000, 0))),
            ("30.11.2026", None),
            ("1.2.3", None),
            ("1,00,000", None),
            ("1.250,50,1", None),
            ("1234567890123456789", None),
        ] {
            let number = written(run, false).map(|number| (number.amount, number.scale));
            assert_eq!(number, expected, "{run}");
        }
        assert_eq!(
            written("1.250", true).map(|n| (n.amount, n.scale)),
            Some((1250, 3))
        );
    }

    #[test]
    fn plain_numbers_are_exact() {
        for (text, expected) in [
            ("21.75", Some((2175, 2))),
            ("-3.5", Some((-35, 1))),
            ("0", Some((0, 0))),
            ("1e3", None),
            (".5", None),
            ("", None),
            ("1,5", None),
        ] {
            let number = plain(text).map(|number| (number.amount, number.scale));
            assert_eq!(number, expected, "{text}");
        }
    }
}
