//! Money and per cents as an owner writes them: `"2.50"`, `20`, `"12.5"`. No floating point.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

/// An amount in the programme's currency, in minor units: `"2.50"` is 250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

/// Hundredths of a per cent: `20` is 2000, `"25.5"` is 2550.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub u32);

/// As it stands in the file.
enum Written {
    Whole(i64),
    Text(String),
}

/// Reads a figure; says what it should look like.
struct Figure(&'static str);

impl Visitor<'_> for Figure {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Written, E> {
        Ok(Written::Whole(whole))
    }

    fn visit_str<E>(self, text: &str) -> Result<Written, E> {
        Ok(Written::Text(text.to_owned()))
    }
}

fn hundredths<'de, D: Deserializer<'de>>(
    deserializer: D,
    how: &'static str,
) -> Result<i64, D::Error> {
    deserializer
        .deserialize_any(Figure(how))?
        .hundredths()
        .filter(|hundredths| *hundredths >= 0)
        .ok_or_else(|| serde::de::Error::custom(format!("this is not {how}")))
}

impl Written {
    /// In hundredths.
    fn hundredths(self) -> Option<i64> {
        match self {
            Self::Whole(whole) => whole.checked_mul(100),
            Self::Text(text) => {
                let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
                let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
                if whole.is_empty()
                    || whole.len() > 12
                    || part.len() > 2
                    || !digits(whole)
                    || !digits(part)
                {
                    return None;
                }
                let part: i64 = format!("{part:0<2}").parse().ok()?;
                whole
                    .parse::<i64>()
                    .ok()?
                    .checked_mul(100)?
                    .checked_add(part)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        hundredths(deserializer, "an amount, written as \"2.50\" or 2").map(Self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const HOW: &str = "a per cent, written as 20 or \"12.5\"";
        let hundredths = hundredths(deserializer, HOW)?;
        u32::try_from(hundredths)
            .map(Self)
            .map_err(|_| serde::de::Error::custom(format!("this is not {HOW}")))
    }
}
