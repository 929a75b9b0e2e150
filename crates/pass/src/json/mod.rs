//! JSON as issuers write it.
//!
//! Whether a text is valid JSON is `serde_json`'s verdict. Its values come from one reader of ours
//! that also understands the damage met in real passes (see [`parse`]) and keeps a number as the
//! digits that were written, so that money never passes through floating point.

mod reader;

use crate::error::PassError;
use crate::limits::Limits;
use crate::text;

/// One value; objects keep the order in which their keys were written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The digits as written.
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// A parsed text and whether it had to be repaired on the way.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) value: Json,
    pub(crate) repaired: bool,
}

/// Reads a JSON file. What is not valid JSON in UTF-8 is repaired where the intent is plain:
/// commas trailing, doubled or missing, missing values (null), comments, bare control characters
/// in strings, other encodings, something after the end.
pub(crate) fn parse(entry: &str, bytes: &[u8], limits: &Limits) -> Result<Parsed, PassError> {
    let strict = std::str::from_utf8(bytes).is_ok()
        && reader::depth(bytes) <= limits.json_depth
        && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok();
    let text = text::decode(bytes);
    let value = reader::read(&text, limits).map_err(|problem| PassError::Json {
        entry: entry.to_owned(),
        problem: problem.what,
        offset: problem.offset,
    })?;
    Ok(Parsed {
        value,
        repaired: !strict,
    })
}

impl Json {
    /// The value under a key; the last one when the key is repeated, as in most readers.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        let Self::Object(pairs) = self else {
            return None;
        };
        pairs
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// A value as text: strings, and numbers and booleans written as text.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::String(text) | Self::Number(text) => Some(text.clone()),
            Self::Bool(flag) => Some(flag.to_string()),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// A number, also one that was written as a string.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(text) | Self::String(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// A truth value, also one that was written as a string or number.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::String(text) | Self::Number(text) => {
                match text.trim().to_ascii_lowercase().as_str() {
                    "true" | "yes" | "1" => Some(true),
                    "false" | "no" | "0" | "" => Some(false),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The members of an array; a value that should have been in an array counts as one of one.
    pub(crate) fn items(&self) -> &[Json] {
        match self {
            Self::Array(items) => items,
            Self::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Text under a key.
    pub(crate) fn text_at(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }

    /// For keeping what this crate does not understand: the value for `serde_json`. A number that
    /// fits none of its kinds stays a string of digits.
    pub(crate) fn to_serde(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => (*flag).into(),
            Self::Number(digits) => {
                serde_json::from_str(digits).unwrap_or_else(|_| digits.clone().into())
            }
            Self::String(text) => text.clone().into(),
            Self::Array(items) => items.iter().map(Self::to_serde).collect(),
            Self::Object(pairs) => serde_json::Value::Object(
                pairs
                    .iter()
                    .map(|(key, value)| (key.clone(), value.to_serde()))
                    .collect(),
            ),
        }
    }

    /// The value as JSON text: keys in their order, numbers with their digits.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(flag) => flag.to_string(),
            Self::Number(digits) => plain_number(digits),
            Self::String(text) => quoted(text),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_text).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(key, value)| format!("{}:{}", quoted(key), value.to_text()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A number in the one way that JSON allows: no plus, no leading zeros, digits around the point.
fn plain_number(digits: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(digits).is_ok() {
        return digits.to_owned();
    }
    let (sign, unsigned) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(digits)),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repaired_text_is_written_as_valid_json_that_says_the_same() {
        let limits = Limits::default();
        let odd = r#"{"b":[+5,.5,5.,-007.50,1e3,12.50,],"a":"ä\"\n\u0001", "n": }"#;
        let read = parse("f", odd.as_bytes(), &limits).unwrap().value;
        let text = read.to_text();
        assert_eq!(
            text,
            r#"{"b":[5,0.5,5,-7.50,1e3,12.50],"a":"ä\"\n\u0001","n":null}"#
        );
        let again = parse("f", text.as_bytes(), &limits).unwrap();
        assert!(!again.repaired);
        assert_eq!(again.value.to_text(), text);
    }
}
