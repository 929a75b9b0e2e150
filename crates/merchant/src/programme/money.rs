//! Money and per cents as an owner writes them: `"2.50"`, `20`, `"12.5"`. No floating point.

use serde::{Deserialize, Deserializer};

/// An amount in the programme's currency, in minor units: `"2.50"` is 250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

/// Hundredths of a per cent: `20` is 2000, `"25.5"` is 2550.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub u32);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Whole(i64),
    Text(String),
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
        Written::deserialize(deserializer)
            .ok()
            .and_then(Written::hundredths)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("an amount is written as \"2.50\" or 2"))
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)
            .ok()
            .and_then(Written::hundredths)
            .and_then(|hundredths| u32::try_from(hundredths).ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a per cent is written as 20 or \"12.5\""))
    }
}
