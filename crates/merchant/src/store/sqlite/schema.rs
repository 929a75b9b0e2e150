//! The schema, in steps. Every pending step and the version are one transaction.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// The first step, one file for each subject.
const FIRST: &[&str] = &[
    include_str!("schema/members.sql"),
    include_str!("schema/tills.sql"),
    include_str!("schema/codes.sql"),
    include_str!("schema/sales.sql"),
    include_str!("schema/points.sql"),
    include_str!("schema/tiers.sql"),
    include_str!("schema/stamps.sql"),
    include_str!("schema/claims.sql"),
    include_str!("schema/offers.sql"),
    include_str!("schema/campaigns.sql"),
    include_str!("schema/consents.sql"),
    include_str!("schema/changes.sql"),
    include_str!("schema/grants.sql"),
    include_str!("schema/idempotency.sql"),
    include_str!("schema/mail.sql"),
    include_str!("schema/push.sql"),
];

/// All steps, oldest first. One that was released is never changed.
const STEPS: &[&[&str]] = &[FIRST];

/// Brings a database to the newest schema.
pub(super) fn bring_up(connection: &mut Connection) -> Result<(), StoreError> {
    // Read again under the lock: two processes may come at once.
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).map_err(|_| StoreError::Newer)?;
    let pending = STEPS.get(done..).ok_or(StoreError::Newer)?;
    for part in pending.iter().flat_map(|step| step.iter()) {
        tx.execute_batch(part)?;
    }
    let newest = i64::try_from(STEPS.len()).map_err(|_| StoreError::Newer)?;
    tx.pragma_update(None, "user_version", newest)?;
    tx.commit()?;
    Ok(())
}
