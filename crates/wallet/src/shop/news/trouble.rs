//! News of a connection itself.

use crate::activity;
use crate::domain::{ConnectionState, Happening};
use crate::error::Result;
use crate::shop::rows::ConnectionRow;
use crate::store::writer::Writer;

/// Notes that a connection needs the shopper, once for each time that it worked before. Part of the
/// transaction that keeps the connection's new state; `row` is how it was.
pub(crate) fn trouble(
    writer: &mut Writer<'_>,
    row: &ConnectionRow,
    state: ConnectionState,
) -> Result<bool> {
    let needs = matches!(
        state,
        ConnectionState::SignInOver | ConnectionState::Gone | ConnectionState::Unsafe
    );
    if !needs {
        return Ok(false);
    }
    let why = state.name().to_owned();
    let worked = row.plan.checked_at.unwrap_or(row.made_at);
    let key = format!("connection/{}/{why}/{}", row.id, worked.timestamp_millis());
    activity::note(
        writer,
        row.card,
        &Happening::ConnectionTrouble { why },
        &key,
    )
}
