//! What an issuer says for machines, in `semantics` of a field or of the whole pass.

use serde_json::Value as Json;

use super::sense::{LONGEST_TIER, Sense};
use super::value::Sum;
use crate::domain::{Unit, currency};

/// What these `semantics` say.
pub(super) fn sense(semantics: &Json) -> Option<Sense> {
    if let Some(balance) = semantics.get("balance") {
        let code = balance
            .get("currencyCode")?
            .as_str()?
            .trim()
            .to_ascii_uppercase();
        currency::decimals(&code)?;
        let digits = match balance.get("amount")? {
            Json::String(digits) => digits.trim().to_owned(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        let unit = Unit::Currency(code);
        return Sum::exact(&digits, None)?.balance(unit).map(Sense::Balance);
    }
    let status = ["membershipProgramStatus", "priorityStatus"];
    let name = status
        .into_iter()
        .find_map(|tag| semantics.get(tag)?.as_str())?
        .trim();
    let short = !name.is_empty() && name.chars().count() <= LONGEST_TIER;
    short.then(|| Sense::Tier(name.to_owned()))
}
