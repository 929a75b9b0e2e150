//! What is over goes.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::store::StoreError;
use crate::store::sqlite::convert::millis;

/// What goes, and how many days after its time. A used code and a used refresh token stay for a
/// while: whoever brings one again has stolen it, or was stolen from.
const OVER: &[(&str, i64)] = &[
    ("DELETE FROM sign_in WHERE expires < ?1", 0),
    ("DELETE FROM authorization_code WHERE expires < ?1", 1),
    ("DELETE FROM device_authorization WHERE expires < ?1", 1),
    ("DELETE FROM access_token WHERE expires < ?1", 0),
    ("DELETE FROM refresh_token WHERE used < ?1", 90),
    ("DELETE FROM known_browser WHERE used < ?1", 365),
    ("DELETE FROM oauth_grant WHERE used < ?1", 365),
    (
        "DELETE FROM client WHERE coalesce(used, registered) < ?1 AND used IS NULL",
        1,
    ),
    (
        "DELETE FROM client WHERE coalesce(used, registered) < ?1
           AND NOT EXISTS (SELECT 1 FROM oauth_grant g WHERE g.client = client.id)",
        90,
    ),
];

pub(super) fn trim(connection: &Connection, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let mut gone = 0_u32;
    for (sql, days) in OVER {
        let before = millis(now - TimeDelta::days(*days));
        let rows = connection.prepare_cached(sql)?.execute([before])?;
        gone = gone.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
    }
    Ok(gone)
}
