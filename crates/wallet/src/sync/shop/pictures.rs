//! Fetching the pictures that offers and rewards name.

use std::time::Duration;

use super::schedule::is_offline;
use super::visit::Visit;
use crate::error::Result;
use crate::ports::{Call, MerchantTrouble as Trouble};
use crate::sync::SyncHint;

/// How long one picture is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Pictures that are asked for in one visit.
const MOST: usize = 24;

impl Visit<'_> {
    /// Fetches pictures that are not there yet. Without them offers and rewards are shown in words:
    /// whatever goes wrong is no failure of the visit.
    pub(super) fn fetch_pictures(&self) -> Result<()> {
        let wallet = self.visitor.wallet;
        let mut any = false;
        for address in wallet.pictures_due(self.row.id)?.iter().take(MOST) {
            let call = Call {
                timeout: PATIENCE.min(self.call.timeout),
                stop: self.call.stop.clone(),
            };
            let merchant = self.visitor.merchant;
            let file = match merchant.picture(&self.row.shop, address, &call) {
                Ok(file) => Some(file),
                Err(failure)
                    if is_offline(&failure.kind)
                        || matches!(failure.kind, Trouble::Stopped | Trouble::Busy { .. }) =>
                {
                    break;
                }
                Err(_) => None,
            };
            any |= wallet.keep_picture(self.row.id, address, file.as_deref())?;
        }
        if any {
            self.visitor.tell(SyncHint::Cards(vec![self.row.card]));
        }
        Ok(())
    }
}
