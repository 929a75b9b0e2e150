//! An offer as it stands in its row.

use kantis_protocol::OfferState;
use rusqlite::Row;

use super::super::convert::{date, instant};
use super::TABLE;
use crate::records::OfferRecord;
use crate::store::StoreError;

/// `Reserved` is no state that is kept: a basket reserves nothing until it is paid.
const STATES: &[(OfferState, &str)] = &[
    (OfferState::Available, "available"),
    (OfferState::Activated, "activated"),
    (OfferState::Redeemed, "redeemed"),
    (OfferState::Expired, "expired"),
    (OfferState::Withdrawn, "withdrawn"),
];

pub(super) fn word(state: OfferState) -> &'static str {
    STATES
        .iter()
        .find(|(known, _)| *known == state)
        .map_or("available", |(_, word)| word)
}

pub(super) fn found(found: &[(String, String)]) -> Result<String, StoreError> {
    serde_json::to_string(found).map_err(|_| StoreError::Unreadable { table: TABLE })
}

pub(super) fn read(row: &Row<'_>) -> Result<OfferRecord, StoreError> {
    let unreadable = || StoreError::Unreadable { table: TABLE };
    let found: String = row.get("found")?;
    let until: Option<String> = row.get("until")?;
    let state: String = row.get("state")?;
    let at = |column: &str| {
        row.get::<_, Option<i64>>(column)?
            .map(|millis| instant(millis, TABLE))
            .transpose()
    };
    Ok(OfferRecord {
        id: row.get("id")?,
        member: row.get("member")?,
        rule: row.get("rule")?,
        found: serde_json::from_str(&found).map_err(|_| unreadable())?,
        made: instant(row.get("made")?, TABLE)?,
        until: until.map(|until| date(&until, TABLE)).transpose()?,
        state: STATES
            .iter()
            .find(|(_, word)| *word == state)
            .map(|(state, _)| *state)
            .ok_or_else(unreadable)?,
        hidden: row.get("hidden")?,
        code: row.get("code")?,
        used: at("used")?,
        receipt: row.get("receipt")?,
        ended: at("ended")?,
    })
}

pub(super) fn taken(error: rusqlite::Error) -> StoreError {
    if let rusqlite::Error::SqliteFailure(_, Some(said)) = &error
        && said.ends_with("offer.code")
    {
        return StoreError::Taken { what: "code" };
    }
    error.into()
}
