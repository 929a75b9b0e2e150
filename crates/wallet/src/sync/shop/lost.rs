//! What shops sent was lost with a damaged `cache.db`: they are asked for it at once, not when
//! something may have changed.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::shop::rows::{self, PlanRow};
use crate::store::Wallet;

/// Makes the shops due of which nothing is kept, unless they want to be left alone.
pub(in crate::sync) fn ask_anew(wallet: &Wallet) -> Result<()> {
    if !wallet.cache_is_lost() {
        return Ok(());
    }
    wallet.set_cache_lost(false);
    let asked = make_due(wallet, wallet.ports.clock.now());
    if asked.is_err() {
        wallet.set_cache_lost(true);
    }
    asked
}

fn make_due(wallet: &Wallet, now: DateTime<Utc>) -> Result<()> {
    let known = wallet.shop_cursors()?;
    let mut lost = wallet.read_warm(rows::plans)?;
    let waits = |row: &PlanRow| row.plan.due_at.is_some_and(|due| due > now);
    lost.retain(|row| !known.contains_key(&row.id) && row.plan.is_ready(now) && waits(row));
    if lost.is_empty() {
        return Ok(());
    }
    let writer = wallet.light_writer()?;
    for mut row in lost {
        row.plan.due_at = Some(now);
        let (num, state) = (row.num, row.plan.state);
        rows::keep_plan(writer.connection(), num, state, &row.plan, None)?;
    }
    writer.commit().map(drop)
}
