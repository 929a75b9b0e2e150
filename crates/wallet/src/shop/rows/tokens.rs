//! The right to ask a shop, and what member codes are computed from.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::CodeSecret;
use rusqlite::{Connection, params};

use crate::error::Result;
use crate::ports::{Granted, Secret};

/// An access token and when it is over, on our clock.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    pub(crate) token: Secret,
    pub(crate) until: DateTime<Utc>,
}

/// What member codes are computed from.
#[derive(Debug, Clone)]
pub(crate) struct CodeDevice {
    pub(crate) alias: String,
    pub(crate) secret: CodeSecret,
}

/// Keeps new tokens where the ones that they came for are still there. `false`: they are not.
pub(crate) fn keep_tokens(
    connection: &Connection,
    num: i64,
    spent: &Secret,
    granted: &Granted,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kept = connection
        .prepare_cached(
            "UPDATE connection SET refresh = ?3, access = ?4, access_until = ?5, may_write = ?6
             WHERE num = ?1 AND refresh = ?2",
        )?
        .execute(params![
            num,
            spent.reveal(),
            granted.refresh.reveal(),
            granted.access.reveal(),
            until(granted, now),
            granted.may_write,
        ])?;
    Ok(kept > 0)
}

/// An access token that the shop no longer takes is not shown again.
pub(crate) fn drop_access(connection: &Connection, num: i64, token: &Secret) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE connection SET access = NULL, access_until = NULL
             WHERE num = ?1 AND access = ?2",
        )?
        .execute(params![num, token.reveal()])?;
    Ok(())
}

/// Keeps what member codes are computed from.
pub(crate) fn keep_device(
    connection: &Connection,
    num: i64,
    alias: &str,
    secret: &CodeSecret,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE connection SET alias = ?2, code_secret = ?3 WHERE num = ?1")?
        .execute(params![num, alias, secret.bytes()])?;
    Ok(())
}

/// When an access token is over, on our clock; a little early, so that no question meets its end.
pub(super) fn until(granted: &Granted, now: DateTime<Utc>) -> i64 {
    const EARLY: i64 = 30;
    let seconds = i64::try_from(granted.expires_in)
        .unwrap_or(i64::MAX)
        .min(86_400 * 365);
    (now + TimeDelta::seconds(seconds - EARLY)).timestamp_millis()
}
