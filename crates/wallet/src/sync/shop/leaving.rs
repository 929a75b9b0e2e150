//! Telling a shop that the shopper left it: its refresh token is revoked, and then forgotten.

use chrono::TimeDelta;

use super::visit::Visitor;
use crate::error::Result;
use crate::ports::{Call, MerchantTrouble as Trouble};
use crate::shop::rows::{self, ConnectionRow};
use crate::sync::backoff::delay_within;

/// After so long the shop need not hear of it: its own memory of the token is over as well.
const GIVEN_UP: TimeDelta = TimeDelta::days(30);
/// The longest wait between two attempts.
const MOST_WAIT: TimeDelta = TimeDelta::hours(6);

impl Visitor<'_> {
    /// Tells a shop that it was left, or plans to tell it later.
    pub(super) fn leave(&self, row: &ConnectionRow, call: &Call) -> Result<()> {
        let told = self
            .merchant
            .revoke(&row.shop, &row.client, &row.refresh, call);
        let now = self.now();
        let again = match &told {
            Ok(()) => false,
            Err(failure) if failure.kind == Trouble::Stopped => return Ok(()),
            Err(failure) => {
                let since = row.plan.asked_at.unwrap_or(now);
                may_pass(&failure.kind) && now - since < GIVEN_UP
            }
        };
        let writer = self.wallet.unrecorded_writer()?;
        if again {
            let failures = row.plan.failures.saturating_add(1);
            let rest = told
                .err()
                .and_then(|failure| TimeDelta::from_std(failure.retry_after?).ok());
            let wait = delay_within(MOST_WAIT, failures, self.chances.draw());
            let due = now + rest.unwrap_or_default().clamp(wait, GIVEN_UP);
            rows::leave_later(writer.connection(), row.num, due, failures)?;
        } else {
            rows::forget(writer.connection(), row.num)?;
        }
        writer.commit()?;
        if !again {
            // A page that was on its way when the shopper left may have come after all.
            self.wallet.forget_shop(row.id)?;
        }
        Ok(())
    }
}

/// Whether it is worth another attempt. A shop that is gone, or no longer the one that it was, has
/// nothing to hear.
fn may_pass(kind: &Trouble) -> bool {
    matches!(
        kind,
        Trouble::Unreachable
            | Trouble::Broken
            | Trouble::TimedOut
            | Trouble::Busy { .. }
            | Trouble::Unreadable
            | Trouble::TooLarge
            | Trouble::Problem(_)
    )
}
